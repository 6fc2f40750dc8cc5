/** What operators did to an execution and why, in its folder on this machine: Step Functions keeps no reason for a redrive. */
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from './connection.ts';
import { UsageError } from './errors.ts';

const fileName = 'operations.ndjson';
const longestReason = 1000;

/**
 * The reason of a command that changes what an execution does.
 * @throws UsageError when none is given.
 */
export function requireReason(reason: string | undefined, command: string): string {
  const text = reason?.trim() ?? '';
  if (text === '' || text.length > longestReason)
    throw new UsageError(`${command} needs --reason with 1 to ${longestReason} characters: it is recorded`);
  return text;
}

/** Adds a line to the execution's operations. */
export async function noteOperation(connection: Connection, name: string, operation: string, reason: string): Promise<void> {
  const folder = connection.executionFolder(name);
  await mkdir(folder, { recursive: true });
  const line = { at: new Date(connection.now()).toISOString(), operation, by: connection.caller, reason };
  await appendFile(join(folder, fileName), `${JSON.stringify(line)}\n`);
}
