import { disarmDrill as disarmInterlock } from '../ledger/interlock.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { disarmDrill } from './contract.ts';
import { removeSchedules } from './dead-man.ts';
import { changeDrill, iso, requireDrill, unlockDrills } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { NotClearedYet } from './errors.ts';
import { deletePolicy, drillPolicies } from './drill-policy.ts';

/** Removes what the drill made, the dead-man schedule last: until then it would still end the drill. */
export const handler = task(disarmDrill, async ({ drillId }) => {
  const { cleared, state, executionArn } = await requireDrill(drillId);
  if (cleared?.clearedAt === undefined)
    throw new NotClearedYet(`drill ${drillId} is not proven to be cleared: it stays armed for its dead-man schedule`);
  for (const { id } of await drillPolicies(drillId)) await deletePolicy(id);
  await record(drillId, 'policy-deleted');
  await disarmInterlock(executionArn);
  await unlockDrills(drillId);
  // Only now: the sweeper starts no janitor for a drill that has ended, so everything else must be gone before.
  if (state !== 'ENDED') await changeDrill(drillId, { state: 'ENDED', endedAt: iso(now()) });
  await removeSchedules(drillId);
  await record(drillId, 'disarmed');
  return { drillId };
});
