/** Prints how an execution ended: on stdout for people or as JSON, its files beside it. */
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Connection } from './connection.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { ExitCode } from './exit-code.ts';
import { formatDuration } from './format/duration.ts';
import { cut, formatTable, singleLine } from './format/table.ts';
import { nextStep } from './next-step.ts';
import type { Terminal } from './terminal.ts';
import type { InputProblem, KeptFile, ResultRow, Workflow, WorkflowResult } from './workflows/workflow.ts';

export async function printResult(
  workflow: Workflow,
  execution: DescribeExecutionOutput,
  connection: Connection,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const result = await workflow.result(execution, connection);
  const folder = connection.executionFolder(execution.name!);
  const document = { schemaVersion: 1, workflow: workflow.name, execution: execution.name!, status: execution.status! };
  switch (result.kind) {
    case 'invalid-input':
      if (json) terminal.out(JSON.stringify({ schemaVersion: 1, status: 'INVALID_INPUT', errors: result.errors }, null, 2));
      else printProblems(result.errors, terminal);
      return ExitCode.InvalidInput;
    case 'rows': {
      const files = {
        ...(await keepFiles(result.files, folder)),
        ...(connection.where === 'local' ? { history: join(folder, 'history.ndjson') } : {}),
      };
      if (json) terminal.out(JSON.stringify({ ...document, summary: result.summary, rows: result.rows, files }, null, 2));
      else printRows(execution, result.rows, files, terminal);
      return execution.status === 'SUCCEEDED' && result.rows.some(({ status }) => failedStatuses.has(status))
        ? ExitCode.Failed
        : exitCodeOf(execution.status, execution.error);
    }
    case 'document': {
      const { output, files: given = [] } = result;
      const files = given.length === 0 ? {} : { files: await keepFiles(given, folder) };
      const { error, cause } = execution;
      if (json) terminal.out(JSON.stringify({ ...document, error, cause, output, ...files }, null, 2));
      else printEnd(execution, result, files.files ?? {}, terminal);
      return exitCodeOf(execution.status, execution.error);
    }
  }
}

/** Row statuses that make the command's exit code 1 although the batch ended. */
const failedStatuses: ReadonlySet<string> = new Set(['FAILED', 'BLOCKED']);
/** Rows printed one by one; a longer batch prints those that need a person. */
const rowsPrinted = 60;

async function keepFiles(files: readonly KeptFile[], folder: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const kept: Record<string, string> = {};
  for (const { role, name, bytes } of files) {
    kept[role] = join(folder, name);
    await writeFile(kept[role], bytes);
  }
  return kept;
}

function printProblems(errors: readonly InputProblem[], terminal: Terminal): void {
  terminal.note(`${terminal.colors.red('error:')} the input is not valid; nothing was started`);
  const rows = errors.map(({ row, column, code, message }) => [row === null ? '-' : String(row), column ?? '-', code, message]);
  terminal.out(formatTable(['ROW', 'COLUMN', 'CODE', 'WHAT IS WRONG'], rows, terminal.interactive ? terminal.columns : 1000));
  terminal.note(
    `  next: mend ${errors.length === 1 ? 'it' : `all ${errors.length}`} in the file and give the same command again`,
  );
}

function printRows(
  execution: DescribeExecutionOutput,
  rows: readonly ResultRow[],
  files: Readonly<Record<string, string>>,
  terminal: Terminal,
): void {
  const counts = new Map<string, number>();
  for (const { status } of rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  const shown = rows.length <= rowsPrinted ? rows : rows.filter(({ status }) => failedStatuses.has(status)).slice(0, rowsPrinted);
  const columns = terminal.interactive ? terminal.columns : 160;
  terminal.out(
    formatTable(
      ['ROW', 'ACCOUNT NAME', 'STATUS', 'ACCOUNT ID', 'REASON'],
      shown.map(({ row, accountName, status, accountId, errorMsg }) => [
        String(row),
        accountName,
        status,
        accountId ?? '-',
        errorMsg ?? '',
      ]),
      columns,
    ),
  );
  if (shown.length < rows.length) terminal.out(`... ${rows.length - shown.length} more rows in the result file`);
  terminal.out('');
  const took =
    execution.stopDate && execution.startDate
      ? ` in ${formatDuration(execution.stopDate.getTime() - execution.startDate.getTime())}`
      : '';
  terminal.out(
    `${execution.status!}${took}: ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'no rows'}`,
  );
  for (const [role, path] of Object.entries(files)) terminal.out(`  ${role.padEnd(8)} ${relative(process.cwd(), path)}`);
  if (execution.error) terminal.out(`  error    ${execution.error}: ${cut(singleLine(execution.cause ?? ''), columns - 20)}`);
  const action = rows.find(({ nextAction }) => nextAction)?.nextAction;
  terminal.note(`  next: ${action ?? nextStep(execution.status!, execution.name!)}`);
}

function printEnd(
  execution: DescribeExecutionOutput,
  { output, text, lines }: Extract<WorkflowResult, { kind: 'document' }>,
  files: Readonly<Record<string, string>>,
  terminal: Terminal,
): void {
  terminal.out(`${execution.name!} ${execution.status!}`);
  if (lines) for (const line of lines) terminal.out(`  ${line}`);
  else if (execution.error) terminal.out(`  ${execution.error}: ${singleLine(execution.cause ?? '')}`);
  else if (text && terminal.interactive) terminal.out(text(terminal.columns));
  else if (output !== undefined) terminal.out(JSON.stringify(output, null, 2));
  for (const [role, path] of Object.entries(files)) terminal.out(`  ${role.padEnd(8)} ${relative(process.cwd(), path)}`);
  terminal.note(`  next: ${nextStep(execution.status!, execution.name!)}`);
}
