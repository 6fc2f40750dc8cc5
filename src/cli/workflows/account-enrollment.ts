/** account-enrollment for the command: accounts from a CSV or JSON file or from options in, rows and result files out. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { createHash } from 'node:crypto';
import * as z from 'zod';
import {
  inputError,
  inputOf,
  planEnrollment,
  reportRow,
  rowResult,
  workflowInput,
  writeResults,
} from '../../../handlers/account-enrollment/contract.ts';
import type { Connection, ObservedEvent } from '../connection.ts';
import { UsageError } from '../errors.ts';
import { checkedInput, documentOf } from './checked-input.ts';
import { parseJson } from './parse-json.ts';
import { readObject } from './read-object.ts';
import type { InputFile, InputProblem, ItemProgress, Workflow, WorkflowResult } from './workflow.ts';

const flags = ['account', 'sourceOu', 'nested', 'targetOu', 'allowRoot', 'path', 'fix', 'enableControl'] as const;

export const accountEnrollment: Workflow = {
  name: 'account-enrollment',
  purpose: 'enroll existing accounts into Control Tower',
  target: 'management',
  flags,

  async prepare(file, { dryRun, allOrNothing, flags: given = {} }, connection) {
    const options = optionsOf(given);
    if (!file && options['accounts'] === undefined && options['sourceOu'] === undefined) {
      throw new UsageError(
        'account-enrollment needs accounts',
        'give some: groundcrew start account-enrollment --account 111122223333 --target-ou Workloads/Prod, or --input accounts.csv',
      );
    }
    const fromFile = file ? await fileInput(file, connection) : {};
    const input = { ...fromFile, ...options, ...(dryRun ? { dryRun } : {}), ...(allOrNothing ? { allOrNothing } : {}) };
    checkedInput(workflowInput, input);
    return { nameStem: file ? stemOf(file.name) : nameOf(options), input };
  },

  result: readResult,

  itemCount({ event }) {
    const exited = event.stateExitedEventDetails;
    if (exited?.name !== 'Plan Enrollment') return undefined;
    return planEnrollment.output.safeParse(parseJson(exited.output)).data?.summary?.ready;
  },

  itemFinished,
};

/** Members of the input that options give; undefined ones are left out. */
function optionsOf(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { account, enableControl, ...rest } = given;
  return {
    ...rest,
    ...(account === undefined ? {} : { accounts: (account as string[]).map((one) => ({ account: one })) }),
    ...(enableControl === undefined ? {} : { enableControls: enableControl }),
  };
}

/** JSON and YAML are the input itself; a CSV file is stored and named. */
async function fileInput(file: InputFile, connection: Connection): Promise<object> {
  const text = new TextDecoder().decode(file.bytes);
  if (/\.(json|ya?ml)$/i.test(file.name) || /^\s*\{/.test(text)) {
    const document = documentOf(file, z.record(z.string(), z.json()));
    const given = inputOf(document) as Record<string, z.core.util.JSONType>;
    if (given === document) documentOf(file, workflowInput);
    return given;
  }
  const key = `inputs/${createHash('sha256').update(file.bytes).digest('hex').slice(0, 16)}/${stemOf(file.name)}.csv`;
  await connection.s3.send(
    new PutObjectCommand({
      Bucket: await connection.output('BatchBucketName'),
      Key: key,
      Body: file.bytes,
      ContentType: 'text/csv',
    }),
  );
  return { key };
}

/** A file's name without its extension, of letters, digits, `_` and `-` only. */
function stemOf(name: string): string {
  return (
    name
      .replace(/\.[^.]*$/, '')
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'accounts'
  );
}

function nameOf({ accounts, sourceOu }: Record<string, unknown>): string {
  const named = (accounts as { account: string }[] | undefined)?.map(({ account }) => account) ?? [String(sourceOu as string)];
  return stemOf(`enroll-${named.length === 1 ? named[0]! : `${named.length}-accounts`}`);
}

const refusal = z.object({ total: z.int(), file: z.string(), errors: z.array(inputError) });

async function readResult(execution: DescribeExecutionOutput, connection: Connection): Promise<WorkflowResult> {
  const { status, error } = execution;
  const textOf = async (bucket: string, key: string): Promise<string> =>
    new TextDecoder().decode(await readObject(connection, bucket, key));
  if (error === 'InvalidInput') {
    const refused = refusal.safeParse(parseJson(execution.cause));
    if (refused.success) {
      const { errors, total, file } = refused.data;
      const all =
        errors.length === total
          ? errors
          : z.array(inputError).parse(JSON.parse(await textOf(await connection.output('BatchBucketName'), file)));
      return { kind: 'invalid-input', errors: all.map(toProblem) };
    }
  }
  const output = parseJson(error === 'AccountsFailed' ? execution.cause : execution.output);
  const results = writeResults.output.safeParse(output);
  if (results.success) {
    const { bucket, files, summary, controls, preparation } = results.data;
    const [rows, result, failed] = await Promise.all([
      textOf(bucket, files.rows),
      readObject(connection, bucket, files.result),
      readObject(connection, bucket, files.failed),
    ]);
    return {
      kind: 'rows',
      summary: { ...summary, controls, ...(preparation ? { preparation } : {}) },
      rows: z
        .array(rowResult)
        .parse(JSON.parse(rows))
        .map(({ errorMsg, nextAction, ...row }) => ({
          ...row,
          ...(errorMsg === undefined ? {} : { errorMsg }),
          ...(nextAction === undefined ? {} : { nextAction }),
        })),
      files: [
        { role: 'result', name: 'result.csv', bytes: result },
        { role: 'failed', name: 'failed.csv', bytes: failed },
      ],
    };
  }
  const plan = status === 'SUCCEEDED' ? planEnrollment.output.safeParse(output) : undefined;
  if (plan?.success && plan.data.dryRun) {
    const report = z.array(reportRow).parse(JSON.parse(await textOf(plan.data.bucket, plan.data.files.report)));
    return { kind: 'document', output: { dryRun: true, summary: plan.data.summary, accounts: report } };
  }
  return { kind: 'document', output };
}

/** Row 0 and an empty column mean the input as a whole. */
function toProblem({ row, column, code, message }: z.output<typeof inputError>): InputProblem {
  return { row: row === 0 ? null : row, column: column === '' ? null : column, code, message };
}

/** The end of an account: its execution in the map of account-enrollment. */
function itemFinished({ executionArn, event }: ObservedEvent): ItemProgress | undefined {
  if (!/^[^/]*account-enrollment\//.test(executionArn.split(':')[6] ?? '')) return undefined;
  const parsed = rowResult.safeParse(parseJson(event.executionSucceededEventDetails?.output));
  if (parsed.success) {
    const { accountName, accountId, status, errorMsg } = parsed.data;
    return { label: accountName, ok: status === 'SUCCEEDED', detail: errorMsg ?? accountId };
  }
  const failure = event.executionFailedEventDetails ?? event.executionTimedOutEventDetails ?? event.executionAbortedEventDetails;
  if (!failure) return undefined;
  return { label: 'an account', ok: false, detail: [failure.error, failure.cause].filter(Boolean).join(': ') };
}
