import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { pendingApprovals } from '../approval/approval-entry.ts';
import { leaveOperation } from '../ledger/interlock.ts';
import { client } from '../shared/clients.ts';
import { isRunning } from '../shared/executions.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { reconcileSlots } from './contract.ts';
import { limiterOf } from './limiter.ts';
import { dispatch, forgetWaiters, limitersInUse, noteReported, releaseAbandoned } from './queue.ts';
import { runningOperations } from './running-operations.ts';
import { readAllSlots } from './slot-state.ts';
import type { Holding } from './slot-state.ts';

/**
 * The janitor of every limiter: gives back the slots of executions that have ended without doing so and of leases that have run out, unless
 * the operation that a slot was confirmed for still runs at Control Tower; then wakes the next. Started by the event of an execution that
 * ended badly (only its slots are looked at), by a Control Tower event that may have made room, and by a schedule, which also counts the
 * approvals that have waited long.
 */
export const handler = task(reconcileSlots, async ({ 'detail-type': detailType, detail }) => {
  const ended = detailType === 'Step Functions Execution Status Change' ? detail?.executionArn : undefined;
  const released: string[] = [];
  const stuck: string[] = [];
  if (ended !== undefined) await leaveOperation(ended);
  let running: ReadonlySet<string> | undefined;
  const limiters = await limitersInUse();
  const states = await readAllSlots(limiters);
  for (const limiter of limiters) {
    if (ended !== undefined) await forgetWaiters(limiter, ended);
    const state = states.get(limiter)!;
    const changed = released.length + stuck.length;
    const suspects: [string, Holding][] = [];
    for (const [holder, holding] of state.holders) {
      if (ended !== undefined && holding.executionArn !== ended) continue;
      if (await mayBeGone(limiter, holding)) suspects.push([holder, holding]);
    }
    for (const [holder, holding] of suspects) {
      running ??= new Set((await runningOperations()).map(({ id }) => id));
      if (holding.operation !== undefined && running.has(holding.operation)) {
        if (isOverdue(limiter, holding)) stuck.push(`${limiter} ${holder}`);
        if (isOverdue(limiter, holding) && (await noteReported(limiter, holder))) await tell(limiter, holder, holding);
      } else if (await releaseAbandoned(limiter, holder, holding)) released.push(`${limiter} ${holder}`);
    }
    /* Others' operations may have ended, and a grant whose answer could not be sent is answered now: nobody else may come to do it. */
    await dispatch(limiter, released.length + stuck.length === changed ? state : undefined);
  }
  if (stuck.length > 0) await count('SlotsStuck', stuck.length);
  if (detailType === undefined) await countWaitingApprovals();
  return { released, stuck };
});

function isOverdue(limiter: string, { since }: Holding): boolean {
  return now() - Date.parse(since) > limiterOf(limiter).leaseMinutes * 60_000;
}

/** Whether nobody works with the slot any more: its execution has ended, or its lease has. */
async function mayBeGone(limiter: string, holding: Holding): Promise<boolean> {
  return isOverdue(limiter, holding) || (holding.executionArn !== undefined && !(await isRunning(holding.executionArn)));
}

async function tell(limiter: string, holder: string, { since, operation, executionArn }: Holding): Promise<void> {
  await client(SNSClient).send(
    new PublishCommand({
      TopicArn: environment('NOTIFICATION_TOPIC'),
      Subject: `Slot stuck: ${limiter}: ${holder}`.replace(/[^\x20-\x7e]/g, ' ').slice(0, 99),
      Message: JSON.stringify({
        ...{ limiter, holder, since, operation, executionArn },
        nextAction:
          'Control Tower still works on the operation: look at it there. The slot is given to the next as soon as it has ended.',
      }),
    }),
  );
}

/** Minutes after which somebody should be reminded that a person is asked. */
const patienceMinutes = 60;

async function countWaitingApprovals(): Promise<void> {
  const waiting = (await pendingApprovals()).filter(({ askedAt }) => now() - Date.parse(askedAt) > patienceMinutes * 60_000);
  if (waiting.length > 0) await count('ApprovalsWaiting', waiting.length);
}

async function count(MetricName: string, Value: number): Promise<void> {
  await client(CloudWatchClient).send(
    new PutMetricDataCommand({
      Namespace: 'Groundcrew',
      MetricData: [{ MetricName, Unit: 'Count', Value }],
    }),
  );
}
