/** What an execution did, rebuilt from its history: the same for AWS's histories and for local ones. Times are milliseconds since the epoch. */

/** One event as GetExecutionHistory gives it; details are read by name. */
export interface TraceEvent {
  readonly id: number;
  readonly previousEventId?: number | undefined;
  readonly type: string;
  readonly timestamp: number | string | Date;
  readonly [details: string]: unknown;
}

/** Where a history came from. A simulated one can never pass for a real one. */
export type TraceSource =
  | { readonly kind: 'aws'; readonly account: string; readonly region: string }
  | { readonly kind: 'local-simulation'; readonly organization: string; readonly seed?: number | undefined }
  | { readonly kind: 'file'; readonly name: string };

export type SpanStatus = 'SUCCEEDED' | 'FAILED' | 'CAUGHT' | 'ABORTED' | 'TIMED_OUT' | 'RUNNING';

/** One try of a task: from its Scheduled event to its end. */
export interface Attempt {
  /** From 1 within the visit. */
  readonly number: number;
  readonly resource: string;
  /** What the resource was asked to run, by its short name: a function, a state machine, a queue. */
  readonly target?: string;
  readonly scheduledAt: number;
  startedAt?: number;
  endedAt?: number;
  status: SpanStatus;
  error?: string;
  cause?: string;
  /** Events, by id. */
  readonly eventIds: number[];
}

/** One time that a state was entered. */
export interface Visit {
  /** Id of the StateEntered event. */
  readonly id: number;
  readonly state: string;
  /** Task, Map, Choice, ... */
  readonly type: string;
  /** Which visit of this state in this lane, from 1. */
  readonly number: number;
  /** Stable key of the lane: '' for the execution, `/Parallel[1]`, `/Map[17]/Inner[0]`. */
  readonly lane: string;
  /** The visit of the Map or Parallel state around it. */
  readonly parent?: number;
  readonly enteredAt: number;
  exitedAt?: number;
  status: SpanStatus;
  readonly attempts: Attempt[];
  input?: string;
  output?: string;
  /** Events, by id; those of attempts are not repeated. */
  readonly eventIds: number[];
}

/** One iteration of an Inline Map, or one branch of a Parallel. */
export interface Lane {
  /** `/Each[17]`: the `lane` of the visits in it. */
  readonly key: string;
  /** The visit of the Map or Parallel. */
  readonly parent: number;
  readonly index: number;
  readonly startedAt: number;
  endedAt?: number;
  status: SpanStatus;
}

/** An execution that this one started and waits for, or a Map Run, whose executions are found by its ARN. */
export interface ChildReference {
  readonly arn: string;
  readonly kind: 'execution' | 'map-run';
  readonly eventId: number;
  /** The visit that started it. */
  readonly visit: number;
}

/** Something that the history does not tell. */
export interface Gap {
  readonly what: string;
  readonly why: string;
}

export interface Trace {
  readonly traceVersion: 1;
  readonly source: TraceSource;
  readonly execution: {
    readonly arn: string;
    readonly name: string;
    readonly stateMachine: string;
    readonly status: SpanStatus;
    readonly startedAt: number;
    readonly endedAt?: number;
    readonly redrives: number;
    /** When each redrive began. */
    readonly redrivenAt: readonly number[];
    readonly input?: string;
    readonly output?: string;
    readonly error?: string;
    readonly cause?: string;
  };
  /** In the order in which the states were entered. */
  readonly visits: readonly Visit[];
  /** Failed attempts that were retried or caught, and those that ended the execution. */
  readonly failures: {
    readonly recovered: number;
    readonly terminal: readonly { readonly visit: number; readonly error: string; readonly cause: string }[];
  };
  /** In the order in which they began. */
  readonly lanes: readonly Lane[];
  readonly children: readonly ChildReference[];
  readonly gaps: readonly Gap[];
  /** Every event, ascending. */
  readonly events: readonly TraceEvent[];
}
