/** Changes of the tree that several services make: an account is created, moved, closed. Each tells CloudTrail. */
import type { CallContext } from '../core/service.ts';
import { emitApiCall, emitServiceEvent } from './cloudtrail-events.ts';
import type { AccountRow } from './rows.ts';
import { accountTable, policyAttachmentTable, attachmentKey, resourceTagsTable } from './rows.ts';
import { organization } from './tree.ts';

export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

/** Id of the SCP that AWS attaches to everything new. */
export const fullAccessPolicy = 'p-FullAWSAccess';

/** Adds an account to the root, where AWS puts new ones. Its e-mail address was checked before. Returns the row. */
export function addAccount(context: CallContext, { name, email, tags = [] }: NewAccount): AccountRow {
  const { rootId } = organization(context);
  const row: AccountRow = {
    id: newAccountId(context),
    name,
    email,
    state: 'ACTIVE',
    joinedMethod: 'CREATED',
    joinedAt: context.now,
    parentId: rootId,
  };
  accountTable(context).put(row.id, row);
  policyAttachmentTable(context).put(attachmentKey(row.id, fullAccessPolicy), { policyId: fullAccessPolicy, targetId: row.id });
  if (tags.length > 0) resourceTagsTable(context).put(row.id, { tags });
  return row;
}

/** Puts an account under another root or OU; the caller checked both. `by` is the service that does so, absent for the caller itself. */
export function moveAccountTo(context: CallContext, account: AccountRow, destinationParentId: string, by?: string): AccountRow {
  const moved = { ...account, parentId: destinationParentId };
  accountTable(context).put(account.id, moved);
  emitApiCall(context, 'MoveAccount', { accountId: account.id, sourceParentId: account.parentId, destinationParentId }, null, by);
  return moved;
}

/** CreateAccountResult, which Organizations sends when an account has been created or has failed to be. */
export function emitCreateAccountResult(
  context: CallContext,
  status: {
    readonly id: string;
    readonly state: 'SUCCEEDED' | 'FAILED';
    readonly accountName: string;
    readonly accountId?: string;
    readonly requestedAt: number;
    readonly failureReason?: string;
  },
): void {
  emitServiceEvent(context, 'CreateAccountResult', {
    createAccountStatus: {
      id: status.id,
      state: status.state,
      accountName: '****',
      ...(status.accountId === undefined ? {} : { accountId: status.accountId }),
      ...(status.failureReason === undefined ? {} : { failureReason: status.failureReason }),
      requestedTimestamp: cloudTrailDate(status.requestedAt),
      completedTimestamp: cloudTrailDate(context.now),
    },
  });
}

/** The service event of an account that is closed. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html */
export function emitCloseAccountResult(context: CallContext, accountId: string, requestedAt: number): void {
  emitServiceEvent(context, 'CloseAccountResult', {
    closeAccountStatus: {
      accountId,
      state: 'SUCCEEDED',
      requestedTimestamp: cloudTrailDate(requestedAt),
      completedTimestamp: cloudTrailDate(context.now),
    },
  });
}

/** Twelve digits that no account has yet. */
function newAccountId(context: CallContext): string {
  const accounts = accountTable(context);
  for (;;) {
    const id = `${context.id(1, '123456789')}${context.id(11, '0123456789')}`;
    if (!accounts.has(id)) return id;
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 23, 2026 9:00:00 AM`, the form of dates inside Organizations' service events. */
function cloudTrailDate(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour = date.getUTCHours();
  const clock = `${hour % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()} ${clock}`;
}
