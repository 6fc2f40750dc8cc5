/** How an execution of account-vending ended: rows and files, everything wrong with the input, or what it returned. */
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { inputError, planRow, rowResult, validateBatch, writeResults } from '../../../handlers/account-vending/contract.ts';
import type { InputError, RowResult } from '../../../handlers/account-vending/contract.ts';
import type { Connection } from '../connection.ts';
import { planText } from './account-vending-plan.ts';
import { parseJson } from './parse-json.ts';
import { readObject } from './read-object.ts';
import type { InputProblem, ResultRow, WorkflowResult } from './workflow.ts';

/** Cause of a refused batch: as many errors as fit a cause, their number, and the key of the file that has them all. */
const refusal = z.object({ total: z.int(), file: z.string(), errors: z.array(inputError) });

export async function readVendingResult(execution: DescribeExecutionOutput, connection: Connection): Promise<WorkflowResult> {
  const { status, error } = execution;
  if (error === 'InvalidInput') {
    const refused = refusal.safeParse(parseJson(execution.cause));
    if (refused.success) return { kind: 'invalid-input', errors: await allErrors(refused.data, connection) };
  }
  const output = parseJson(error === 'AccountsFailed' ? execution.cause : execution.output);
  const results = writeResults.output.safeParse(output);
  if (results.success) return rowsOf(results.data, connection);
  const plan = status === 'SUCCEEDED' ? validateBatch.output.safeParse(output) : undefined;
  if (plan?.success && plan.data.dryRun) {
    const document = await planOf(plan.data, connection);
    return { kind: 'document', output: document, text: (columns) => planText(document, columns) };
  }
  return { kind: 'document', output };
}

async function allErrors({ total, file, errors }: z.output<typeof refusal>, connection: Connection): Promise<InputProblem[]> {
  const all =
    errors.length === total
      ? errors
      : z.array(inputError).parse(JSON.parse(await textOf(connection, await connection.output('BatchBucketName'), file)));
  return all.map(toProblem);
}

/** Row 0 and an empty column mean the file or the row as a whole. */
function toProblem({ row, column, code, message }: InputError): InputProblem {
  return { row: row === 0 ? null : row, column: column === '' ? null : column, code, message };
}

async function rowsOf(
  { bucket, files, summary }: z.output<typeof writeResults.output>,
  connection: Connection,
): Promise<WorkflowResult> {
  const [rows, result, failed] = await Promise.all([
    textOf(connection, bucket, files.rows),
    readObject(connection, bucket, files.result),
    readObject(connection, bucket, files.failed),
  ]);
  return {
    kind: 'rows',
    summary,
    rows: z.array(rowResult).parse(JSON.parse(rows)).map(toResultRow),
    files: [
      { role: 'result', name: 'result.csv', bytes: result },
      { role: 'failed', name: 'failed.csv', bytes: failed },
    ],
  };
}

function toResultRow({ row, accountName, status, accountId, errorMsg, nextAction }: RowResult): ResultRow {
  return {
    row,
    accountName,
    status,
    ...(accountId === undefined ? {} : { accountId }),
    ...(errorMsg === undefined ? {} : { errorMsg }),
    ...(nextAction === undefined ? {} : { nextAction }),
  };
}

/** The plan of a dry run: its summary, and of each row what a person compares with the file. */
async function planOf({ bucket, files, summary, settlement }: z.output<typeof validateBatch.output>, connection: Connection) {
  const lines = (await textOf(connection, bucket, files.plan)).split('\n').filter(Boolean);
  const rows = lines
    .map((line) => planRow.parse(JSON.parse(line)))
    .map(({ row, accountName, accountEmail, organizationalUnit, access, tags, generation, attempt }) => ({
      row,
      accountName,
      accountEmail,
      organizationalUnit: { id: organizationalUnit.id, path: organizationalUnit.path },
      access: access.map(({ group, permissionSet }) => `${group}:${permissionSet}`),
      tags,
      generation,
      attempt,
    }));
  return { dryRun: true, summary, ...(settlement ? { settlement: settlement.approval.allows } : {}), rows };
}

async function textOf(connection: Connection, bucket: string, key: string): Promise<string> {
  return new TextDecoder().decode(await readObject(connection, bucket, key));
}
