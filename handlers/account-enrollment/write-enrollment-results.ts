import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { stringify } from 'csv-stringify/sync';
import * as z from 'zod';
import { client } from '../shared/clients.ts';
import { readObject, writeObject } from '../shared/objects.ts';
import { task } from '../shared/task.ts';
import { reportRow, rowResult, writeResults, type ReportRow, type RowResult } from './contract.ts';
import { readSettled } from './settlement.ts';
import { inputColumns, resultColumns } from './targets-file.ts';

/** manifest.json of a Distributed Map's ResultWriter. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
const manifest = z.object({ ResultFiles: z.record(z.string(), z.array(z.object({ Key: z.string() }))) });
const mapResult = z.object({ Output: z.string().optional() });

/** Joins the report with what became of each account, and writes result CSV, failed-accounts CSV (valid input) and rows JSON. */
export const handler = task(writeResults, async ({ bucket, files, mapResults, controls, preparation, retried }) => {
  const text = async (key: string): Promise<string> => new TextDecoder().decode(await readObject(bucket, key));
  const report = z.array(reportRow).parse(JSON.parse(await text(files.report)));
  const { ResultFiles } = manifest.parse(JSON.parse(await text(mapResults)));
  const results = new Map<string, RowResult>();
  for (const { Key } of Object.values(ResultFiles).flat()) {
    for (const { Output } of z.array(mapResult).parse(JSON.parse(await text(Key)))) {
      const result = Output === undefined ? undefined : rowResult.safeParse(JSON.parse(Output));
      if (result?.success) results.set(result.data.accountId, result.data);
    }
  }
  if (retried) for (const row of z.array(rowResult).parse(JSON.parse(await text(retried)))) results.set(row.accountId, row);
  const settled = await readSettled(bucket, files);
  const rows = report.map((row): RowResult => {
    const messages = settled.filter(({ accountId }) => accountId === row.accountId).map(({ message }) => message);
    const outcome = outcomeOf(row, results.get(row.accountId));
    return messages.length > 0 ? { ...outcome, settled: messages.join(' | ') } : outcome;
  });
  const csv = (wanted: readonly RowResult[]): string =>
    stringify(
      wanted.map((result) =>
        csvRow(
          report.find(({ accountId }) => accountId === result.accountId)!,
          result,
        ),
      ),
      { header: true, columns: [...inputColumns, ...resultColumns], escape_formulas: true },
    );
  await writeObject(bucket, files.result, csv(rows), 'text/csv');
  await writeObject(bucket, files.failed, csv(rows.filter(({ status }) => status !== 'SUCCEEDED')), 'text/csv');
  await writeObject(bucket, files.rows, `${JSON.stringify(rows, null, 2)}\n`, 'application/json');
  const count = (status: RowResult['status']): number => rows.filter((row) => row.status === status).length;
  const summary = {
    total: rows.length,
    succeeded: count('SUCCEEDED'),
    failed: count('FAILED'),
    blocked: count('BLOCKED'),
    inProgress: count('IN_PROGRESS'),
  };
  await client(CloudWatchClient).send(
    new PutMetricDataCommand({
      Namespace: 'Groundcrew',
      MetricData: [
        {
          MetricName: 'AccountsFailed',
          Dimensions: [{ Name: 'StateMachine', Value: 'account-enrollment' }],
          Unit: 'Count',
          Value: summary.failed + summary.blocked,
        },
      ],
    }),
  );
  return { bucket, summary, files, controls, ...(preparation ? { preparation } : {}) };
});

function outcomeOf(row: ReportRow, result: RowResult | undefined): RowResult {
  const named = { row: row.row, accountId: row.accountId, accountName: row.accountName };
  if (row.status === 'done') return { ...named, status: 'SUCCEEDED' };
  if (row.status === 'blocked' && !result) {
    const blockers = row.findings.filter(({ severity }) => severity === 'blocker');
    return {
      ...named,
      status: 'BLOCKED',
      errorMsg: blockers.map(({ code, message }) => `${code}: ${message}`).join(' | '),
      nextAction: [...new Set(blockers.map(({ fix, command }) => (command === undefined ? fix : `${fix} (${command})`)))].join(
        ' | ',
      ),
    };
  }
  return (
    result ?? {
      ...named,
      status: 'FAILED',
      errorMsg: 'The account has no outcome: its child execution ended without one, or nothing was begun.',
      nextAction: 'Start the same again: it resumes this account where it was left.',
    }
  );
}

/** A line with the columns of the input, so that it can be one again. */
function csvRow(row: ReportRow, result: RowResult): Record<string, string> {
  return {
    Account: row.accountId,
    TargetOu: row.targetOu,
    Access: row.access,
    AccountName: row.accountName,
    Status: result.status,
    ErrorMsg: result.errorMsg ?? '',
    NextAction: result.nextAction ?? '',
    Settled: result.settled ?? '',
  };
}
