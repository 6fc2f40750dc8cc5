import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { ExitCode } from '../exit-code.ts';
import { readExecution } from '../read-execution.ts';
import { findExecution } from '../find-execution.ts';
import { formatTable, singleLine } from '../format/table.ts';
import { formatDuration } from '../format/duration.ts';
import { eventDetails, eventSubject } from '../format/history-event.ts';

interface HistoryOptions extends ConnectionOptions {
  readonly json?: boolean;
  readonly errors?: boolean;
  readonly state?: string;
  readonly withoutData?: boolean;
  readonly plain?: boolean;
  readonly jsonLines?: boolean;
}

/** `groundcrew history <execution>`: the events of an execution as GetExecutionHistory gives them. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as HistoryOptions;
  const connection = await connect(options, terminal);
  try {
    const executionArn = await findExecution(connection, args[0]!);
    const { history, gaps = [] } = await readExecution(connection, executionArn, options);
    const events = (history as unknown as HistoryEvent[]).filter((event) => selected(event, options));
    for (const { what, why } of gaps) if (!what.startsWith('no definition')) terminal.note(`  gap: ${what} (${why})`);
    if (options.jsonLines) {
      for (const event of events) terminal.out(JSON.stringify({ schemaVersion: 1, executionArn, event }));
      return ExitCode.Done;
    }
    if (options.json) {
      terminal.out(JSON.stringify({ schemaVersion: 1, executionArn, events }, null, 2));
      return ExitCode.Done;
    }
    if (options.plain) {
      for (const event of events)
        terminal.out(
          [String(event.id), event.timestamp!.toISOString(), event.type!, eventSubject(event)].map(singleLine).join('\t'),
        );
      return ExitCode.Done;
    }
    const first = events[0]?.timestamp?.getTime() ?? 0;
    const rows = events.map((event) => [
      String(event.id),
      event.timestamp!.toISOString().replace('T', ' ').slice(0, 19),
      `+${formatDuration(event.timestamp!.getTime() - first)}`,
      event.type!,
      eventSubject(event),
    ]);
    terminal.out(
      formatTable(
        ['ID', 'TIME (UTC)', 'ELAPSED', 'EVENT', 'STATE OR REASON'],
        rows,
        terminal.interactive ? terminal.columns : 160,
      ),
    );
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
};

function selected(event: HistoryEvent, options: HistoryOptions): boolean {
  if (options.errors && !('error' in eventDetails(event))) return false;
  return options.state === undefined || eventSubject(event) === options.state;
}
