/** Brings the executions of earlier processes back into an engine: those that ran, and on demand those that are to be redriven. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError } from '../../engine/definition/definition-error.ts';
import type { EngineExecution } from '../../engine/api/index.ts';
import type { DurablePorts, SavedExecution, SavedInputs } from '../../engine/durable/durable-ports.ts';
import { AbsentExecution, type EndedExecution } from '../../engine/durable/ended-execution.ts';
import { ReplayError } from '../../engine/durable/recorded-input.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { ExecutionArchive, OnDisk } from './archive.ts';
import { fileNames, readJson, type ExecutionRecord, type ExecutionResult } from './execution-files.ts';
import type { ExecutionRecording } from './execution-recording.ts';
import { readHistory } from './history-chain.ts';
import { readInputs } from './inputs-file.ts';

/** The engine as far as it brings executions back. */
export interface RestoringEngine {
  restore(saved: SavedExecution): Promise<EngineExecution>;
  goOn(): void;
}

export interface RestorerOptions {
  readonly archive: ExecutionArchive;
  readonly recording: ExecutionRecording;
  /** Engine of the account and Region of an ARN; without these two it cannot bring anything back. */
  readonly engineOf: (executionArn: string) => Partial<RestoringEngine>;
  /** Virtual. */
  readonly now: () => number;
}

/** An execution that is ABORTED because nothing brings it back, and why. */
export interface Lost {
  readonly name: string;
  readonly reason: string;
}

export class Restorer implements Pick<DurablePorts, 'saved' | 'restored' | 'lost'> {
  constructor(private readonly options: RestorerOptions) {}

  /** Brings back what ran when its process ended. Gives what could not be, and is ABORTED therefore: its name and why. */
  async restoreRunning(): Promise<Lost[]> {
    const { archive, now } = this.options;
    const lost: Lost[] = [];
    const engines = new Set<Partial<RestoringEngine>>();
    for (const { folder, record } of archive.unfinished()) {
      if (record.mapRunArn !== undefined) continue;
      const reason = await this.restore({ folder, record }, engines);
      if (reason === undefined) continue;
      archive.abort(record.executionArn, now(), reason);
      lost.push({ name: record.name, reason });
    }
    for (const engine of engines) engine.goOn?.();
    // Children of those that could not be brought back.
    archive.closeOrphans(now());
    return lost;
  }

  /** Puts an ended execution into memory again. @throws EngineError ExecutionNotRedrivable */
  async bringBack(executionArn: string): Promise<void> {
    const folder = this.options.archive.folderOf(executionArn);
    const record = folder === undefined ? undefined : readJson<ExecutionRecord>(folder, fileNames.record);
    if (folder === undefined || !record) return;
    const engines = new Set<Partial<RestoringEngine>>();
    const reason = await this.restore({ folder, record }, engines);
    if (reason !== undefined) {
      throw new EngineError('ExecutionNotRedrivable', `Execution '${executionArn}' is not redrivable: ${reason}`);
    }
    for (const engine of engines) engine.goOn?.();
  }

  /** Why it cannot be brought back; undefined when it is. */
  private async restore({ folder, record }: OnDisk, engines: Set<Partial<RestoringEngine>>): Promise<string | undefined> {
    const engine = this.options.engineOf(record.executionArn);
    const saved = savedExecution(folder, record);
    if (!engine.restore || !saved) return 'what it needs was not kept by the version that ran it';
    engines.add(engine);
    try {
      await engine.restore(saved);
      return undefined;
    } catch (error) {
      if (error instanceof ReplayError || error instanceof DefinitionError) return error.message;
      throw error;
    }
  }

  saved(executionArn: string): SavedInputs | undefined {
    const folder = this.options.archive.folderOf(executionArn);
    const record = folder === undefined ? undefined : readJson<ExecutionRecord>(folder, fileNames.record);
    if (folder === undefined || !record) return undefined;
    const result = readJson<ExecutionResult>(folder, fileNames.result);
    const saved = { startDate: record.startDate, inputs: readInputs(folder) };
    return result ? { ...saved, ended: ended(record, result) } : saved;
  }

  /** Its history must begin with what is on disk: else another version of this program, or somebody, changed what happened. */
  restored(execution: EngineExecution): void {
    const { archive, recording } = this.options;
    const folder = archive.folderOf(execution.arn)!;
    const { events } = readHistory<object>(join(folder, fileNames.history));
    const { history } = execution;
    const different = events.findIndex((event, index) => JSON.stringify(event) !== JSON.stringify(history[index]));
    if (different >= 0) throw new ReplayError(`its event ${different + 1} would be another one now`);
    archive.release(execution.arn);
    recording.resume(execution, folder);
  }

  lost(executionArn: string, reason: string): EndedExecution {
    const { archive, now } = this.options;
    const folder = archive.folderOf(executionArn)!;
    archive.abort(executionArn, now(), reason);
    return ended(readJson<ExecutionRecord>(folder, fileNames.record)!, readJson<ExecutionResult>(folder, fileNames.result)!);
  }
}

/** What a person should know of it. */
export function lostWarning({ name, reason }: Lost): string {
  return `${name} was running when its process ended and is closed as ABORTED (${reason}). Start the same input again to go on.`;
}

function savedExecution(folder: string, record: ExecutionRecord): SavedExecution | undefined {
  const { executionArn: arn, name, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = record;
  const { roleArn, type, input, startDate } = record;
  if (roleArn === undefined || type === undefined) return undefined;
  try {
    const definition = readFileSync(join(folder, fileNames.definition), 'utf8');
    return {
      ...{ arn, name, stateMachineArn, definition, roleArn, type, input, startDate, inputs: readInputs(folder) },
      ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
      ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function ended(
  { executionArn, name, stateMachineArn, input, startDate }: ExecutionRecord,
  result: ExecutionResult,
): EndedExecution {
  const { historyHead: _head, ...end } = result;
  return AbsentExecution.of({ arn: executionArn, name, stateMachineArn, input, startDate, ...end });
}
