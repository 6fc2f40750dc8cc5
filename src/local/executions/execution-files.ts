/** The folder of one execution and the names and shapes of its files. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `execution.json`: what StartExecution was given and answered. Times are virtual milliseconds. */
export interface ExecutionRecord {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly mapRunArn?: string;
  /** Items of a Map Run that it works on. */
  readonly itemCount?: number;
  readonly roleArn?: string;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  readonly startDate: number;
}

/** `result.json`: how the execution ended. */
export interface ExecutionResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly stopDate: number;
  readonly redriveCount?: number;
  readonly redriveDate?: number;
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** Hash of the last line of history.ndjson. */
  readonly historyHead: string;
}

export const fileNames = {
  record: 'execution.json',
  definition: 'definition.asl.json',
  input: 'input.json',
  history: 'history.ndjson',
  result: 'result.json',
  /** What came in from outside while it ran: it is brought back from them. Gone when it has succeeded. */
  inputs: 'inputs.ndjson',
  mapRuns: 'map-runs.json',
} as const;

/**
 * Folder of an execution below `executions`. Names that a file system may misunderstand are written as their hash, so that no name
 * leads out of the folder.
 */
export function executionFolder(executionsDirectory: string, name: string): string {
  const safe = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,99}$/.test(name)
    ? name
    : createHash('sha256').update(name).digest('hex').slice(0, 40);
  return join(executionsDirectory, safe);
}

/** Writes a JSON file in one step: a reader, or a process after a crash, sees the old file or the new one. */
export function writeJson(folder: string, file: string, value: unknown): void {
  writeText(folder, file, `${JSON.stringify(value, null, 2)}\n`);
}

export function writeText(folder: string, file: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `.${file}.new`);
  writeFileSync(draft, text);
  renameSync(draft, join(folder, file));
}

/** A JSON file's value; undefined when it is not there. */
export function readJson<Value>(folder: string, file: string): Value | undefined {
  const path = join(folder, file);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Value) : undefined;
}
