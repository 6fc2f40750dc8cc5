/** What every operation of Identity Center has in common: checked input, the instance and its Region, ARNs, pages, errors. */
import { AwsError } from '../core/errors.ts';
import type { Constraints } from '../core/constraints.ts';
import { validationMessage, violations } from '../core/constraints.ts';
import type { Page } from '../core/paging.ts';
import { pageOf } from '../core/paging.ts';
import type { CallContext, Operation, Permission } from '../core/service.ts';
import { delegatedAdministratorTable, delegationKey } from '../organizations/rows.ts';
import type { InstanceRow, PermissionSetRow } from './rows.ts';
import { instanceTable, permissionSetTable } from './rows.ts';

interface InstanceInput {
  readonly InstanceArn?: string | undefined;
}

/** An operation on the instance, in its Region and by an account that administers it. */
export function instanceOperation<Input extends InstanceInput, Output>(definition: {
  readonly constraints?: Constraints;
  readonly permissions: (input: Input, context: CallContext) => readonly Permission[];
  readonly handle: (input: Input, context: CallContext, instance: InstanceRow) => Output;
}): Operation<Input, Output> {
  const { constraints = {}, permissions, handle } = definition;
  return {
    permissions,
    handle: (input, context) => {
      const found = violations(input, { InstanceArn: constraint.instanceArn, ...constraints });
      if (found.length > 0) throw validationError(validationMessage(found));
      const instance = instanceHere(context);
      if (!instance || instanceArn(instance) !== input.InstanceArn) throw accessDenied();
      return handle(input, context, instance);
    },
  };
}

/** The instance, where the caller's account administers it and the call goes to its Region. */
export function instanceHere(context: CallContext): InstanceRow | undefined {
  const instance = instanceTable(context).get('instance');
  if (!instance || instance.region !== context.region) return undefined;
  const administers =
    context.account === context.settings.managementAccount ||
    delegatedAdministratorTable(context).has(delegationKey(context.account, 'sso.amazonaws.com'));
  return administers ? instance : undefined;
}

export function instanceArn({ id }: InstanceRow): string {
  return `arn:aws:sso:::instance/${id}`;
}

export function permissionSetArn(instance: InstanceRow, permissionSetId: string): string {
  return `arn:aws:sso:::permissionSet/${instance.id}/${permissionSetId}`;
}

export function accountArn(accountId: string): string {
  return `arn:aws:sso:::account/${accountId}`;
}

/** The permission set of that ARN. Throws ResourceNotFoundException. */
export function requirePermissionSet(context: CallContext, instance: InstanceRow, arn: string | undefined): PermissionSetRow {
  const id = arn?.slice(arn.lastIndexOf('/') + 1) ?? '';
  const row = arn === permissionSetArn(instance, id) ? permissionSetTable(context).get(id) : undefined;
  if (!row) throw resourceNotFound(`Could not find PermissionSet with arn ${arn}`);
  return row;
}

/** One permission on the ARNs that the input names. */
export function onArns(action: string, ...arns: readonly (string | undefined)[]): readonly Permission[] {
  return [{ action: `sso:${action}`, resources: arns.filter((arn) => arn !== undefined) }];
}

export function ssoPage<Item>(
  all: readonly Item[],
  listing: string,
  { MaxResults = 100, NextToken }: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
): Page<Item> {
  const page = pageOf(all, MaxResults, listing, NextToken);
  if (!page) throw validationError('NextToken is not valid.');
  return page;
}

/** `NextToken` of an answer, absent on the last page. */
export function nextToken({ nextToken: token }: Page<unknown>): { NextToken?: string } {
  return token === undefined ? {} : { NextToken: token };
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function resourceNotFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message);
}

function accessDenied(): AwsError {
  return new AwsError('AccessDeniedException', 'You do not have sufficient access to perform this action.');
}

const arnPrefix = 'arn:aws(-[a-z]{1,5}){0,3}:sso:::';

/** Constraints of members that many operations share (service model `sso-admin`). */
export const constraint = {
  instanceArn: { required: true, min: 10, max: 1224, pattern: `${arnPrefix}instance/(sso)?ins-[a-zA-Z0-9-.]{16}` },
  permissionSetArn: {
    required: true,
    min: 10,
    max: 1224,
    pattern: `${arnPrefix}permissionSet/(sso)?ins-[a-zA-Z0-9-.]{16}/ps-[a-zA-Z0-9-./]{16}`,
  },
  accountId: { required: true, pattern: '\\d{12}' },
  principalType: { required: true, oneOf: ['USER', 'GROUP'] },
  principalId: {
    required: true,
    min: 1,
    max: 47,
    pattern: '([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
  },
  requestId: { required: true, pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}' },
  maxResults: { min: 1, max: 100 },
} as const;
