/**
 * What comes into an execution from outside: answers, timers, tokens, the ends of other executions, operators' commands. An execution is
 * a function of these, so that they are all that has to be kept: replayed in order they bring it back where it was.
 */
import type { ExecutionStatus } from '../api/engine-port.ts';
import type { Json } from '../json.ts';
import type { ServiceOutcome } from '../ports.ts';

/** Texts are JSON as it came. Members count the calls of one kind from 0, in the order in which the execution makes them. */
export type Input =
  | { readonly kind: 'timer'; readonly n: number }
  | { readonly kind: 'call'; readonly n: number; readonly outcome: ServiceOutcome }
  /** An answer of the object store; bytes as base64. */
  | { readonly kind: 'objects'; readonly n: number; readonly answer: Json }
  | { readonly kind: 'task-success'; readonly n: number; readonly output: string }
  | { readonly kind: 'task-failure'; readonly n: number; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'task-heartbeat'; readonly n: number }
  /** A worker took the task of an activity. */
  | { readonly kind: 'worker'; readonly n: number; readonly workerName?: string }
  /** Whether an activity exists. */
  | { readonly kind: 'activity'; readonly exists: boolean }
  /** A child of a Map Run has ended. */
  | { readonly kind: 'child'; readonly n: number; readonly end: Ending }
  /** Which failed children can be redriven. */
  | { readonly kind: 'redrivable'; readonly arns: readonly string[] }
  /** Another execution that a task waits for has ended. */
  | { readonly kind: 'ended'; readonly n: number; readonly execution: Described }
  | { readonly kind: 'stop'; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'redrive' }
  | { readonly kind: 'map-run'; readonly mapRunArn: string; readonly change: MapRunChange };

/** An input, and when it came: the virtual time, and how many jobs of the execution's ready queue had begun before it. */
export type RecordedInput = Input & { readonly at: number; readonly jobs: number };

/** How an execution ended. Its output is JSON text, as it came. */
export interface Ending {
  readonly status: ExecutionStatus;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly stopDate: number;
  readonly redriveCount?: number;
  readonly redriveDate?: number;
}

/** An execution that ended, for those who know nothing of it. */
export interface Described extends Ending {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly input: string;
  readonly startDate: number;
}

export interface MapRunChange {
  readonly maxConcurrency?: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
}

/** What was kept of an execution does not lead to where it was. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}
