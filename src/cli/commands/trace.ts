import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { tracePage } from '../../viewer/trace-page.ts';
import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { ExitCode } from '../exit-code.ts';
import { findExecution } from '../find-execution.ts';
import { isHistoryFile, readTrace, readTraceFile, type ReadTrace } from '../read-trace.ts';
import type { Terminal } from '../terminal.ts';

interface TraceOptions extends ConnectionOptions {
  readonly output?: string;
  readonly json?: boolean;
}

/** `groundcrew trace <execution|file>`: writes the page of an execution, or its trace as JSON. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as TraceOptions;
  const { trace, definition } = await read(args[0]!, options, terminal);
  if (options.json) {
    terminal.out(JSON.stringify({ schemaVersion: 1, trace }, null, 2));
    return ExitCode.Done;
  }
  const file = resolve(options.output ?? `${fileName(trace.execution.name)}.trace.html`);
  writeFileSync(file, await tracePage(trace, definition));
  terminal.out(file);
  for (const { what, why } of trace.gaps) terminal.note(`  gap: ${what} (${why})`);
  terminal.note('  open it in a browser: it needs no network and runs no script');
  return ExitCode.Done;
};

async function read(reference: string, options: TraceOptions, terminal: Terminal): Promise<ReadTrace> {
  if (isHistoryFile(reference)) return readTraceFile(reference);
  const connection = await connect(options, terminal);
  try {
    return await readTrace(connection, await findExecution(connection, reference));
  } finally {
    await connection.close();
  }
}

/** Execution names hold only characters that file names may; those of files do not. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^\.+/, '')
      .slice(0, 100) || 'execution'
  );
}
