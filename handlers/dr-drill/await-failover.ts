import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { awaitFailover } from './contract.ts';
import { changeDrill, iso, requireDrill } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { FailoverRunning } from './errors.ts';
import { executionStatus } from './failover-execution.ts';

/** Reads how the failover stands. A failed one is a finding, not an error: the steady state tells what it is worth. */
export const handler = task(awaitFailover, async ({ drillId }) => {
  const { failover, t1 } = await requireDrill(drillId);
  if (!failover) return { status: 'NONE' };
  const status = await executionStatus(failover.executionArn);
  const over = now() > Date.parse(t1) - 30_000;
  if (status === 'RUNNING' && !over) throw new FailoverRunning(`${failover.executionArn} runs`);
  await changeDrill(drillId, { failover: { ...failover, endedAt: iso(now()), status } });
  await record(drillId, 'failover-ended', { status });
  return { status };
});
