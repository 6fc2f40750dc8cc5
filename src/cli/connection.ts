/**
 * Where a command's API calls go: the simulated organization in this process, another process that holds it, or AWS.
 * Commands see only this; all of them speak the Step Functions API.
 */
import type { SFNClient, HistoryEvent } from '@aws-sdk/client-sfn';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Signer } from './signed-request.ts';
import type { TraceSource } from '../trace/trace.ts';
import type { StackOutput } from './stack-outputs.ts';

export interface Connection {
  readonly where: 'local' | 'aws';
  /** For headers: `simulated organization small (seed 1)` or `AWS account 111122223333, eu-west-1, as arn:...`. */
  readonly description: string;
  /** The same for traces. */
  readonly origin: TraceSource;
  /** Step Functions where the command's workflow runs: on AWS the caller's account and Region, locally those of its target. */
  readonly stepFunctions: SFNClient;
  /** Step Functions in every account and Region in which the command can look for executions. */
  readonly everywhere: readonly SFNClient[];
  /** Step Functions where the resource of that ARN is. */
  stepFunctionsOf(arn: string): SFNClient;
  readonly s3: S3Client;
  /** A client of any service, for calls where the resource of that ARN is. The caller destroys it. */
  clientOf<Client>(constructor: new (config: never) => Client, arn: string): Client;
  /** Folder of the executions' files (definition, history, results). */
  readonly executionFolder: (executionName: string) => string;
  /**
   * An output of the deployed stack, such as the name of the batch bucket.
   * @throws NotFoundError when it is not deployed.
   */
  output(name: StackOutput): Promise<string>;
  /** Who calls: on AWS the caller's ARN, in a simulated organization the name that was given with --as. */
  readonly caller: string;
  /** Function URLs that list and answer approvals, of every target that has them. */
  approvalUrls(): Promise<readonly ApprovalUrl[]>;
  /** Time in the organization, milliseconds since the epoch: virtual locally. */
  now(): number;
  /**
   * Waits until the execution is closed, or only a person can let it go on. `onEvent` is told of every history event of the
   * execution and its children as it happens; it must not call the API.
   */
  waitFor(
    executionArn: string,
    onEvent: (event: ObservedEvent) => void,
    options: WaitOptions,
  ): Promise<'closed' | 'waiting-for-person'>;
  close(): Promise<void>;
}

/** A function URL and what signs requests to it as the caller. */
export interface ApprovalUrl {
  readonly url: string;
  readonly signer: Signer;
}

export interface WaitOptions {
  /** People whom a rehearsal makes up: they give every approval that is asked, in this order. Never on AWS. */
  readonly approveAs?: readonly string[];
}

export interface ObservedEvent {
  readonly executionArn: string;
  readonly stateMachineName: string;
  readonly event: HistoryEvent;
}
