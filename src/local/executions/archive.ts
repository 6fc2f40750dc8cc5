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
  /** Names of executions that were open when their process ended, oldest first. */
  readonly aborted: string[] = [];

  /** Reads every folder below `directory`; `now` is the virtual time at which orphans are closed. */
  constructor(
    private readonly directory: string,
    now: number,
  ) {
    if (!existsSync(directory)) return;
    const found: EngineExecution[] = [];
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const execution = this.read(join(directory, entry.name), now);
      if (execution) found.push(execution);
    }
    found.sort((one, other) => one.startDate - other.startDate || (one.arn < other.arn ? -1 : 1));
    for (const execution of found) this.byArn.set(execution.arn, execution);
  }

  get(executionArn: string): EngineExecution | undefined {
    return this.byArn.get(executionArn);
  }

  /** In the order in which they started. */
  values(): Iterable<EngineExecution> {
    return this.byArn.values();
  }

  private read(folder: string, now: number): EngineExecution | undefined {
    const record = readJson<ExecutionRecord>(folder, fileNames.record);
    if (!record) return undefined;
    let result = readJson<ExecutionResult>(folder, fileNames.result);
    if (!result) {
      result = abort(folder, Math.max(now, record.startDate));
      this.aborted.push(record.name);
    }
    let history: readonly EngineEvent[] | undefined;
    const { executionArn, stateMachineName: _machine, ...rest } = record;
    const { historyHead: _head, ...end } = result;
    return {
      arn: executionArn,
      ...rest,
      ...end,
      get history() {
        return (history ??= readHistory<EngineEvent>(join(folder, fileNames.history)).events);
      },
    };
  }
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
