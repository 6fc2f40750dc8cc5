import {
  forgetOpenEnrollment,
  openEnrollments,
  readEnrollmentEntry,
  updateEnrollment,
  type EnrollmentEntry,
} from '../ledger/enrollment-entry.ts';
import { isRunning } from '../shared/executions.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { reconcileEnrollments } from './contract.ts';
import { readOutcome } from './operations.ts';
import { moveAccount, readParent } from './parents.ts';

/**
 * Settles what executions have left that ended before Control Tower was done (stopped, timed out): the ledger gets the end, and an account
 * that was moved and is not enrolled goes back to where it was. Its slots are reconcileSlots' business.
 */
export const handler = task(reconcileEnrollments, async () => {
  const settled: string[] = [];
  const running: string[] = [];
  for (const accountId of await openEnrollments()) {
    const entry = await readEnrollmentEntry(accountId);
    if (entry && entry.state !== 'SETTLED' && (await isRunning(entry.executionArn))) continue;
    if (entry && (await isUnderWay(entry))) {
      running.push(accountId);
      continue;
    }
    await forgetOpenEnrollment(accountId);
    settled.push(accountId);
  }
  return { settled, running };
});

/** True while Control Tower works on it; else the ledger has the end when this returns. */
async function isUnderWay(entry: EnrollmentEntry): Promise<boolean> {
  if (!['CLAIMED', 'STARTED', 'UNKNOWN', 'FAILED'].includes(entry.state)) return false;
  const updatedAt = new Date(now()).toISOString();
  /* An event has told the end of a failed one; what is left of it is the account's place. */
  const outcome = entry.state === 'FAILED' ? ({ status: 'NOT_STARTED' } as const) : await readOutcome(entry);
  if (outcome.status === 'IN_PROGRESS') {
    if (entry.state !== 'UNKNOWN') await updateEnrollment(entry, { state: 'UNKNOWN', updatedAt }, ['taskToken']);
    return true;
  }
  if (outcome.status === 'SUCCEEDED') {
    await updateEnrollment(entry, { state: 'ENROLLED', updatedAt }, ['taskToken']);
    return false;
  }
  const moved = entry.sourceParentId !== entry.targetUnitId;
  if (moved && (await readParent(entry.accountId)) === entry.targetUnitId)
    await moveAccount(entry.accountId, entry.targetUnitId, entry.sourceParentId);
  /* Nothing was begun: the next run goes on in the same generation. */
  if (outcome.status === 'FAILED')
    await updateEnrollment(entry, { state: 'FAILED', errorMsg: outcome.reason, updatedAt }, ['taskToken']);
  return false;
}
