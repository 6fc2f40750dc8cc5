import { stringify } from 'csv-stringify/sync';
import * as z from 'zod';
import { leaveOperation } from '../ledger/interlock.ts';
import { readObject, writeObject } from '../shared/objects.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { optionalColumns, requiredColumns, resultColumns, writtenColumns } from './batch-file.ts';
import { planRow, rowResult, writeResults } from './contract.ts';
import type { Contacts, PlanRow, RowResult } from './contract.ts';
import { batchTransitions, priceOf } from './forecast.ts';

/** manifest.json of a Distributed Map's ResultWriter. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
const manifest = z.object({ ResultFiles: z.record(z.string(), z.array(z.object({ Key: z.string() }))) });
const mapResult = z.object({
  Output: z.string().optional(),
  Input: z.string().optional(),
  Error: z.string().optional(),
  Cause: z.string().optional(),
});

/** Joins the plan with what became of each row, and writes result CSV, failed-rows CSV (valid input) and rows JSON. */
export const handler = task(writeResults, async ({ bucket, files, mapResults, executionArn, startedAt }) => {
  const text = async (key: string): Promise<string> => new TextDecoder().decode(await readObject(bucket, key));
  const plan = (await text(files.plan))
    .split('\n')
    .filter(Boolean)
    .map((line) => planRow.parse(JSON.parse(line)));
  const { ResultFiles } = manifest.parse(JSON.parse(await text(mapResults)));
  const results = new Map<number, RowResult>();
  for (const { Key } of Object.values(ResultFiles).flat()) {
    for (const { Output } of z.array(mapResult).parse(JSON.parse(await text(Key)))) {
      const result = Output === undefined ? undefined : rowResult.safeParse(JSON.parse(Output));
      if (result?.success) results.set(result.data.row, result.data);
    }
  }
  const rows = plan.map(
    ({ row, accountName }): RowResult =>
      results.get(row) ?? {
        row,
        accountName,
        status: 'FAILED',
        errorMsg: 'The row has no outcome: its child execution ended without one.',
        nextAction: 'Start the same file again: it resumes this row where it was left.',
      },
  );
  const byRow = new Map(rows.map((result) => [result.row, result]));
  const failed = plan.filter(({ row }) => byRow.get(row)!.status !== 'SUCCEEDED');
  const csv = (lines: readonly PlanRow[]): string =>
    stringify(
      lines.map((line) => csvRow(line, byRow.get(line.row)!)),
      {
        header: true,
        columns: [...requiredColumns, ...resultColumns, ...writtenColumns, ...optionalColumns],
        escape_formulas: true,
      },
    );
  await writeObject(bucket, files.result, csv(plan), 'text/csv');
  await writeObject(bucket, files.failed, csv(failed), 'text/csv');
  await writeObject(bucket, files.rows, `${JSON.stringify(rows, null, 2)}\n`, 'application/json');
  await leaveOperation(executionArn);
  /* A row that this run only reports has its map item and the reading of its outcome. */
  const transitions = rows.reduce((sum, row) => sum + (row.transitions ?? 2), batchTransitions);
  const count = (status: RowResult['status']): number => rows.filter((row) => row.status === status).length;
  return {
    bucket,
    files,
    summary: {
      total: rows.length,
      succeeded: count('SUCCEEDED'),
      failed: count('FAILED'),
      inProgress: count('IN_PROGRESS'),
      minutes: Math.round((now() - Date.parse(startedAt)) / 60_000),
      transitions,
      transitionsUsd: priceOf(transitions),
    },
  };
});

/** A line with the columns of the input, so that it can be one again. */
function csvRow(line: PlanRow, result: RowResult): Record<string, string> {
  const contact = (of: Contacts[keyof Contacts]): string => (of ? [of.name, of.title, of.email, of.phone].join(';') : '');
  return {
    AccountName: line.accountName,
    SSOUserEmail: line.ssoUserEmail,
    AccountEmail: line.accountEmail,
    SSOUserFirstName: line.ssoUserFirstName,
    SSOUserLastName: line.ssoUserLastName,
    OrgUnit: line.organizationalUnit.orgUnit,
    Status: result.status,
    AccountId: result.accountId ?? '',
    ErrorMsg: result.errorMsg ?? '',
    Checks: (result.checks ?? [])
      .map(({ check, outcome, found }) => `${check}: ${outcome === 'OK' ? '' : `${outcome} `}${found}`)
      .join('; '),
    Access: line.access
      .map(({ group, permissionSet, until }) => `${group}:${permissionSet}${until === undefined ? '' : ` until ${until}`}`)
      .join(';'),
    Tags: Object.entries(line.tags)
      .map(([key, value]) => `${key}=${value}`)
      .join(';'),
    BillingContact: contact(line.contacts.billing),
    OperationsContact: contact(line.contacts.operations),
    SecurityContact: contact(line.contacts.security),
    Regions: (line.regions ?? []).join(';'),
    Quotas: (line.quotas ?? []).map(({ service, quota, region, value }) => `${service}/${quota}/${region}=${value}`).join(';'),
  };
}
