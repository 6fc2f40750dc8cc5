import { moveAccount, readParent } from '../account-enrollment/parents.ts';
import { readClosureEntry, updateClosure, type ClosureEntry } from '../ledger/closure-entry.ts';
import { leaveOperation } from '../ledger/interlock.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { cancelClosures, type ReportRow, type RowResult } from './contract.ts';
import { UnenrollmentPending } from './errors.ts';
import { findProduct } from './products.ts';
import { resultsOf } from './results.ts';

/**
 * Gives up the closure of accounts: the ledger is told first, so that no execution goes on, then each account goes back to where it was. Raises
 * UnenrollmentPending while Control Tower lets go of one, for it would move it afterwards. What AWS is closing already cannot be cancelled.
 */
export const handler = task(cancelClosures, async ({ accounts }) => {
  const rows: RowResult[] = [];
  for (const account of accounts) rows.push(await cancel(account));
  return resultsOf(rows);
});

async function cancel({ row, accountId, accountName }: ReportRow): Promise<RowResult> {
  const named = { row, accountId, accountName };
  const entry = await readClosureEntry(accountId);
  if (!entry) return { ...named, status: 'FAILED', errorMsg: 'Nobody is closing it.', nextAction: 'Nothing.' };
  const stopped = await updateClosure(
    accountId,
    { state: 'CANCELLED', updatedAt: new Date(now()).toISOString() },
    { expression: '#state <> :closing AND #state <> :closed', values: { closing: 'CLOSING', closed: 'CLOSED' } },
  );
  if (!stopped)
    return {
      ...named,
      status: 'FAILED',
      errorMsg: 'AWS is closing it or has closed it.',
      nextAction: 'AWS Support reopens it within 90 days of its closure.',
    };
  await putBack(entry);
  await leaveOperation(entry.executionArn);
  return {
    ...named,
    status: 'CANCELLED',
    nextAction: entry.governed
      ? `Control Tower may govern it no more: groundcrew start account-enrollment --account ${accountId} --target-ou ${entry.sourceParentId}`
      : 'Nothing: it is back where it was.',
  };
}

async function putBack({ accountId, sourceParentId }: ClosureEntry): Promise<void> {
  const product = await findProduct(accountId);
  if (product?.Status === 'UNDER_CHANGE') throw new UnenrollmentPending(`${product.Name} (${product.Id}) is being terminated`);
  const parent = await readParent(accountId);
  if (parent !== sourceParentId) await moveAccount(accountId, parent, sourceParentId);
}
