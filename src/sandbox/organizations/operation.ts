/** What every operation of Organizations has in common: who may call it, checked input, pages of 20. */
import type { Constraints } from '../core/constraints.ts';
import { violations } from '../core/constraints.ts';
import type { Page } from '../core/paging.ts';
import { positionIn, tokenAt } from '../core/paging.ts';
import type { CallContext, Operation, Permission } from '../core/service.ts';
import { accessDenied, invalidInput, violationError } from './errors.ts';
import { delegatedAdministratorTable } from './rows.ts';
import { organization, resourceArn } from './tree.ts';

interface Definition<Input, Output> {
  readonly constraints?: Constraints;
  /** Default: the operation's action on `*`. */
  readonly permissions?: (input: Input, context: CallContext) => readonly Permission[];
  readonly handle: (input: Input, context: CallContext) => Output;
}

/** An operation that the management account and delegated administrators may call. */
export function readOperation<Input extends object, Output>(definition: Definition<Input, Output>): Operation<Input, Output> {
  return restricted(definition, (context) => isManagement(context) || isDelegatedAdministrator(context));
}

/** An operation that only the management account may call. */
export function managementOperation<Input extends object, Output>(
  definition: Definition<Input, Output>,
): Operation<Input, Output> {
  return restricted(definition, isManagement);
}

/** An operation that any account of the organization may call. */
export function memberOperation<Input extends object, Output>(definition: Definition<Input, Output>): Operation<Input, Output> {
  return restricted(definition, () => true);
}

function restricted<Input extends object, Output>(
  { constraints = {}, permissions, handle }: Definition<Input, Output>,
  mayCall: (context: CallContext) => boolean,
): Operation<Input, Output> {
  return {
    ...(permissions ? { permissions } : {}),
    handle: (input, context) => {
      if (!mayCall(context)) throw accessDenied();
      const [violation] = violations(input, constraints);
      if (violation) throw violationError(violation);
      return handle(input, context);
    },
  };
}

function isManagement(context: CallContext): boolean {
  return context.account === organization(context).managementAccount;
}

function isDelegatedAdministrator(context: CallContext): boolean {
  for (const { accountId } of delegatedAdministratorTable(context).values()) if (accountId === context.account) return true;
  return false;
}

export interface PagedInput {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

const defaultPageSize = 20;
/** Share of pages that hold nothing although more follows. Not AWS's figure, which is not published. */
const emptyPages = 0.05;

/**
 * A page of at most 20. "You can receive an empty page with a NextToken: always check it" (API reference of the list operations):
 * with `mayBeEmpty`, some pages are so, by the call's random numbers, never two in a row.
 */
export function listingPage<Item>(
  all: readonly Item[],
  listing: string,
  { NextToken, MaxResults = defaultPageSize }: PagedInput,
  context: CallContext,
  mayBeEmpty = false,
): Page<Item> {
  const afterEmpty = `${listing}#`;
  const { start, wasEmpty } = startOf(listing, afterEmpty, NextToken);
  if (mayBeEmpty && all.length > 0 && !wasEmpty && context.random() < emptyPages) {
    return { items: [], nextToken: tokenAt(afterEmpty, start) };
  }
  const end = start + MaxResults;
  return { items: all.slice(start, end), ...(end < all.length ? { nextToken: tokenAt(listing, end) } : {}) };
}

/** Where a token continues, and whether the page before it was an empty one. */
function startOf(listing: string, afterEmpty: string, token: string | undefined): { start: number; wasEmpty: boolean } {
  if (token === undefined) return { start: 0, wasEmpty: false };
  for (const [of, wasEmpty] of [
    [listing, false],
    [afterEmpty, true],
  ] as const) {
    const start = positionIn(of, token);
    if (start !== undefined) return { start, wasEmpty };
  }
  throw invalidInput('INVALID_NEXT_TOKEN', 'You specified an invalid value for nextToken.');
}

/** A permission on one resource of the organization. A missing id has no ARN: the call then fails on its input. */
export function onResource(action: string, id: string | undefined, context: CallContext): readonly Permission[] {
  return [{ action: `organizations:${action}`, resources: [id ? resourceArn(context, id) : '*'] }];
}

/** Constraints of members that many operations share (service model `organizations`). */
export const constraint = {
  accountId: { required: true, pattern: '\\d{12}' },
  parentId: { required: true, pattern: 'r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}' },
  organizationalUnitId: { required: true, pattern: 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}' },
  childId: { required: true, pattern: '\\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}' },
  targetId: { required: true, pattern: 'r-[0-9a-z]{4,32}|\\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}' },
  policyId: { required: true, pattern: 'p-[0-9a-zA-Z_]{8,128}' },
  policyType: { required: true, oneOf: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY', 'TAG_POLICY'] },
  servicePrincipal: { required: true, min: 1, max: 128, pattern: '[\\w+=,.@-]*' },
  maxResults: { min: 1, max: 20 },
} as const;
