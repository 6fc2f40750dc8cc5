/** Hands the engine's events to whoever listens and, for an organization with a folder, to the files of executions. */
import type { EngineEvent, EngineExecution, EngineMapRun, EnginePort } from '../../engine/api/index.ts';
import type { RecordedInput } from '../../engine/durable/recorded-input.ts';
import type { HistoryEvent } from '../../engine/history/history-event.ts';
import type { ExecutionEvent } from '../local.ts';
import type { ExecutionArchive } from './archive.ts';
import { withArchive } from './archived-engine.ts';
import { ExecutionRecorder, machineName } from './recorder.ts';

type Listener = (event: ExecutionEvent) => void;

export class ExecutionRecording {
  private readonly recorder: ExecutionRecorder | undefined;
  private readonly listeners = new Set<Listener>();

  /** `directory` of the executions' folders; undefined records nothing. `mapRunsOf` gives the Map Runs of an execution that closes. */
  constructor(directory: string | undefined, mapRunsOf: (executionArn: string) => Iterable<EngineMapRun>) {
    this.recorder = directory === undefined ? undefined : new ExecutionRecorder(directory, mapRunsOf);
  }

  /** The engine as the API sees it. `now` is virtual. */
  wrap(
    engine: EnginePort,
    archive: ExecutionArchive | undefined,
    now: () => number,
    bringBack: (executionArn: string) => Promise<void>,
  ): EnginePort {
    return archive && this.recorder ? withArchive(engine, archive, this.recorder, now, bringBack) : engine;
  }

  /** Returns the function that ends it. */
  onEvent(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  event(execution: EngineExecution, event: EngineEvent): void {
    this.recorder?.event(execution, event);
    if (this.listeners.size === 0) return;
    const told = asTold(execution, event);
    for (const listener of this.listeners) listener(told);
  }

  /** What listeners would have been told of an execution so far. */
  past(execution: EngineExecution | undefined): ExecutionEvent[] {
    return execution?.history.map((event) => asTold(execution, event)) ?? [];
  }

  input(executionArn: string, input: RecordedInput): void {
    this.recorder?.input(executionArn, input);
  }

  /** An execution is in memory again; see ExecutionRecorder. */
  resume(execution: EngineExecution, folder: string): void {
    this.recorder?.resume(execution, folder);
  }

  closed(execution: EngineExecution): void {
    this.recorder?.closed(execution);
  }

  /** Folder of an execution that this process has recorded and closed. */
  folderOf(executionArn: string): string | undefined {
    return this.recorder?.closedFolder(executionArn);
  }

  flush(): void {
    this.recorder?.flush();
  }
}

/** The engine's events have the history's shape; the API's port names only the members that all of them have. */
function asTold({ arn, stateMachineArn }: EngineExecution, event: EngineEvent): ExecutionEvent {
  return { executionArn: arn, stateMachineName: machineName(stateMachineArn), event: event as HistoryEvent };
}
