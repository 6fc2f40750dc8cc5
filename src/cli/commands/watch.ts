import { createLogUpdate } from 'log-update';
import { timeOf } from '../../trace/event-details.ts';
import type { Trace, TraceEvent } from '../../trace/trace.ts';
import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { Connection, ObservedEvent } from '../connection.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { ExitCode } from '../exit-code.ts';
import { findExecution } from '../find-execution.ts';
import { formatDuration } from '../format/duration.ts';
import { cut, singleLine } from '../format/table.ts';
import { nextStep } from '../next-step.ts';
import { changeOf, plainLine } from '../progress/change-lines.ts';
import { treeLines, treeText, type TreeOptions } from '../progress/execution-tree.ts';
import { ObservedExecutions } from '../progress/observed-executions.ts';
import { describeExecution, executionHistory } from '../read-execution.ts';
import type { Terminal } from '../terminal.ts';

interface WatchCommandOptions extends ConnectionOptions {
  readonly since?: number;
  readonly fold?: 'ok' | 'none';
  readonly depth?: number;
  readonly plain?: boolean;
  readonly jsonLines?: boolean;
}

/** Redraws at most this often, in milliseconds of real time; less often where a tree takes long to make. */
const redrawInterval = 100;

/** `groundcrew watch <execution>`: the execution as a tree, live until its end. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as WatchCommandOptions;
  const connection = await connect(options, terminal);
  try {
    const executionArn = await findExecution(connection, args[0]!);
    const observed = new ObservedExecutions(executionArn, connection.origin);
    const display = displayOf(observed, connection, options, terminal);
    const take = (event: ObservedEvent): void => {
      if (observed.add(event)) display.change(event);
    };
    const stateMachineName = executionArn.split(':')[6]!;
    for (const event of await executionHistory(connection.stepFunctionsOf(executionArn), executionArn))
      take({ executionArn, stateMachineName, event });
    const outcome = await followed(executionArn, connection, take, display, terminal);
    display.end();
    const { status } = await describeExecution(connection.stepFunctionsOf(executionArn), executionArn);
    if (!options.plain && !options.jsonLines) printSummary(observed.trace(), String(status), terminal, options);
    return outcome === 'waiting-for-person' ? ExitCode.WaitingForPerson : exitCodeOf(status);
  } finally {
    await connection.close();
  }
};

interface Display {
  change(event: ObservedEvent): void;
  end(): void;
}

/** Waits for the end. Ctrl-C leaves the execution alone. */
async function followed(
  executionArn: string,
  connection: Connection,
  take: (event: ObservedEvent) => void,
  display: Display,
  terminal: Terminal,
): Promise<'closed' | 'waiting-for-person'> {
  const detach = (): void => {
    display.end();
    const name = executionArn.split(':').at(-1)!;
    const place = connection.where === 'aws' ? ' --aws' : '';
    terminal.note(`detached; the execution goes on. To come back: groundcrew watch ${name}${place}`);
    process.exit(ExitCode.Detached);
  };
  process.once('SIGINT', detach);
  try {
    return await connection.waitFor(executionArn, take, {});
  } finally {
    process.off('SIGINT', detach);
  }
}

function displayOf(
  observed: ObservedExecutions,
  connection: Connection,
  options: WatchCommandOptions,
  terminal: Terminal,
): Display {
  const since = options.since === undefined ? -Infinity : connection.now() - options.since;
  const nothing = (): void => undefined;
  if (options.jsonLines) {
    return {
      change: ({ executionArn, event }) => {
        if (timeOf(event as unknown as TraceEvent) >= since)
          terminal.out(JSON.stringify({ schemaVersion: 1, executionArn, event }));
      },
      end: nothing,
    };
  }
  if (options.plain || !terminal.interactive) {
    return {
      change: (event) => {
        const change = changeOf(event);
        if (!change || change.at < since) return;
        if (options.plain) terminal.out(plainLine(change));
        else if (isWorthALine(event, observed, options)) terminal.note(noteLine(change, terminal));
      },
      end: nothing,
    };
  }
  return treeDisplay(observed, connection, options, terminal);
}

/** A log gets the states of the execution itself, and what fails anywhere: never a line for each of 2,000 items. */
function isWorthALine(
  { executionArn, event }: ObservedEvent,
  observed: ObservedExecutions,
  { fold = 'ok' }: WatchCommandOptions,
): boolean {
  if (fold === 'none') return true;
  if (/Failed$|TimedOut$|Aborted$/.test(event.type!)) return true;
  if (executionArn !== observed.executionArn || !/Entered$|^Execution/.test(event.type!)) return false;
  const entered = observed.trace().visits.find(({ id }) => id === event.id);
  return entered === undefined || entered.parent === undefined;
}

function noteLine({ at, status, what, detail }: NonNullable<ReturnType<typeof changeOf>>, { colors, columns }: Terminal): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const line = cut(
    `${time}  ${status.padEnd(9)} ${singleLine([what, detail].filter(Boolean).join('  '))}`,
    Math.max(columns, 80),
  );
  return status === 'failed' ? colors.red(line) : line;
}

/** The tree, redrawn in place. */
function treeDisplay(
  observed: ObservedExecutions,
  connection: Connection,
  options: WatchCommandOptions,
  terminal: Terminal,
): Display {
  const redraw = createLogUpdate(process.stderr, { showCursor: true });
  let drawnAt = 0;
  let cost = 0;
  const draw = (): void => {
    const before = performance.now();
    redraw(screen(observed.trace(), observed, connection, options, terminal));
    drawnAt = performance.now();
    cost = drawnAt - before;
  };
  return {
    change: () => {
      if (performance.now() - drawnAt > Math.max(redrawInterval, 10 * cost)) draw();
    },
    end: () => {
      draw();
      redraw.done();
    },
  };
}

function screen(
  trace: Trace,
  observed: ObservedExecutions,
  connection: Connection,
  options: WatchCommandOptions,
  terminal: Terminal,
): string {
  const { execution } = trace;
  const lastEvent = trace.events.at(-1);
  const now = execution.endedAt ?? Math.max(connection.now(), lastEvent ? timeOf(lastEvent) : 0);
  const title = `${execution.stateMachine}  ${execution.name}  ${execution.status.toLowerCase()}  ${formatDuration(now - execution.startedAt)}`;
  const tree: TreeOptions = {
    now,
    columns: terminal.columns - 1,
    rows: Math.max(3, terminal.rows - 3),
    fold: options.fold ?? 'ok',
    depth: options.depth ?? 6,
    mapRuns: observed.mapRuns(trace),
  };
  const { bold, red, green, yellow } = terminal.colors;
  const lines = treeLines(trace, tree).map((line) => {
    const text = treeText(line, tree.columns);
    return line.status === 'failed'
      ? red(text)
      : line.status === 'ok'
        ? green(text)
        : line.status === 'retrying'
          ? yellow(text)
          : text;
  });
  return [bold(cut(title, tree.columns)), ...lines].join('\n');
}

/** Five lines at most: how it ended, what failed where, what to type next. */
function printSummary(trace: Trace, status: string, terminal: Terminal, { aws, org }: WatchCommandOptions): void {
  const { execution, failures, visits, lanes } = trace;
  const width = terminal.interactive ? terminal.columns : 160;
  const [terminalFailure] = failures.terminal;
  const state = terminalFailure && visits.find(({ id }) => id === terminalFailure.visit)?.state;
  const failedItems = lanes.filter((lane) => lane.status === 'FAILED').length;
  const took = execution.endedAt === undefined ? '' : ` in ${formatDuration(execution.endedAt - execution.startedAt)}`;
  terminal.out(cut(`${execution.name} ${status}${took}`, width));
  terminal.out(
    `  ${visits.length} states entered, ${failures.recovered} failures recovered${failedItems > 0 ? `, ${failedItems} items failed` : ''}`,
  );
  if (execution.error !== undefined)
    terminal.out(
      cut(
        `  error  ${state === undefined ? '' : `in ${state}: `}${execution.error}: ${singleLine(execution.cause ?? '')}`,
        width,
      ),
    );
  const reach = [
    aws ? ' --aws' : '',
    org !== undefined && org !== 'examples/organizations/small.yml' ? ` --org ${org}` : '',
  ].join('');
  terminal.note(`  next: ${nextStep(status, execution.name + reach)}`);
}
