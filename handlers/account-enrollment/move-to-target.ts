import { readEnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { task } from '../shared/task.ts';
import { moveToTarget } from './contract.ts';
import { ClaimLost } from './errors.ts';
import { moveAccount, readParent } from './parents.ts';

/**
 * Moves an account into the unit whose baseline is reset afterwards. It is done before the queue, so that one reset enrolls all that are
 * there by then; without auto-enrollment Control Tower does nothing about it.
 */
export const handler = task(moveToTarget, async ({ row, executionArn }) => {
  const entry = await readEnrollmentEntry(row.accountId);
  if (entry?.executionArn !== executionArn)
    throw new ClaimLost(`${row.accountId} was taken over by ${entry?.executionArn ?? 'nobody'}`);
  const parent = await readParent(row.accountId);
  if (parent !== row.target.id) await moveAccount(row.accountId, parent, row.target.id);
  return null;
});
