/**
 * Writes executions to their folders while they run. The record is there before StartExecution is answered; events are buffered and
 * hashed when they are written, several times a second, before every answer to the outside, and when the execution closes.
 */
import { appendFileSync, existsSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent, EngineExecution, EngineMapRun } from '../../engine/api/engine-port.ts';
import type { RecordedInput } from '../../engine/durable/recorded-input.ts';
import {
  executionFolder,
  fileNames,
  readJson,
  writeJson,
  writeText,
  type ExecutionRecord,
  type ExecutionResult,
} from './execution-files.ts';
import { HistoryChain, readHistory } from './history-chain.ts';
import { appendInput, mendInputs, removeInputs } from './inputs-file.ts';

interface Recording {
  readonly folder: string;
  readonly chain: HistoryChain;
  events: EngineEvent[];
}

export class ExecutionRecorder {
  private readonly recordings = new Map<string, Recording>();

  private readonly closedFolders = new Map<string, string>();

  /** `mapRunsOf` gives the Map Runs of an execution that closes. */
  constructor(
    private readonly directory: string,
    private readonly mapRunsOf: (executionArn: string) => Iterable<EngineMapRun> = () => [],
  ) {}

  closedFolder(executionArn: string): string | undefined {
    return this.closedFolders.get(executionArn);
  }

  /** Folder of an execution: its name; with its machine's name behind, when another machine's execution has that name already. */
  folder({ arn, name, stateMachineArn }: Pick<EngineExecution, 'arn' | 'name' | 'stateMachineArn'>): string {
    const folder = executionFolder(this.directory, name);
    const taken = readJson<ExecutionRecord>(folder, fileNames.record);
    if (!taken || taken.executionArn === arn) return folder;
    return executionFolder(this.directory, `${name}.${machineName(stateMachineArn)}`);
  }

  /** Writes the definition (JSON text) that an execution was started with. */
  definition(execution: EngineExecution, definition: string): void {
    writeText(this.recording(execution).folder, fileNames.definition, definition);
  }

  event(execution: EngineExecution, event: EngineEvent): void {
    this.recording(execution).events.push(event);
  }

  /** Keeps an input of a running execution; it is on disk when this returns. */
  input(executionArn: string, input: RecordedInput): void {
    const folder = this.recordings.get(executionArn)?.folder ?? this.closedFolders.get(executionArn);
    if (folder !== undefined) appendInput(folder, input);
  }

  /** Goes on with the files of an execution that is in memory again: what it did and its history file lacks is added. */
  resume(execution: EngineExecution, folder: string): void {
    const { arn, history, status } = execution;
    const path = join(folder, fileNames.history);
    const written = readHistory<EngineEvent>(path);
    mendInputs(folder);
    if (!written.intact) truncateSync(path, written.validBytes);
    this.recordings.set(arn, { folder, chain: new HistoryChain(written.head), events: history.slice(written.events.length) });
    if (status === 'RUNNING') return;
    if (existsSync(join(folder, fileNames.result))) {
      this.recordings.delete(arn);
      this.closedFolders.set(arn, folder);
    } else this.closed(execution);
  }

  /** Writes the rest of the history and the result, and forgets the execution. */
  closed(execution: EngineExecution): void {
    const recording = this.recording(execution);
    write(recording);
    const mapRuns = [...this.mapRunsOf(execution.arn)].map(mapRunRecord);
    if (mapRuns.length > 0) writeJson(recording.folder, fileNames.mapRuns, mapRuns);
    const result: ExecutionResult = {
      status: execution.status as ExecutionResult['status'],
      stopDate: execution.stopDate ?? execution.startDate,
      ...(execution.redriveCount ? { redriveCount: execution.redriveCount, redriveDate: execution.redriveDate! } : {}),
      ...(execution.output === undefined ? {} : { output: execution.output }),
      ...(execution.error === undefined ? {} : { error: execution.error }),
      ...(execution.cause === undefined ? {} : { cause: execution.cause }),
      historyHead: recording.chain.head,
    };
    writeJson(recording.folder, fileNames.result, result);
    // Nobody redrives it: what came in is in its history.
    if (execution.status === 'SUCCEEDED' || execution.type === 'EXPRESS') removeInputs(recording.folder);
    this.recordings.delete(execution.arn);
    this.closedFolders.set(execution.arn, recording.folder);
  }

  /** Writes what is buffered. */
  flush(): void {
    for (const recording of this.recordings.values()) write(recording);
  }

  /** A redriven execution goes on with its files; it has no result until it ends again. */
  private reopen(executionArn: string, folder: string): Recording {
    rmSync(join(folder, fileNames.result), { force: true });
    const recording = { folder, chain: new HistoryChain(readHistory(join(folder, fileNames.history)).head), events: [] };
    this.recordings.set(executionArn, recording);
    return recording;
  }

  private recording(execution: EngineExecution): Recording {
    const known = this.recordings.get(execution.arn);
    if (known) return known;
    const folder = this.folder(execution);
    if (execution.redriveCount) return this.reopen(execution.arn, folder);
    const { arn, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn, mapRunArn, itemCount, name, input, startDate } =
      execution;
    const { roleArn, type } = execution;
    const record: ExecutionRecord = {
      executionArn: arn,
      stateMachineArn,
      stateMachineName: machineName(stateMachineArn),
      ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
      ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
      ...(mapRunArn === undefined ? {} : { mapRunArn }),
      ...(itemCount === undefined ? {} : { itemCount }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(type === undefined ? {} : { type }),
      name,
      input,
      startDate,
    };
    writeJson(folder, fileNames.record, record);
    writeText(folder, fileNames.input, `${input}\n`);
    const recording = { folder, chain: new HistoryChain(), events: [] };
    this.recordings.set(arn, recording);
    return recording;
  }
}

/** Getters do not survive JSON: each member by name. */
function mapRunRecord(run: EngineMapRun): EngineMapRun {
  const { mapRunArn, executionArn, stateMachineArn, status, startDate, stopDate, maxConcurrency } = run;
  const { toleratedFailurePercentage, toleratedFailureCount, itemCounts, executionCounts, redriveCount, redriveDate } = run;
  return {
    ...{ mapRunArn, executionArn, stateMachineArn, status, startDate, stopDate, maxConcurrency },
    ...{ toleratedFailurePercentage, toleratedFailureCount, itemCounts, executionCounts },
    ...(redriveCount === undefined ? {} : { redriveCount }),
    redriveDate,
  };
}

/** `<name>` of `arn:...:stateMachine:<name>`; of a Map Run's machine ARN `<name>/<label>` too. */
export function machineName(stateMachineArn: string): string {
  return stateMachineArn.split(':')[6]?.split('/')[0] ?? stateMachineArn;
}

function write(recording: Recording): void {
  if (recording.events.length === 0) return;
  const text = recording.chain.lines(recording.events);
  recording.events = [];
  appendFileSync(join(recording.folder, fileNames.history), text);
}
