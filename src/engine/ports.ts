/**
 * The engine's two windows on the world: a clock and one way to call a service. Everything else it needs is inside it.
 * `src/local` connects them to the sandbox; `runStateMachine` (for people who only test a state machine) to plain functions.
 */
import type { Json } from './json.ts';

/** Time as the engine sees it, in milliseconds since the epoch. Two timers due at the same time fire in the order they were set. */
export interface Clock {
  now(): number;
  /** Calls `fire` once when the clock reaches `at` (at the next turn when `at` has passed). */
  setTimer(at: number, fire: () => void, purpose?: TimerPurpose): TimerHandle;
  clearTimer(timer: TimerHandle): void;
}
export type TimerHandle = object;

/**
 * What a timer is for. `work` (the default): something goes on then. `limit`: something that waits is given up then. `background`: it
 * recurs, or nobody waits for it. A clock that may stand still for a person does so when only the last two are left.
 */
export type TimerPurpose = 'work' | 'limit' | 'background';

/** One service call of a Task state. The engine has evaluated the parameters; the callee authorizes and carries it out. */
export interface ServiceCall {
  /** `optimized` for arn:aws:states:::lambda:invoke and its kind, `aws-sdk` for arn:aws:states:::aws-sdk:..., `lambda` for a function's own ARN. */
  readonly integration: 'optimized' | 'aws-sdk' | 'lambda';
  /** As in the Resource: `lambda`, `dynamodb`, `organizations`, `servicecatalog`; for a function ARN `lambda`. */
  readonly service: string;
  /** As in the Resource, camelCase: `invoke`, `putItem`, `describeAccount`. */
  readonly action: string;
  /** `requestResponse`, or the pattern after the action. For `.sync` the port starts the job:
   * the engine itself waits for an execution of its own (the answer's ExecutionArn), and for any other job until its `taskToken` is answered. */
  readonly pattern: 'requestResponse' | 'sync' | 'sync:2' | 'waitForTaskToken';
  /** The full Resource of the state; for a function ARN, that ARN. */
  readonly resource: string;
  /** What the state's Parameters or Arguments evaluated to. */
  readonly parameters: Json;
  /** Role of the state machine. */
  readonly roleArn: string;
  /** Role of the state's `Credentials`, assumed by the machine's role first. */
  readonly credentialsRoleArn?: string;
  readonly region: string;
  readonly account: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly stateName: string;
  /** Present for waitForTaskToken, where the parameters hold it as the definition put it, and for sync. Never to be logged. */
  readonly taskToken?: string;
  /** Aborted when the state times out or the execution stops; the callee may ignore it. */
  readonly signal: AbortSignal;
}

export type ServiceOutcome =
  | { readonly ok: true; readonly output: Json }
  /** `error` as Step Functions names it (`Organizations.TooManyRequestsException`, `Lambda.Unknown`, the handler's error name); `cause` its text. */
  | { readonly ok: false; readonly error: string; readonly cause: string };

export type CallService = (call: ServiceCall) => Promise<ServiceOutcome>;

/** Reads and writes of Distributed Map (ItemReader, ResultWriter), made with the machine's role. */
export interface ObjectStore {
  getObject(request: {
    bucket: string;
    key: string;
    roleArn: string;
    versionId?: string;
  }): Promise<{ ok: true; body: Uint8Array; etag: string } | { ok: false; error: string; cause: string }>;
  putObject(request: {
    bucket: string;
    key: string;
    body: Uint8Array;
    roleArn: string;
  }): Promise<{ ok: true } | { ok: false; error: string; cause: string }>;
  /** As ListObjectsV2 describes them to a Map: LastModified is in seconds since the epoch. */
  listObjects(request: {
    bucket: string;
    prefix?: string;
    roleArn: string;
  }): Promise<
    | { ok: true; objects: readonly { Key: string; Size: number; Etag: string; LastModified: number; StorageClass: string }[] }
    | { ok: false; error: string; cause: string }
  >;
}
