import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { sweepDrills } from './contract.ts';
import { removeSchedules, scheduledDrills } from './dead-man.ts';
import { drills, freeAbandonedLock, readDrill, undoTime } from './drill-entry.ts';
import type { DrillEntry } from './drill-entry.ts';
import { deletePolicy, detachEverywhere, drillPolicies } from './drill-policy.ts';
import { countResidue, isOver, residueOf } from './residue.ts';

/** After its last second a drill has this long to end itself before its janitor is started again. */
const grace = 2 * 60_000;

/**
 * Every five minutes: removes policies of drills that are over or that the ledger does not know, starts the janitor of drills that nobody
 * ended or reported, removes schedules of ended ones, and frees the place for a drill that nobody has any more. Policies are found by
 * their tags, so that a lost schedule or a crash before the ledger was written leaves nothing behind.
 */
export const handler = task(sweepDrills, async () => {
  const policiesRemoved: string[] = [];
  let residue = 0;
  for (const policy of await drillPolicies()) {
    const entry = await readDrill(policy.drillId);
    residue += await residueOf(policy);
    if (entry?.state === 'ARMED' && !isOver(policy)) continue;
    // The janitor proves that the deny is gone; this only makes sure that it goes.
    await detachEverywhere(policy.id);
    if (entry === undefined || entry.state === 'ENDED') {
      await deletePolicy(policy.id);
      policiesRemoved.push(policy.id);
    }
  }
  const unreported = (await drills(true)).filter(({ report }) => report === undefined);
  const janitorsStarted = await startJanitors([...(await drills(false)), ...unreported]);
  const schedulesRemoved = await sweepSchedules();
  await freeAbandonedLock();
  await countResidue(residue);
  return { policiesRemoved, janitorsStarted, schedulesRemoved, residue };
});

/** The janitor of each drill that should be over; its name changes with each sweep, so that a failed one is tried again. */
async function startJanitors(open: readonly DrillEntry[]): Promise<string[]> {
  const started: string[] = [];
  for (const entry of open) {
    const { drillId } = entry;
    if (now() < Date.parse(undoTime(entry)) + grace) continue;
    const name = `sweep-${drillId}-${Math.floor(now() / 300_000)}`;
    const input = JSON.stringify({ drillId, cause: 'sweeper' });
    try {
      await client(SFNClient).send(new StartExecutionCommand({ stateMachineArn: environment('JANITOR_ARN'), name, input }));
      started.push(name);
    } catch (error) {
      if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
    }
  }
  return started;
}

async function sweepSchedules(): Promise<string[]> {
  const removed: string[] = [];
  for (const drillId of await scheduledDrills()) {
    const entry = await readDrill(drillId);
    if (entry !== undefined && entry.state !== 'ENDED') continue;
    await removeSchedules(drillId);
    removed.push(drillId);
  }
  return removed;
}
