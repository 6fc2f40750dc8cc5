/**
 * Writes executions to their folders while they run. The record is there before StartExecution is answered; events are buffered and
 * hashed when they are written, several times a second, before every answer to the outside, and when the execution closes.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent, EngineExecution } from '../../engine/api/engine-port.ts';
import {
  executionFolder,
  fileNames,
  readJson,
  writeJson,
  writeText,
  type ExecutionRecord,
  type ExecutionResult,
} from './execution-files.ts';
import { HistoryChain } from './history-chain.ts';

interface Recording {
  readonly folder: string;
  readonly chain: HistoryChain;
  events: EngineEvent[];
}

export class ExecutionRecorder {
  private readonly recordings = new Map<string, Recording>();

  private readonly closedFolders = new Map<string, string>();

  constructor(private readonly directory: string) {}

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

  /** Writes the rest of the history and the result, and forgets the execution. */
  closed(execution: EngineExecution): void {
    const recording = this.recording(execution);
    write(recording);
    const result: ExecutionResult = {
      status: execution.status as ExecutionResult['status'],
      stopDate: execution.stopDate ?? execution.startDate,
      ...(execution.output === undefined ? {} : { output: execution.output }),
      ...(execution.error === undefined ? {} : { error: execution.error }),
      ...(execution.cause === undefined ? {} : { cause: execution.cause }),
      historyHead: recording.chain.head,
    };
    writeJson(recording.folder, fileNames.result, result);
    this.recordings.delete(execution.arn);
    this.closedFolders.set(execution.arn, recording.folder);
  }

  /** Writes what is buffered. */
  flush(): void {
    for (const recording of this.recordings.values()) write(recording);
  }

  private recording(execution: EngineExecution): Recording {
    const known = this.recordings.get(execution.arn);
    if (known) return known;
    const folder = this.folder(execution);
    const { arn, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn, mapRunArn, name, input, startDate } = execution;
    const record: ExecutionRecord = {
      executionArn: arn,
      stateMachineArn,
      stateMachineName: machineName(stateMachineArn),
      ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
      ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
      ...(mapRunArn === undefined ? {} : { mapRunArn }),
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
