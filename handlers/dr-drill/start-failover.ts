import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { startFailover } from './contract.ts';
import { changeDrill, iso, requireDrill } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { DrillEnded } from './errors.ts';
import { startExecution } from './failover-execution.ts';

/** Starts the failover of the plan, or tells that the drill has none. */
export const handler = task(startFailover, async ({ drillId }) => {
  const { state, plan, failover: known } = await requireDrill(drillId);
  if (state !== 'ARMED') throw new DrillEnded(`drill ${drillId} is ${state}: no failover is started`);
  const { failover } = plan.input;
  if (!failover) return { executionArn: null };
  if (known) return { executionArn: known.executionArn };
  const { executionArn } = await startExecution(plan, failover);
  await changeDrill(drillId, { failover: { executionArn, startedAt: iso(now()) } });
  await record(drillId, 'failover-started', { executionArn });
  return { executionArn };
});
