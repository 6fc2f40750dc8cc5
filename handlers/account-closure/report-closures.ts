import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { client } from '../shared/clients.ts';
import { task } from '../shared/task.ts';
import { reportClosures, type ReportRow, type RowResult } from './contract.ts';
import { resultsOf } from './results.ts';

/** Joins the report with what became of each account, and counts those that are not closed for the alarm. */
export const handler = task(reportClosures, async ({ accounts, outcomes }) => {
  const results = resultsOf(accounts.map((account) => outcomes.find(({ row }) => row === account.row) ?? withoutChild(account)));
  const { failed, blocked } = results.summary;
  await client(CloudWatchClient).send(
    new PutMetricDataCommand({
      Namespace: 'Groundcrew',
      MetricData: [
        {
          MetricName: 'AccountsFailed',
          Dimensions: [{ Name: 'StateMachine', Value: 'account-closure' }],
          Unit: 'Count',
          Value: failed + blocked,
        },
      ],
    }),
  );
  return results;
});

function withoutChild({ row, accountId, accountName, status, findings }: ReportRow): RowResult {
  const named = { row, accountId, accountName };
  if (status === 'done') return { ...named, status: 'SUCCEEDED' };
  if (status === 'in-progress')
    return { ...named, status: 'IN_PROGRESS', errorMsg: findings.map(({ message }) => message).join(' ') };
  const blockers = findings.filter(({ severity }) => severity === 'blocker');
  return {
    ...named,
    status: 'BLOCKED',
    errorMsg: blockers.map(({ code, message }) => `${code}: ${message}`).join(' | '),
    nextAction: blockers.map(({ fix, command }) => (command === undefined ? fix : `${fix} (${command})`)).join(' | '),
  };
}
