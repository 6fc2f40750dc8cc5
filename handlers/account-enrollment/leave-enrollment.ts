import { readEnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { task } from '../shared/task.ts';
import { release } from '../slots/queue.ts';
import { leaveEnrollment, type PlanRow } from './contract.ts';
import { readOutcome } from './operations.ts';
import { moveAccount, readParent } from './parents.ts';

/**
 * Gives the slots back. After a failure first puts the account back to where it was, so that none is left between OUs; while Control Tower
 * still works on it, it stays, and so do its slots: they belong to the operation, and reconcileEnrollments settles it.
 */
export const handler = task(
  leaveEnrollment,
  async ({ row, holder, order, executionArn, failure }): Promise<{ left: 'nothing' | 'enrolled' | 'working' }> => {
    let left: 'nothing' | 'enrolled' = 'nothing';
    if (failure) {
      const entry = await readEnrollmentEntry(row.accountId);
      /* A newer execution owns the account, and the slots are its own. */
      if (entry?.executionArn !== executionArn) return { left: 'nothing' as const };
      const outcome = await readOutcome(entry);
      if (outcome.status === 'IN_PROGRESS') return { left: 'working' as const };
      if (outcome.status === 'SUCCEEDED') left = 'enrolled';
      else await moveBack(row);
    }
    const place = failure ? order : undefined;
    await release('control-tower', holder, place);
    if (row.path === 'move-account') await release(`ou/${row.target.id}`, holder, place);
    return { left };
  },
);

/** Account Factory too may have moved the account before it failed. */
async function moveBack({ accountId, target, sourceParentId }: PlanRow): Promise<void> {
  if (sourceParentId === target.id) return;
  if ((await readParent(accountId)) === target.id) await moveAccount(accountId, target.id, sourceParentId);
}
