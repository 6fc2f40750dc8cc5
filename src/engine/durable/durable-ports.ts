import type { Execution } from '../execution/execution.ts';
import type { ServiceCall } from '../ports.ts';
import type { EndedExecution } from './ended-execution.ts';
import type { RecordedInput } from './recorded-input.ts';

/** Where executions are kept that outlive the process. */
export interface DurablePorts {
  /** Keeps an input of a running execution; it survives the process when this returns. */
  record(executionArn: string, input: RecordedInput): void;
  /** What was kept of an execution that is not in memory; undefined where nothing was. */
  saved(executionArn: string): SavedInputs | undefined;
  /** An execution is back, or so it seems: what it did, its history, can be compared. @throws ReplayError when it is another. */
  restored(execution: Execution): void;
  /** An execution that ran cannot be brought back: ends it, and says how. */
  lost(executionArn: string, reason: string): EndedExecution;
  /** A task of a restored execution waits, whose service answered at this time: for its token, or for its job. */
  waits(call: ServiceCall, answeredAt: number): void;
}

/** The inputs of an execution, and how it ended if it has. */
export interface SavedInputs {
  readonly startDate: number;
  readonly inputs: readonly RecordedInput[];
  readonly ended?: EndedExecution;
}

/** What StartExecution was given, and what came in since. */
export interface SavedExecution extends SavedInputs {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly arn: string;
  readonly input: string;
}
