import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { accountKey, readAccountEntries } from '../ledger/account-entry.ts';
import type { AccountEntry } from '../ledger/account-entry.ts';
import { updateItem } from '../ledger/table.ts';
import { client } from '../shared/clients.ts';
import { isRunning } from '../shared/executions.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { findRecord, readLaunch } from './account-factory.ts';
import { productName } from './asked.ts';
import { reconcileLaunches } from './contract.ts';
import { forgetOpenLaunch, noteTold, openLaunches } from './open-launches.ts';

/** States in which a row's execution has said its last word. */
const settled: readonly AccountEntry['state'][] = ['SETTLED', 'INCOMPLETE', 'FAILED'];

/**
 * Settles rows that Account Factory accepted and whose execution ended before the launch was over (stopped, timed out, or its event was
 * lost): the ledger gets the launch's end, and somebody is told what is left to do. Slots are reconcileSlots' business.
 */
export const handler = task(reconcileLaunches, async () => {
  const ended: string[] = [];
  const launching: string[] = [];
  const open = await openLaunches();
  const entries = await readAccountEntries(open.map(({ accountName }) => accountName));
  for (const { accountName, told } of open) {
    const entry = entries.get(accountName);
    if (entry && (await isRunning(entry.executionArn))) continue;
    const state = entry && (await endOf(entry));
    if (entry === undefined || state === undefined || settled.includes(state)) await forgetOpenLaunch(accountName);
    if (entry === undefined || state === undefined || (state === entry.state && settled.includes(state))) continue;
    (state === 'UNKNOWN' ? launching : ended).push(accountName);
    if (state === told) continue;
    await tell(entry, state);
    await noteTold(accountName, state);
  }
  if (ended.length + launching.length > 0) await count(ended.length + launching.length);
  return { ended, launching };
});

/** The entry's state with the launch's end in it, as the ledger has it when this returns; undefined when nothing was launched. */
async function endOf(entry: AccountEntry): Promise<AccountEntry['state'] | undefined> {
  if (settled.includes(entry.state) || entry.accountId !== undefined) return entry.state;
  /* The execution may have died between the launch and its answer. */
  const recordId = entry.recordId ?? (await findRecord(productName(entry.accountName, entry.generation)));
  if (recordId === undefined) return undefined;
  const launch = await readLaunch(recordId);
  const end =
    launch.status === 'SUCCEEDED'
      ? { state: 'VENDED' as const, accountId: launch.accountId }
      : launch.status === 'FAILED'
        ? { state: 'FAILED' as const, errorMsg: launch.reason }
        : { state: 'UNKNOWN' as const };
  const written = await updateItem(
    accountKey(entry.accountName),
    { ...end, recordId, updatedAt: new Date(now()).toISOString() },
    { condition: { expression: '#executionArn = :executionArn', values: { executionArn: entry.executionArn } } },
  );
  return written ? end.state : entry.state;
}

const nextActions = {
  VENDED: 'The account is there; start the same file again: it gets its access and settings.',
  FAILED: 'Read the reason in the ledger, mend it, then start the same file again.',
  UNKNOWN: 'Control Tower still works on it: nothing is to be done until it has ended.',
} as const;

async function tell(entry: AccountEntry, state: AccountEntry['state']): Promise<void> {
  await client(SNSClient).send(
    new PublishCommand({
      TopicArn: environment('NOTIFICATION_TOPIC'),
      Subject: `account-vending: the execution of ${entry.accountName} ended before its launch`.slice(0, 99),
      Message: JSON.stringify({
        ...{ accountName: entry.accountName, executionArn: entry.executionArn, launch: state },
        nextAction: nextActions[state as keyof typeof nextActions],
      }),
    }),
  );
}

async function count(launches: number): Promise<void> {
  await client(CloudWatchClient).send(
    new PutMetricDataCommand({
      Namespace: 'Groundcrew',
      MetricData: [{ MetricName: 'LaunchesLeftAlone', Unit: 'Count', Value: launches }],
    }),
  );
}
