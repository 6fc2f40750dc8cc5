/**
 * Executions that were closed before this process opened the organization, read back from their folders; and those that a process left
 * open when it ended, which are closed here as ABORTED.
 */
import { appendFileSync, existsSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent, EngineExecution } from '../../engine/api/engine-port.ts';
import { fileNames, readJson, writeJson, type ExecutionRecord, type ExecutionResult } from './execution-files.ts';
import { HistoryChain, readHistory } from './history-chain.ts';

/** What the aborted execution's record says, in its last event and its result. Ours, not AWS's. */
export const orphanError = 'Groundcrew.ProcessEnded';
export const orphanCause =
  'The process that ran this execution ended before it. What it had done is kept: start the same input again to go on.';

export class ExecutionArchive {
  private readonly byArn = new Map<string, EngineExecution>();
  private readonly open: { readonly folder: string; readonly record: ExecutionRecord }[] = [];
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
      const result = readJson<ExecutionResult>(folder, fileNames.result);
      if (result) found.push(archived(folder, record, result));
      else this.open.push({ folder, record });
      const last = result?.stopDate ?? readHistory<EngineEvent>(join(folder, fileNames.history)).events.at(-1)?.timestamp;
      latest = Math.max(latest, record.startDate, last ?? 0);
    }
    this.latest = latest;
    for (const execution of found.sort(byStart)) this.byArn.set(execution.arn, execution);
  }

  /** Closes, at virtual time `now`, what was open when its process ended. Returns the names, oldest first. */
  closeOrphans(now: number): string[] {
    const orphans = this.open.splice(0).sort((one, other) => one.record.startDate - other.record.startDate);
    for (const { folder, record } of orphans) this.byArn.set(record.executionArn, archived(folder, record, abort(folder, now)));
    return orphans.map(({ record }) => record.name);
  }

  /** Takes an execution of this process over, from its folder. */
  add(folder: string): void {
    const record = readJson<ExecutionRecord>(folder, fileNames.record);
    const result = readJson<ExecutionResult>(folder, fileNames.result);
    if (record && result) this.byArn.set(record.executionArn, archived(folder, record, result));
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
function abort(folder: string, now: number): ExecutionResult {
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
    executionAbortedEventDetails: { error: orphanError, cause: orphanCause },
  };
  appendFileSync(path, chain.lines([event]));
  const result: ExecutionResult = {
    status: 'ABORTED',
    stopDate: now,
    error: orphanError,
    cause: orphanCause,
    historyHead: chain.head,
  };
  writeJson(folder, fileNames.result, result);
  return result;
}
