import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { detachPolicy } from './contract.ts';
import { changeDrill, drillIdOf, iso, readDrill } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { detachEverywhere, drillPolicies } from './drill-policy.ts';

/**
 * Takes the drill's policy away, whoever asks and however often: the drill itself, its janitor, a person. First the ledger says so, that
 * nothing is attached any more by a task that is still under way.
 */
export const handler = task(detachPolicy, async (asked) => {
  const drillId = 'drillId' in asked ? asked.drillId : drillIdOf(asked.executionArn);
  const entry = await readDrill(drillId);
  if (entry?.state === 'ARMED') {
    await changeDrill(drillId, { state: 'ENDING', ...(asked.cause === undefined ? {} : { stopped: asked.cause }) });
    if (asked.cause !== undefined) await record(drillId, 'ended-from-outside', { cause: asked.cause });
  }
  let detached = 0;
  for (const { id } of await drillPolicies(drillId)) detached += await detachEverywhere(id);
  if (entry && entry.detachedAt === undefined) await changeDrill(drillId, { detachedAt: iso(now()) });
  if (entry && detached > 0) await record(drillId, 'detached', { targets: detached });
  return { drillId, left: entry !== undefined && (entry.state !== 'ENDED' || detached > 0), detached };
});
