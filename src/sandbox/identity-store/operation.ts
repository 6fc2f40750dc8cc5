/** What every operation of the identity store has in common: checked input, the store, ARNs, pages, errors. */
import type { Constraint, Constraints } from '../core/constraints.ts';
import { validationMessage, violations } from '../core/constraints.ts';
import { AwsError } from '../core/errors.ts';
import type { Page } from '../core/paging.ts';
import { pageOf } from '../core/paging.ts';
import type { CallContext, Operation, Permission } from '../core/service.ts';
import { delegatedAdministratorTable, delegationKey } from '../organizations/rows.ts';
import { instanceTable } from '../sso-admin/rows.ts';

interface StoreInput {
  readonly IdentityStoreId?: string | undefined;
}

/** An operation on the identity store, in Identity Center's Region and by an account that administers it. */
export function storeOperation<Input extends StoreInput, Output>(definition: {
  readonly constraints?: Constraints;
  readonly permissions: (input: Input, context: CallContext) => readonly Permission[];
  readonly handle: (input: Input, context: CallContext) => Output;
}): Operation<Input, Output> {
  const { constraints = {}, permissions, handle } = definition;
  return {
    permissions,
    handle: (input, context) => {
      const found = violations(input, { IdentityStoreId: constraint.identityStoreId, ...constraints });
      if (found.length > 0) throw validation(validationMessage(found));
      const instance = instanceTable(context).get('instance');
      const administers =
        context.account === context.settings.managementAccount ||
        delegatedAdministratorTable(context).has(delegationKey(context.account, 'sso.amazonaws.com'));
      if (!instance || instance.region !== context.region || instance.identityStoreId !== input.IdentityStoreId || !administers) {
        throw notFound('IDENTITY_STORE', `IdentityStore not found for identifier: ${input.IdentityStoreId}`);
      }
      return handle(input, context);
    },
  };
}

/** A permission on the store and the named kinds of its members: `user/*`, `group/<id>` (service authorization reference). */
export function onStore(
  action: string,
  context: CallContext,
  storeId: string | undefined,
  ...members: readonly string[]
): readonly Permission[] {
  const store = `arn:aws:identitystore::${context.settings.managementAccount}:identitystore/${storeId ?? '*'}`;
  return [
    { action: `identitystore:${action}`, resources: [store, ...members.map((member) => `arn:aws:identitystore:::${member}`)] },
  ];
}

export function storePage<Item>(
  all: readonly Item[],
  listing: string,
  { MaxResults = 100, NextToken }: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
): Page<Item> {
  const page = pageOf(all, MaxResults, listing, NextToken);
  if (!page) throw validation('NextToken is not valid.');
  return page;
}

export function nextToken({ nextToken: token }: Page<unknown>): { NextToken?: string } {
  return token === undefined ? {} : { NextToken: token };
}

export function notFound(resourceType: 'USER' | 'GROUP' | 'IDENTITY_STORE', message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { fields: { ResourceType: resourceType } });
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, { fields: { Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION' } });
}

const id = '([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}';

/** Constraints of members that many operations share (service model `identitystore`). */
export const constraint = {
  identityStoreId: { required: true, min: 1, max: 36, pattern: 'd-[0-9a-f]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' },
  resourceId: { required: true, min: 1, max: 47, pattern: id },
  maxResults: { min: 1, max: 100 },
} as const satisfies Readonly<Record<string, Constraint>>;
