import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { detachPolicy } from './contract.ts';
import { removeSchedules } from './dead-man.ts';
import { changeDrill, drillIdOf, iso, noteStopped, readDrill, unlockDrills } from './drill-entry.ts';
import type { DrillEntry } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { deletePolicy, detachEverywhere, drillPolicies } from './drill-policy.ts';
import type { DrillPolicy } from './drill-policy.ts';

/**
 * Takes the drill's policy away, whoever asks and however often: the drill itself, its janitor, a person. First the ledger says so, that
 * nothing is attached any more by a task that is still under way.
 */
export const handler = task(detachPolicy, async (asked) => {
  const drillId = 'drillId' in asked ? asked.drillId : drillIdOf(asked.executionArn);
  const entry = (await readDrill(drillId)) ?? (await stopUnknown(drillId));
  if (entry?.state === 'ARMED') {
    await changeDrill(drillId, { state: 'ENDING', ...(asked.cause === undefined ? {} : { stopped: asked.cause }) });
    if (asked.cause !== undefined) await record(drillId, 'ended-from-outside', { cause: asked.cause });
  }
  const policies = await drillPolicies(drillId);
  let detached = 0;
  for (const { id } of policies) detached += await detachEverywhere(id);
  if (!entry) await removeUnknown(drillId, policies);
  if (entry && entry.detachedAt === undefined) await changeDrill(drillId, { detachedAt: iso(now()) });
  if (entry && detached > 0) await record(drillId, 'detached', { targets: detached });
  const unfinished = entry !== undefined && (entry.state !== 'ENDED' || entry.report === undefined || detached > 0);
  return { drillId, left: unfinished, detached };
});

/** Makes sure that a drill without an entry is not armed any more; gives the entry that came meanwhile. */
async function stopUnknown(drillId: string): Promise<DrillEntry | undefined> {
  await noteStopped(drillId);
  return readDrill(drillId);
}

/** A drill that the ledger does not know cannot be proven to be cleared; what it made goes at once, and its place with it. */
async function removeUnknown(drillId: string, policies: readonly DrillPolicy[]): Promise<void> {
  for (const { id } of policies) await deletePolicy(id);
  await unlockDrills(drillId);
  await removeSchedules(drillId);
}
