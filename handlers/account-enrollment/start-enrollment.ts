import { noteOpenEnrollment, readEnrollmentEntry, updateEnrollment, type EnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { confirmSlot } from '../slots/queue.ts';
import { takesAnother } from '../slots/room.ts';
import { productName } from './asked.ts';
import { startEnrollment, type PlanRow } from './contract.ts';
import { ClaimLost, ControlTowerBusy, EnrollmentFailed, EnrollmentTimedOut } from './errors.ts';
import { begin, isBusyReason, readOutcome } from './operations.ts';
import { succeedEnrollment } from './waiting-enrollment.ts';

/** Minutes that an account may take from its start: AWS advises to terminate and retry after an hour; an OU of 300 takes longer. */
const longestMinutes = { 'service-catalog': 60, 'move-account': 60, 'reset-baseline': 180 } as const;

/**
 * Asks Control Tower to enroll the account and leaves the task waiting for the event; on a retry (the event is late or lost, or the reply
 * was) asks how far it is instead. The token is in the ledger before anything begins, so no event can come too early for it. Raises
 * EnrollmentFailed, ControlTowerBusy, EnrollmentTimedOut, ClaimLost, SlotNotHeld and AWS's own errors.
 */
export const handler = task(startEnrollment, async ({ row, holder, executionArn, taskToken }) => {
  const entry = await readEnrollmentEntry(row.accountId);
  if (!entry || entry.executionArn !== executionArn) throw lost(row, entry);
  if (entry.state === 'ENROLLED' || entry.state === 'INCOMPLETE' || entry.state === 'SETTLED')
    return succeedEnrollment(entry, taskToken);
  /* The event has told the end, but its answer to the task was lost. */
  if (entry.state === 'FAILED' && !isBusyReason(entry.errorMsg ?? '')) throw new EnrollmentFailed(entry.errorMsg ?? noReason);

  const before = entry.state === 'FAILED' ? ({ status: 'NOT_STARTED' } as const) : await readOutcome(entry);
  if (before.status === 'SUCCEEDED') return succeedEnrollment(entry, taskToken);
  if (before.status === 'FAILED') return fail(entry, before.reason);
  if (before.status === 'IN_PROGRESS') {
    const startedAt = entry.startedAt ?? new Date(now()).toISOString();
    if (!(await store(entry, { taskToken, state: 'STARTED', startedAt }))) throw lost(row, entry);
    if (now() - Date.parse(startedAt) <= longestMinutes[row.path] * 60_000) return null;
    await updateEnrollment(entry, { state: 'UNKNOWN' }, ['taskToken']);
    throw new EnrollmentTimedOut(`Control Tower was still working after ${longestMinutes[row.path]} minutes`);
  }

  /* A generation that failed because Control Tower was busy has left a product in ERROR, which blocks its name. */
  const relaunch = entry.state === 'FAILED';
  if (relaunch && row.path === 'service-catalog' && !(await takesAnother('control-tower'))) {
    await confirmSlots(row, holder, entry.generation);
    throw new ControlTowerBusy(entry.errorMsg!);
  }
  const generation = relaunch ? entry.generation + 1 : entry.generation;
  await confirmSlots(row, holder, generation);
  await noteOpenEnrollment(row.accountId);
  const started: EnrollmentEntry = { ...entry, generation, startedAt: new Date(now()).toISOString(), state: 'STARTED' };
  const { state } = started;
  const startedAt = started.startedAt!;
  const forget = relaunch ? (['recordId', 'operationId', 'error', 'errorMsg', 'nextAction'] as const) : [];
  if (!(await store(entry, { taskToken, state, startedAt, generation }, forget))) throw lost(row, entry);
  const { inProgress, ...begun } = await begin(row, started);
  if (begun.recordId !== undefined || begun.operationId !== undefined) await updateEnrollment(entry, begun);
  if (inProgress) return null;
  /* It may have ended before it was asked for, or its event come before the ledger knew of it. */
  const { recordId: _former, operationId: _formerOperation, ...fresh } = started;
  const after = await readOutcome({ ...fresh, ...begun });
  if (after.status === 'SUCCEEDED') return succeedEnrollment(entry, taskToken);
  if (after.status === 'FAILED') return fail(entry, after.reason);
  return null;
});

const noReason = 'Control Tower gave no reason';

const lost = (row: PlanRow, entry: EnrollmentEntry | undefined): ClaimLost =>
  new ClaimLost(`${row.accountId} was taken over by ${entry?.executionArn ?? 'nobody: its entry is gone'}`);

async function fail(entry: EnrollmentEntry, reason: string): Promise<never> {
  await store(entry, { state: 'FAILED', errorMsg: reason });
  throw isBusyReason(reason) ? new ControlTowerBusy(reason) : new EnrollmentFailed(reason);
}

function store(
  entry: EnrollmentEntry,
  set: Partial<EnrollmentEntry>,
  remove: readonly (keyof EnrollmentEntry)[] = [],
): Promise<boolean> {
  return updateEnrollment(entry, { ...set, updatedAt: new Date(now()).toISOString() }, remove);
}

/** The slots are used for what Control Tower will know by this name. */
async function confirmSlots(row: PlanRow, holder: string, generation: number): Promise<void> {
  const operation = {
    'service-catalog': productName(row.accountId, generation),
    'move-account': row.accountArn,
    'reset-baseline': row.target.arn,
  }[row.path];
  await confirmSlot('control-tower', holder, operation);
  if (row.path === 'move-account') await confirmSlot(`ou/${row.target.id}`, holder, operation);
}
