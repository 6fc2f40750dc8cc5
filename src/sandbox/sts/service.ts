/** AWS Security Token Service (API reference, version 2011-06-15). */
import type {
  AssumeRoleRequest,
  AssumeRoleResponse,
  GetAccessKeyInfoRequest,
  GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import { AwsError } from '../core/errors.ts';
import { defineService, operation, type Caller, type CallContext, type Permission } from '../core/service.ts';
import { managedPolicy } from '../authorization/principal-policies.ts';
import { roleKeyOfArn, roleTable, type RoleRow } from '../iam/rows.ts';
import { accountTable } from '../organizations/rows.ts';
import { checkActivated } from './activation.ts';
import { openSession, sessionTable } from './sessions.ts';

const hour = 3600;

function roleOf(arn: string | undefined, context: CallContext): RoleRow | undefined {
  const found = arn === undefined ? undefined : roleKeyOfArn(arn);
  const row = found && roleTable(context).get(found.key);
  return row?.arn === arn ? row : undefined;
}

function isOpen(role: RoleRow | undefined, context: CallContext): boolean {
  const state = role && accountTable(context).get(role.account)?.state;
  return state !== 'SUSPENDED' && state !== 'CLOSED';
}

/** The role's trust policy decides, together with the caller's own policies where it trusts the account. */
function assumeRolePermissions(input: AssumeRoleRequest, context: CallContext): Permission[] {
  const role = roleOf(input.RoleArn, context);
  const tags = input.Tags ?? [];
  const conditions = {
    ...(input.ExternalId === undefined ? {} : { 'sts:ExternalId': input.ExternalId }),
    'sts:RoleSessionName': input.RoleSessionName ?? '',
    ...(input.SourceIdentity === undefined ? {} : { 'sts:SourceIdentity': input.SourceIdentity }),
    ...(tags.length > 0 ? { 'aws:TagKeys': tags.map(({ Key }) => Key ?? '') } : {}),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? ''])),
  };
  const permission = (action: string): Permission => ({
    action,
    resources: [input.RoleArn ?? '*'],
    conditions,
    /* Nobody comes into an account that is closed, whatever its roles trust. */
    resourcePolicy: isOpen(role, context) ? role?.trustPolicy : undefined,
    resourcePolicyRequired: true,
  });
  return [permission('sts:AssumeRole'), ...(tags.length > 0 ? [permission('sts:TagSession')] : [])];
}

function assumeRole(input: AssumeRoleRequest, context: CallContext): AssumeRoleResponse {
  const { RoleArn, RoleSessionName, DurationSeconds = hour } = input;
  const role = roleOf(RoleArn, context);
  if (!role || RoleSessionName === undefined) throw invalid('RoleArn and RoleSessionName are required');
  checkActivated(context, role.account);
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) {
    throw invalid(
      `1 validation error detected: Value '${RoleSessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const chained = context.caller.kind === 'role';
  const longest = chained ? hour : role.maxSessionDuration;
  if (DurationSeconds < 900 || DurationSeconds > longest) {
    throw invalid(
      chained && DurationSeconds <= role.maxSessionDuration
        ? 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'
        : 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  const sessionPolicies = sessionPoliciesOf(input, context);
  const arn = `arn:aws:sts::${role.account}:assumed-role/${role.name}/${RoleSessionName}`;
  const caller: Caller = {
    kind: 'role',
    arn,
    account: role.account,
    roleArn: role.arn,
    sessionName: RoleSessionName,
    ...(input.Tags?.length
      ? { sessionTags: Object.fromEntries(input.Tags.map(({ Key = '', Value = '' }) => [Key, Value])) }
      : {}),
    ...(sessionPolicies.length > 0 ? { sessionPolicies } : {}),
  };
  forgetExpired(context);
  const expiresAt = context.now + DurationSeconds * 1000;
  const session = openSession(context, caller, expiresAt);
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } = session;
  return {
    Credentials: { AccessKeyId, SecretAccessKey, SessionToken, Expiration: new Date(expiresAt) },
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${RoleSessionName}`, Arn: arn },
    ...(input.SourceIdentity === undefined ? {} : { SourceIdentity: input.SourceIdentity }),
  };
}

function sessionPoliciesOf(input: AssumeRoleRequest, context: CallContext): string[] {
  const managed = (input.PolicyArns ?? []).map(({ arn = '' }) => {
    const policy = managedPolicy(context.store, arn);
    if (!policy) throw invalid(`The specified managed policy ${arn} does not exist`);
    return policy.document;
  });
  return [...(input.Policy === undefined ? [] : [input.Policy]), ...managed];
}

/** Rows of sessions whose time is over: they are in the order in which they were opened, so looking stops at the first living one. */
function forgetExpired(context: CallContext): void {
  const sessions = sessionTable(context);
  for (const [key, { expiresAt }] of sessions.entries()) {
    if (expiresAt === undefined || expiresAt > context.now - 24 * hour * 1000) break;
    sessions.delete(key);
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export const sts = defineService({
  name: 'sts',
  iamPrefix: 'sts',
  operations: {
    AssumeRole: operation<AssumeRoleRequest, AssumeRoleResponse>({ permissions: assumeRolePermissions, handle: assumeRole }),
    GetCallerIdentity: operation<object, GetCallerIdentityResponse>({
      unauthenticated: true,
      handle: (_input, { caller, store }) => {
        const role = caller.roleArn === undefined ? undefined : roleKeyOfArn(caller.roleArn);
        const row = role && roleTable(store).get(role.key);
        return {
          UserId: row ? `${row.id}:${caller.sessionName ?? ''}` : caller.account,
          Account: caller.account,
          Arn: caller.arn,
        };
      },
    }),
    GetAccessKeyInfo: operation<GetAccessKeyInfoRequest, { Account: string }>({
      handle: ({ AccessKeyId = '' }, context) => {
        const session = sessionTable(context).get(AccessKeyId);
        if (!session) throw invalid(`The access key ${AccessKeyId} is not known`);
        return { Account: session.caller.account };
      },
    }),
  },
});
