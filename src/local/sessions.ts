/** Role sessions that services make: Step Functions' for a machine, and those of a state's `Credentials`. */
import type { Caller } from '../sandbox/core/service.ts';
import { AwsError } from '../sandbox/core/errors.ts';
import { roleKeyOfArn, roleTable } from '../sandbox/iam/rows.ts';
import type { SandboxPart } from './parts.ts';
import { roleCaller } from './states/permissions.ts';

/**
 * The session in which a service acts with a role that trusts it.
 * @throws AwsError AccessDeniedException when the role is not there or does not trust the service.
 */
export function serviceSession(sandbox: SandboxPart, service: string, roleArn: string, sessionName: string, now: number): Caller {
  const found = roleKeyOfArn(roleArn);
  const role = found && roleTable(sandbox.store).get(found.key);
  const caller: Caller = { kind: 'service', arn: `${service}.amazonaws.com`, account: found?.account ?? '' };
  const trusted =
    role &&
    sandbox.decide(
      caller,
      [
        {
          action: 'sts:AssumeRole',
          resources: [roleArn],
          resourcePolicy: role.trustPolicy,
          resourcePolicyRequired: true,
          conditions: { 'aws:SourceAccount': role.account },
        },
      ],
      { region: sandbox.settings.homeRegion, now },
      'sts:AssumeRole',
    ).allowed;
  if (trusted) return roleCaller(roleArn, sessionName);
  const text = `Neither the global service principal ${service}.amazonaws.com, nor the regional one is authorized to assume the provided role.`;
  throw new AwsError('AccessDeniedException', text);
}

/**
 * Assumes a role from a role session, as sts:AssumeRole does: both sides must allow it.
 * @throws AwsError AccessDenied.
 */
export async function assumeRole(
  sandbox: SandboxPart,
  session: Caller,
  targetRoleArn: string,
  sessionName: string,
  externalId: string,
): Promise<Caller> {
  const outcome = await sandbox.invoke({
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: targetRoleArn, RoleSessionName: sessionName, ExternalId: externalId },
    account: session.account,
    region: sandbox.settings.homeRegion,
    caller: session,
  });
  if ('error' in outcome) throw outcome.error;
  return roleCaller(targetRoleArn, sessionName);
}
