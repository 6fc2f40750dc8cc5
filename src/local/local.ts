/**
 * What a simulated organization offers to the tools that use it (the command line, tests, benchmarks), whether this process holds it
 * or another one does.
 */
import type { HistoryEvent } from '../engine/history/history-event.ts';
import type { TargetPlace } from './targets.ts';

/** How an organization is opened. */
export interface OpenLocalOptions {
  /** Path of the organization file (YAML). */
  readonly organizationFile: string;
  /** Folder that holds organizations' state, `<directory>/<organization>/`. Without it everything stays in memory. */
  readonly directory?: string;
  /** Overrides the seed of the organization file. */
  readonly seed?: number;
  /** Forgets what happened in this organization and begins anew. */
  readonly fresh?: boolean;
  /** Runs virtual time at this many times real time. Without it the clock jumps. The histories are the same either way. */
  readonly pace?: number;
  /** Port of the loopback server. Default: a free one. */
  readonly port?: number;
  /** Folder of the packaged targets, `<target>/cloudformation-template-update-stack.json` each. Default: `.serverless`. */
  readonly targetsDirectory?: string;
  /** Folder that a function's `Handler` is relative to. Default: the current directory. */
  readonly codeDirectory?: string;
  /** Names of the targets to instantiate. Default: every one that is packaged. */
  readonly targets?: readonly string[];
  /** Keeps every decision about a call, for `sandbox.callLog()`. */
  readonly callLog?: boolean;
  /** Told of every line that a function writes to its console. */
  readonly onFunctionLog?: (entry: FunctionLogEntry) => void;
}

/** One line of a function's log. */
export interface FunctionLogEntry {
  readonly functionName: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** Virtual milliseconds since the epoch. */
  readonly time: number;
}

/** One history event as it is recorded. */
export interface ExecutionEvent {
  readonly executionArn: string;
  readonly stateMachineName: string;
  /** As GetExecutionHistory gives it, with `timestamp` in milliseconds since the epoch. */
  readonly event: HistoryEvent;
}

/** Credentials of a role session. */
export interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Configuration that any AWS SDK v3 client takes; its calls are answered by the simulated organization. */
export interface SdkConfig {
  readonly region: string;
  readonly credentials: SdkCredentials | (() => Promise<SdkCredentials>);
  readonly maxAttempts: 1;
  /** S3 objects are addressed by path: bucket names need no DNS. */
  readonly forcePathStyle: true;
  /** Of a client's organization: the loopback address of its holder. */
  readonly endpoint?: string;
  /* Each SDK client declares its own type of handler; this one serves them all. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly requestHandler: any;
}

/** How a run ended: the execution closed, or nothing can happen any more until a person acts. */
export type RunOutcome = 'closed' | 'waiting-for-person';

/** How a run goes on where a person would have to act. */
export interface RunOptions {
  /**
   * Approvals: `hold` (the default) stops time until somebody answers; `expire` lets time pass, as if nobody did; names approve each at
   * once, as many of them as it asks for, recorded as simulated.
   */
  readonly approvals?: 'hold' | 'expire' | { readonly approveAs: readonly string[] };
}

/** An open simulated organization. */
export interface Local {
  /** `owner`: this process holds the organization. `client`: another process does, calls go to its loopback server. */
  readonly role: 'owner' | 'client';
  /** Name of the organization: the file's base name. */
  readonly organizationName: string;
  readonly seed: number;
  /** Account and Region where executions of the target `management` run. */
  readonly account: string;
  readonly region: string;
  /** Every instantiated target, in each of its accounts and Regions. */
  readonly targets: readonly TargetPlace[];
  /** Outputs of the instantiated stacks, by the key of a target's place and output name. */
  readonly stackOutputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What a person should know: executions aborted at start, resources that left a template, another seed than the saved one. */
  readonly warnings: readonly string[];
  /** Virtual time, milliseconds since the epoch. */
  now(): number;
  /**
   * For `new SFNClient(local.sdkConfig('alice'))`: calls as the organization's operator, `callerName` as session name, in the account
   * and Region of the target `management` or of `at`.
   */
  sdkConfig(callerName: string, at?: Pick<TargetPlace, 'account' | 'region'>): SdkConfig;
  /** Folder of an execution's files; undefined when the organization is in memory only. */
  executionFolder(executionName: string): string | undefined;
  /** Tells `listener` of every history event from now on. Returns the function that ends it. The listener must make no API call. */
  onEvent(listener: (event: ExecutionEvent) => void): () => void;
  /**
   * Lets virtual time pass until the execution is closed or only a person can let it go on.
   * @throws LocalError when somebody named in `approveAs` may not approve.
   */
  run(executionArn: string, options?: RunOptions): Promise<RunOutcome>;
  /** Writes what is pending, gives up the lock. Executions still running go on when the organization is opened next. */
  close(): Promise<void>;
}

/** An organization that another process holds. */
export interface LocalClient extends Local {
  readonly role: 'client';
}
