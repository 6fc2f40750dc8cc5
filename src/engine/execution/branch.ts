import type { Flow, State } from '../definition/state.ts';
import type { JsonObject, Scope, Variables } from '../expressions/index.ts';
import type { HistoryEventType } from '../history/history-event.ts';
import type { RecordedDetails } from '../history/recorded-history.ts';
import type { Json } from '../json.ts';
import type { Execution } from './execution.ts';
import { isoTime } from './iso-time.ts';
import type { Runtime } from './runtime.ts';

/** State types that can have a Retry: only their Context object has a RetryCount. */
const retriable: ReadonlySet<string> = new Set(['Task', 'Parallel', 'Map']);

/** Whoever started a branch and waits for its end: a Parallel or Map state, or the execution itself. */
export interface BranchOwner {
  branchSucceeded(branch: Branch, output: Json): void;
  branchFailed(branch: Branch, error: string | undefined, cause: string | undefined): void;
  /** The branch failed, and the execution with it. */
  executionFailed(branch: Branch, error: string, cause: string): void;
}

/** Item of a Map state that a branch works on, as the Context object shows it. */
export interface MapItem {
  readonly Index: number;
  readonly Value: Json;
}

/**
 * One line of control: the execution's own, a branch of a Parallel state, or an iteration of a Map state. Plain data between two states;
 * while it is blocked, `cancel` knows how to call off what it waits for.
 */
export class Branch implements Scope {
  state!: State;
  /** The current state's input. */
  input: Json;
  variables: Variables;
  /** Id of the branch's last event: the next event's previousEventId. */
  lastEventId: number;
  enteredEventId = 0;
  /** What the state's StateExited event follows, where that is not the branch's last event. */
  exitPreviousEventId: number | undefined;
  enteredTime = 0;
  /** How often each retrier of the current state was used. */
  attempts: number[] = [];
  retryCount = 0;
  taskToken: string | undefined;
  /** Calls off a timer, a task or inner branches; `abort` also records their Aborted events with this previousEventId. */
  cancel: ((abortedBy?: number) => void) | undefined;
  ended = false;
  /** Set while the state's inner branches are called off: starts those again that had not succeeded. `redrivenEventId` is what they follow. */
  resume: ((redrivenEventId: number) => void) | undefined;
  /** True from the failure of an attempt until the state runs again: it is not entered anew. */
  retrying = false;
  private contextOfState: JsonObject | undefined;

  constructor(
    readonly runtime: Runtime,
    readonly execution: Execution,
    readonly flow: Flow,
    readonly owner: BranchOwner,
    /** Index of the branch or iteration within its owner. */
    readonly index: number,
    readonly mapItem: MapItem | undefined,
    start: { input: Json; variables: Variables; previousEventId: number },
  ) {
    this.input = start.input;
    this.variables = start.variables;
    this.lastEventId = start.previousEventId;
    this.moveTo(flow.startAt);
  }

  /** Makes `name` the current state; it is entered when the branch runs on. */
  moveTo(name: string): void {
    this.state = this.flow.states.get(name)!;
    if (this.attempts.length > 0) this.attempts = [];
    this.retryCount = 0;
    this.taskToken = undefined;
    this.contextOfState = undefined;
    this.resume = undefined;
  }

  /** Takes the branch up again where it failed or was called off, its retriers unused. The state is not entered anew. */
  redrive(redrivenEventId: number): void {
    this.ended = false;
    this.attempts = [];
    this.retryCount = 0;
    this.taskToken = undefined;
    this.contextOfState = undefined;
    this.exitPreviousEventId = undefined;
    this.lastEventId = redrivenEventId;
    if (this.resume !== undefined) this.resume(redrivenEventId);
    else {
      // An inner branch that was called off before its first state was entered starts as usual.
      this.retrying = this.enteredEventId !== 0;
      this.runtime.queue.add(() => this.runtime.run(this));
    }
  }

  /** Appends an event after the branch's last one and returns its id. */
  record(type: HistoryEventType, details?: RecordedDetails): number {
    const id = this.execution.record(this.lastEventId, type, details);
    this.lastEventId = id;
    return id;
  }

  /** The same for an event that tells only `name` and `value`; see Execution.recordNamed. */
  recordNamed(type: HistoryEventType, name: string, value: Json): number {
    const id = this.execution.recordNamed(this.lastEventId, type, name, value);
    this.lastEventId = id;
    return id;
  }

  /** The Context object. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  get context(): JsonObject {
    if (this.contextOfState === undefined) {
      const { Execution: execution, StateMachine } = this.execution.context;
      const context: JsonObject = {
        Execution: execution!,
        StateMachine: StateMachine!,
        State: {
          Name: this.state.name,
          EnteredTime: isoTime(this.enteredTime),
          ...(retriable.has(this.state.type) ? { RetryCount: this.retryCount } : {}),
        },
      };
      if (this.mapItem !== undefined) context.Map = { Item: { Index: this.mapItem.Index, Value: this.mapItem.Value } };
      if (this.taskToken !== undefined) context.Task = { Token: this.taskToken };
      this.contextOfState = context;
    }
    return this.contextOfState;
  }

  /** Forgets the built Context object, after something in it changed. */
  contextChanged(): void {
    this.contextOfState = undefined;
  }

  random(): number {
    return this.runtime.random();
  }

  uuid(): string {
    return this.runtime.uuid();
  }

  now(): number {
    return this.runtime.clock.now();
  }
}
