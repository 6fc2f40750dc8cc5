/**
 * What came into an execution from outside, one input a line, written before anybody is answered: a process that is killed after that has
 * it. The file goes when the execution has succeeded; one that failed keeps it for its redrive.
 */
import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedInput } from '../../engine/durable/recorded-input.ts';
import { fileNames } from './execution-files.ts';

export function appendInput(folder: string, input: RecordedInput): void {
  appendFileSync(join(folder, fileNames.inputs), `${JSON.stringify(input)}\n`, { mode: 0o600 });
}

/** Every whole line; what a crash tore off the last one is no input: nobody was answered. */
export function readInputs(folder: string): RecordedInput[] {
  return whole(folder).lines.map((line) => JSON.parse(line) as RecordedInput);
}

/** Cuts off a torn last line, so that the next input begins a line. */
export function mendInputs(folder: string): void {
  const { bytes, length } = whole(folder);
  if (bytes < length) truncateSync(join(folder, fileNames.inputs), bytes);
}

export function removeInputs(folder: string): void {
  rmSync(join(folder, fileNames.inputs), { force: true });
}

function whole(folder: string): { lines: string[]; bytes: number; length: number } {
  const path = join(folder, fileNames.inputs);
  const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const bytes = content.lastIndexOf(10) + 1;
  return { lines: content.toString('utf8', 0, bytes).split('\n').slice(0, -1), bytes, length: content.length };
}
