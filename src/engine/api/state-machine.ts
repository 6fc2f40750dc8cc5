import type { Json } from '../json.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html */
export interface LoggingConfiguration {
  readonly level?: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  readonly includeExecutionData?: boolean;
  readonly destinations?: readonly { readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string } }[];
}

/** What an update can change; a change of any makes a new revision. */
export interface Revision {
  readonly definition: string;
  readonly roleArn: string;
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: { readonly enabled: boolean };
  /** Absent until the first update, as AWS does. */
  readonly revisionId?: string;
}

/** An immutable copy of a revision. Its ARN is the machine's and its number. */
export interface Version {
  readonly arn: string;
  readonly number: number;
  readonly creationDate: number;
  readonly description?: string;
  readonly revision: Revision;
}

export interface Route {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

/** A name for one or two versions, with the share of executions that each gets. */
export interface Alias {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly routingConfiguration: readonly Route[];
  readonly creationDate: number;
  readonly updateDate: number;
}

/** A state machine with everything that belongs to it. Times are milliseconds since the epoch. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: MachineType;
  readonly creationDate: number;
  updateDate: number;
  revision: Revision;
  readonly tags: Map<string, string>;
  readonly versions: Map<number, Version>;
  /** Number of the newest version ever published; numbers are never used again. */
  lastVersion: number;
  readonly aliases: Map<string, Alias>;
}

/** AWS gives times as seconds since the epoch with milliseconds after the point. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

export const AWS_OWNED_KEY: { readonly [key: string]: Json } = { type: 'AWS_OWNED_KEY' };
