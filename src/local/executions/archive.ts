/**
 * Executions that were closed before this process opened the organization, read back from their folders; and those that a process left
 * open when it ended: an engine brings them back, or they are closed here as ABORTED.
 */
import { appendFileSync, existsSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent, EngineExecution, EngineMapRun } from '../../engine/api/engine-port.ts';
import { fileNames, readJson, writeJson, type ExecutionRecord, type ExecutionResult } from './execution-files.ts';
import { HistoryChain, readHistory } from './history-chain.ts';
import { readInputs } from './inputs-file.ts';

/** What the aborted execution's record says, in its last event and its result. Ours, not AWS's. */
export const orphanError = 'Groundcrew.ProcessEnded';
export const orphanCause =
  'The process that ran this execution ended before it. What it had done is kept: start the same input again to go on.';

/** An execution's folder and record. */
export interface OnDisk {
  readonly folder: string;
  readonly record: ExecutionRecord;
}

export class ExecutionArchive {
  private readonly byArn = new Map<string, EngineExecution>();
  private readonly open = new Map<string, OnDisk>();
  private readonly folders = new Map<string, string>();
  private readonly runsByArn = new Map<string, EngineMapRun>();
  /** The latest virtual time in any of the executions: the clock must not go on before it. */
  readonly latest: number;

  /** Reads every folder below `directory`. */
  constructor(directory: string) {
    const found: EngineExecution[] = [];
    let latest = 0;
    for (const entry of existsSync(directory) ? readdirSync(directory, { withFileTypes: true }) : []) {
      const folder = join(directory, entry.name);
      const record = entry.isDirectory() ? readJson<ExecutionRecord>(folder, fileNames.record) : undefined;
      if (!record) continue;
      this.folders.set(record.executionArn, folder);
      this.addMapRuns(folder);
      const result = readJson<ExecutionResult>(folder, fileNames.result);
      if (result) found.push(archived(folder, record, result));
      else this.open.set(record.executionArn, { folder, record });
      const last = result?.stopDate ?? readHistory<EngineEvent>(join(folder, fileNames.history)).events.at(-1)?.timestamp;
      latest = Math.max(latest, record.startDate, last ?? 0, result ? 0 : (readInputs(folder).at(-1)?.at ?? 0));
    }
    this.latest = latest;
    for (const execution of found.sort(byStart)) this.byArn.set(execution.arn, execution);
  }

  /** Closes, at virtual time `now`, what was open when its process ended. Returns the names, oldest first. */
  closeOrphans(now: number): string[] {
    const orphans = this.unfinished();
    for (const { record } of orphans) this.abort(record.executionArn, now);
    return orphans.map(({ record }) => record.name);
  }

  /** Closes one of them, with what made it impossible to bring it back. */
  abort(executionArn: string, now: number, reason?: string): EngineExecution {
    const { folder, record } = this.open.get(executionArn)!;
    this.open.delete(executionArn);
    const execution = archived(folder, record, abort(folder, now, reason));
    this.byArn.set(executionArn, execution);
    return execution;
  }

  /** What was open when its process ended and is in nobody's memory yet, oldest first. */
  unfinished(): OnDisk[] {
    return [...this.open.values()].sort((one, other) => one.record.startDate - other.record.startDate);
  }

  /** The execution is in an engine's memory from now on. Gives its folder. */
  release(executionArn: string): string {
    this.open.delete(executionArn);
    this.byArn.delete(executionArn);
    return this.folders.get(executionArn)!;
  }

  /** Folder of an execution of this archive, or of one that left it. */
  folderOf(executionArn: string): string | undefined {
    return this.folders.get(executionArn);
  }

  mapRun(mapRunArn: string): EngineMapRun | undefined {
    return this.runsByArn.get(mapRunArn);
  }

  mapRuns(executionArn: string): EngineMapRun[] {
    return [...this.runsByArn.values()].filter((run) => run.executionArn === executionArn);
  }

  private addMapRuns(folder: string): void {
    for (const run of readJson<EngineMapRun[]>(folder, fileNames.mapRuns) ?? []) this.runsByArn.set(run.mapRunArn, run);
  }

  /** Takes an execution of this process over, from its folder. */
  add(folder: string): void {
    const record = readJson<ExecutionRecord>(folder, fileNames.record);
    const result = readJson<ExecutionResult>(folder, fileNames.result);
    if (!record || !result) return;
    this.folders.set(record.executionArn, folder);
    this.addMapRuns(folder);
    this.byArn.set(record.executionArn, archived(folder, record, result));
  }

  get(executionArn: string): EngineExecution | undefined {
    return this.byArn.get(executionArn);
  }

  /** In the order in which they started; orphans last. */
  values(): Iterable<EngineExecution> {
    return this.byArn.values();
  }
}

function byStart(one: EngineExecution, other: EngineExecution): number {
  return one.startDate - other.startDate || (one.arn < other.arn ? -1 : 1);
}

/** An execution whose history is read when it is first asked for. */
function archived(folder: string, record: ExecutionRecord, result: ExecutionResult): EngineExecution {
  const { executionArn, stateMachineName: _machine, ...rest } = record;
  const { historyHead: _head, ...end } = result;
  let history: readonly EngineEvent[] | undefined;
  return {
    arn: executionArn,
    ...rest,
    ...end,
    get history() {
      return (history ??= readHistory<EngineEvent>(join(folder, fileNames.history)).events);
    },
  };
}

/** Cuts off a torn last line, adds the ExecutionAborted event and writes the result. */
function abort(folder: string, now: number, reason?: string): ExecutionResult {
  const cause = reason === undefined ? orphanCause : `${orphanCause} It could not be brought back: ${reason}.`;
  const path = join(folder, fileNames.history);
  const { events, head, validBytes, intact } = readHistory<EngineEvent>(path);
  if (!intact) truncateSync(path, validBytes);
  const chain = new HistoryChain(head);
  const last = events.at(-1);
  const event = {
    timestamp: now,
    type: 'ExecutionAborted',
    id: (last?.id ?? 0) + 1,
    previousEventId: last?.id ?? 0,
    executionAbortedEventDetails: { error: orphanError, cause },
  };
  appendFileSync(path, chain.lines([event]));
  const result: ExecutionResult = {
    status: 'ABORTED',
    stopDate: now,
    error: orphanError,
    cause,
    historyHead: chain.head,
  };
  writeJson(folder, fileNames.result, result);
  return result;
}
