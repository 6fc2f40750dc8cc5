import type { Json } from '../json.ts';

/** One history event as the engine keeps it: GetExecutionHistory's shape with the timestamp in milliseconds. */
export type EngineEvent = {
  readonly timestamp: number;
  readonly type: string;
  readonly id: number;
  readonly previousEventId: number;
};

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** An execution as the engine keeps it. Times are milliseconds since the epoch; input and output are JSON text. */
export interface EngineExecution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
  readonly mapRunArn?: string | undefined;
  readonly itemCount?: number | undefined;
  readonly roleArn?: string;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly status: ExecutionStatus;
  readonly input: string;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly startDate: number;
  readonly stopDate?: number | undefined;
  readonly redriveCount?: number;
  readonly redriveDate?: number | undefined;
  readonly history: readonly EngineEvent[];
}

/** A Map Run as DescribeMapRun gives it, times in milliseconds. */
export interface EngineMapRun {
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate?: number | undefined;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  readonly itemCounts: { readonly [key: string]: Json };
  readonly executionCounts: { readonly [key: string]: Json };
  readonly redriveCount?: number;
  readonly redriveDate?: number | undefined;
}

/** What the engine runs for a start: a revision of a machine, by which ARN it was asked for. */
export interface StartRequest {
  readonly stateMachineArn: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly name?: string;
  readonly input: string;
  readonly callerArn?: string;
}

/**
 * What the API needs of the engine. The engine's errors carry AWS's `code` and `message` and pass through.
 */
export interface EnginePort {
  start(request: StartRequest): EngineExecution;
  /** Resolves when the execution has ended. */
  ended(executionArn: string): Promise<EngineExecution>;
  execution(executionArn: string): EngineExecution | undefined;
  /** In the order in which they started. */
  executions(): Iterable<EngineExecution>;
  stop(request: { executionArn: string; error?: string; cause?: string }): { stopDate: number };
  /** Why RedriveExecution would refuse; undefined when it would not, and for executions of earlier processes. */
  whyNotRedrivable?(executionArn: string): string | undefined;
  /** One that left memory is brought back first, which takes a while. */
  redrive(executionArn: string): { redriveDate: number } | Promise<{ redriveDate: number }>;
  mapRun(mapRunArn: string): EngineMapRun | undefined;
  mapRuns(executionArn: string): Iterable<EngineMapRun>;
  updateMapRun(request: {
    mapRunArn: string;
    maxConcurrency?: number;
    toleratedFailurePercentage?: number;
    toleratedFailureCount?: number;
  }): void;
  sendTaskSuccess(request: { taskToken: string; output: string }): void;
  sendTaskFailure(request: { taskToken: string; error?: string; cause?: string }): void;
  sendTaskHeartbeat(request: { taskToken: string }): void;
  /** ARN of the state machine or activity that a token was given out for; undefined for a token that never was. */
  taskOwner(taskToken: string): string | undefined;
  /** An activity that is not created here has no tasks. */
  createActivity(arn: string): void;
  deleteActivity(arn: string): void;
  /** The next task of an activity; undefined when none came within the time that GetActivityTask waits. */
  activityTask(request: { activityArn: string; workerName?: string }): Promise<{ taskToken: string; input: string } | undefined>;
}
