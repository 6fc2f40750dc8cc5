import { buildTrace } from '../../trace/build-trace.ts';
import { compareTraces, type Comparison } from '../../trace/compare-traces.ts';
import type { JsonChange } from '../../trace/json-diff.ts';
import type { ExecutionParts } from '../../viewer/trace-page.ts';
import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { ExitCode } from '../exit-code.ts';
import { findExecution } from '../find-execution.ts';
import { formatDuration } from '../format/duration.ts';
import { cut, formatTable, singleLine } from '../format/table.ts';
import { readExecution } from '../read-execution.ts';
import { isHistoryFile, readHistoryFile } from '../read-history-file.ts';
import type { Terminal } from '../terminal.ts';

interface DiffOptions extends ConnectionOptions {
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly all?: boolean;
}

/** `groundcrew diff <before> <after>`: two executions beside each other, matched by lane and state. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as DiffOptions;
  const [before, after] = await readBoth([args[0]!, args[1]!], options, terminal);
  const traceOf = ({ source, executionArn, history, gaps = [] }: ExecutionParts) =>
    buildTrace(history, { source, executionArn, gaps });
  const comparison = compareTraces(traceOf(before), traceOf(after), { before: before.definition, after: after.definition });
  if (options.json) terminal.out(JSON.stringify({ schemaVersion: 1, ...asJson(comparison, options.all ?? false) }, null, 2));
  else if (options.plain) printPlain(comparison, options.all ?? false, terminal);
  else print(comparison, options.all ?? false, terminal);
  return ExitCode.Done;
};

async function readBoth(
  names: readonly [string, string],
  options: DiffOptions,
  terminal: Terminal,
): Promise<[ExecutionParts, ExecutionParts]> {
  const connection = names.every(isHistoryFile) ? undefined : await connect(options, terminal);
  try {
    const read = async (name: string): Promise<ExecutionParts> =>
      isHistoryFile(name) ? readHistoryFile(name) : readExecution(connection!, await findExecution(connection!, name));
    return [await read(names[0]), await read(names[1])];
  } finally {
    await connection?.close();
  }
}

function asJson({ visits, ...rest }: Comparison, all: boolean) {
  return {
    ...rest,
    visits: visits
      .filter(({ differences }) => all || differences.length > 0)
      .map(({ key, before, after, took, differences }) => ({
        key,
        before: before?.status,
        after: after?.status,
        took,
        differences,
      })),
  };
}

const time = (milliseconds: number | undefined): string => (milliseconds === undefined ? '-' : formatDuration(milliseconds));

function rowsOf({ visits }: Comparison, all: boolean): string[][] {
  return visits
    .filter(({ differences }) => all || differences.length > 0)
    .map(({ key, before, after, took, differences }) => [
      key,
      before?.status ?? '-',
      after?.status ?? '-',
      time(took.before),
      time(took.after),
      differences.join(', ') || 'none',
    ]);
}

/** Tab-separated: visit, status before, status after, milliseconds before, milliseconds after, differences. */
function printPlain({ visits }: Comparison, all: boolean, terminal: Terminal): void {
  for (const { key, before, after, took, differences } of visits) {
    if (!all && differences.length === 0) continue;
    const cells = [
      key,
      before?.status ?? '-',
      after?.status ?? '-',
      String(took.before ?? '-'),
      String(took.after ?? '-'),
      differences.join('; '),
    ];
    terminal.out(cells.map(singleLine).join('\t'));
  }
}

/** Changes of a document that are listed; the page and --json have them all. */
const mostChanges = 10;

function print(comparison: Comparison, all: boolean, terminal: Terminal): void {
  const { visits, same, execution, definition } = comparison;
  const columns = terminal.interactive ? terminal.columns : 160;
  for (const text of execution) terminal.out(cut(singleLine(text), columns));
  const rows = rowsOf(comparison, all);
  if (rows.length > 0) terminal.out(formatTable(['VISIT', 'BEFORE', 'AFTER', 'TOOK', 'TAKES', 'DIFFERENCES'], rows, columns));
  terminal.out(`${same} of ${visits.length} visits are the same`);
  terminal.out(
    definition === undefined
      ? 'the definitions are not both known'
      : definition.length === 0
        ? 'the definitions are the same'
        : `the definitions differ in ${definition.length} places`,
  );
  for (const [name, changes] of [
    ['input', comparison.input],
    ['output', comparison.output],
    ['definition', definition ?? []],
  ] as const)
    printChanges(name, changes, columns, terminal);
}

function printChanges(name: string, changes: readonly JsonChange[], columns: number, terminal: Terminal): void {
  if (changes.length === 0) return;
  terminal.out(`${name}:`);
  for (const { pointer, kind, before, after } of changes.slice(0, mostChanges)) {
    const values = [kind === 'added' ? '' : JSON.stringify(before), kind === 'removed' ? '' : JSON.stringify(after)]
      .filter(Boolean)
      .join(' -> ');
    terminal.out(cut(singleLine(`  ${kind.padEnd(8)} ${pointer || '/'}  ${values}`), columns));
  }
  if (changes.length > mostChanges) terminal.out(`  ... ${changes.length - mostChanges} more (--json has them)`);
}
