import { armDrill as armInterlock } from '../ledger/interlock.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { armDrill } from './contract.ts';
import type { DrillPlan } from './contract.ts';
import { scheduleEnd } from './dead-man.ts';
import { changeDrill, createDrill, iso, lockDrills, readDrill, undoTime, wasStopped } from './drill-entry.ts';
import type { DrillEntry } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { DrillEnded, DrillRefused } from './errors.ts';
import { lastBlockers, movedAccounts } from './preflight.ts';
import { selfTestUndoAfter } from './self-test.ts';

/** How long after its end a drill keeps the organization's one place when nobody gives it back. */
const leaseAfterEnd = 60 * 60_000;

/**
 * Arms the drill: the organization's one place, the ledger's entry, then the dead-man schedule, read back. Nothing is attached before all
 * three are there. What was approved may have been long ago, so everything is looked at again first. A retry finds what it made.
 */
export const handler = task(armDrill, async ({ plan, executionArn, approvals }) => {
  const { drillId, input } = plan;
  const known = await readDrill(drillId);
  if (known) return arm(known);
  await refuseIfChanged(plan);
  const t0 = Math.ceil(now() / 1000) * 1000 + input.leadSeconds * 1000;
  const t1 = t0 + input.minutes * 60_000;
  if (!(await lockDrills(drillId, iso(t1 + leaseAfterEnd))))
    throw new DrillRefused('another drill is armed: there is one at a time');
  const entry: DrillEntry = {
    ...{ schemaVersion: 1, drillId, state: 'ARMED', plan, executionArn, approvals },
    armedAt: iso(now()),
    t0: iso(t0),
    t1: iso(t1),
    ...(input.selfTest ? { undoAt: iso(t1 + selfTestUndoAfter) } : {}),
  };
  await createDrill(entry);
  return arm((await readDrill(drillId))!);
});

async function arm(entry: DrillEntry) {
  const { drillId, state, t0, t1, approvals } = entry;
  if (state !== 'ARMED') throw new DrillEnded(`drill ${drillId} is ${state}: it is not armed again`);
  if (await wasStopped(drillId)) await endUnarmed(drillId);
  await record(drillId, 'armed', { t0, t1, approvedBy: approvals.map(({ identity, source }) => `${identity} (${source})`) });
  await holdUnit(entry);
  const schedules = await scheduleEnd(drillId, undoTime(entry));
  await record(drillId, 'dead-man-armed', { schedules });
  // A janitor that came while the schedules were made has removed them, or will: the entry says so.
  if (!(await changeDrill(drillId, { armedAt: iso(now()) }, { expression: '#state = :armed', values: { armed: 'ARMED' } })))
    throw new DrillEnded(`drill ${drillId} was ended while it was armed`);
  return { drillId, t0, t1 };
}

/** Somebody ended the drill before its entry was there: nothing is made, and the sweeper reports it. */
async function endUnarmed(drillId: string): Promise<never> {
  const at = iso(now());
  const cleared = { streak: 0, rounds: 0, clearedAt: at, missing: [] };
  await changeDrill(drillId, { state: 'ENDED', endedAt: at, stopped: 'it was ended before it was armed', cleared });
  throw new DrillEnded(`drill ${drillId} was ended before it was armed: start another`);
}

/** From here until the drill has ended, no account is vended into the unit, enrolled or moved; what runs there already refuses the drill. */
async function holdUnit({ plan, executionArn, t1 }: DrillEntry): Promise<void> {
  const until = iso(Date.parse(t1) + leaseAfterEnd);
  const [operation] = await armInterlock({ drill: plan.input.name, executionArn, targets: [plan.target.id], until });
  if (operation) throw new DrillRefused(`OPERATIONS_RUNNING: ${operation.workflow} works in the unit: ${operation.executionArn}`);
}

async function refuseIfChanged(plan: DrillPlan): Promise<void> {
  const moved = await movedAccounts(plan);
  if (moved.length > 0) throw new DrillRefused(moved.join('; '));
  const blockers = await lastBlockers(plan, plan.input.minutes + plan.input.leadSeconds / 60);
  if (blockers.length > 0) throw new DrillRefused(blockers.map(({ code, message }) => `${code}: ${message}`).join('; '));
}
