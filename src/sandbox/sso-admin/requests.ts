/**
 * Identity Center's asynchronous writes: accepted with a request id, carried out a little later. Only so many may be outstanding, and one
 * at a time for the same account and permission set.
 */
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { sample } from '../core/random.ts';
import type { CallContext, Duration } from '../core/service.ts';
import { identityStoreIndexes, groupTableOf, userTable } from '../identity-store/rows.ts';
import { accountTable } from '../organizations/rows.ts';
import { conflict } from './operation.ts';
import type { AccountAssignmentRow, RequestKind, RequestRow } from './rows.ts';
import { accountAssignmentTable, assignmentKey, identityCenterIndexes, instanceTable, requestTable } from './rows.ts';

/** AWS publishes no figure; users see failures beyond 10 to 20 writes at a time. Not AWS's. */
const outstandingWrites = 15;
/** About 20 writes a minute were measured by users; the distribution is ours. */
const takes: Duration = { median: 6_000, minimum: 1_500, maximum: 90_000 };

/** Accepts a write. Throws ThrottlingException or ConflictException when too much is running. Returns the request. */
export function accept(context: CallContext, write: Omit<RequestRow, 'id' | 'status' | 'createdAt'>): RequestRow {
  const running = identityCenterIndexes(context.store).running();
  if (running.size >= (context.settings.quotas['sso/outstanding-writes'] ?? outstandingWrites)) {
    throw new AwsError('ThrottlingException', 'There are too many requests processing. Try again later.');
  }
  for (const id of running) if (touches(requestTable(context).get(id)!, write)) throw conflict(inProgress);
  const request: RequestRow = { ...write, id: context.uuid(), status: 'IN_PROGRESS', createdAt: context.now };
  requestTable(context).put(request.id, request);
  const duration = sample(context.settings.durations['sso/write'] ?? takes, () => context.random());
  context.schedule(context.now + duration, 'sso/finish', { id: request.id });
  return request;
}

const inProgress = 'There is another operation in progress on this permission set and account. Try again later.';

/** Two writes touch when they are on the same account and permission set. Provisioning to all accounts touches each of them. */
function touches(one: RequestRow, other: Pick<RequestRow, 'permissionSetId' | 'accountId'>): boolean {
  if (one.permissionSetId !== other.permissionSetId) return false;
  return one.accountId === undefined || other.accountId === undefined || one.accountId === other.accountId;
}

function finish(args: Json, context: CallContext): void {
  const { id } = args as { id: string };
  const request = requestTable(context).get(id);
  if (!request) throw new Error(`sso: request ${id} is gone while it runs`);
  const failureReason =
    request.kind === 'provision-permission-set' ? undefined : carryOut(context, request.kind, assignmentOf(request));
  const status = failureReason === undefined ? 'SUCCEEDED' : 'FAILED';
  requestTable(context).put(id, { ...request, status, ...(failureReason === undefined ? {} : { failureReason }) });
}

function assignmentOf({ accountId, permissionSetId, principalType, principalId }: RequestRow): AccountAssignmentRow {
  return { accountId: accountId!, permissionSetId, principalType: principalType!, principalId: principalId! };
}

/** Makes or removes an assignment. Returns AWS's reason when that fails. An assignment that is there already is no failure. */
function carryOut(
  context: CallContext,
  kind: Exclude<RequestKind, 'provision-permission-set'>,
  assignment: AccountAssignmentRow,
): string | undefined {
  const key = assignmentKey(assignment);
  const assignments = accountAssignmentTable(context);
  if (kind === 'delete-assignment') {
    if (!assignments.has(key))
      return `Received a 404 status error: EntitlementItem doesn't exist with the given entitlement key.`;
    assignments.delete(key);
    return undefined;
  }
  const { accountId, principalType, principalId } = assignment;
  const directory = instanceTable(context).get('instance')!.identityStoreId;
  const known = principalType === 'USER' ? userTable(context).has(principalId) : groupTableOf(context).has(principalId);
  if (!known)
    return `Received a 404 status error: the ${principalType} assignee ${principalId} was not found in directory ${directory}`;
  const account = accountTable(context).get(accountId);
  if (account?.state !== 'ACTIVE') return `Received a 404 status error: the account ${accountId} was not found or is not active`;
  assignments.put(key, assignment);
  return undefined;
}

/** Accounts on which a principal's assignments hold, its groups' included where it is a user. */
export function principalsOf(
  context: CallContext,
  principalType: 'USER' | 'GROUP',
  principalId: string,
): readonly (readonly ['USER' | 'GROUP', string])[] {
  if (principalType === 'GROUP') return [['GROUP', principalId]];
  const memberships = identityStoreIndexes(context.store).groupsOfUser(principalId);
  return [['USER', principalId], ...memberships.map((groupId) => ['GROUP', groupId] as const)];
}

/** Timers of writes. */
export const requestTimers = { finish };
