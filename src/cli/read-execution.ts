/** Any Standard execution that the credentials can read, with what cannot be had of it stated as gaps. */
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { Gap, TraceEvent } from '../trace/trace.ts';
import type { ExecutionParts } from '../viewer/trace-page.ts';
import type { Connection } from './connection.ts';
import { CliError, NotFoundError } from './errors.ts';
import { ExitCode } from './exit-code.ts';

export interface ReadOptions {
  /** Leaves inputs, outputs and other payloads at Step Functions. */
  readonly withoutData?: boolean | undefined;
}

/** `arn:aws:states:<region>:<account>:express:<machine>:<name>:<id>`: Step Functions keeps no history of these. */
export const isExpress = (executionArn: string): boolean => executionArn.split(':')[5] === 'express';

/**
 * Reads an execution's history and definition.
 * @throws NotFoundError where there is none, or its history has expired.
 */
export async function readExecution(
  { stepFunctionsOf, origin }: Pick<Connection, 'stepFunctionsOf' | 'origin'>,
  executionArn: string,
  { withoutData = false }: ReadOptions = {},
): Promise<ExecutionParts> {
  const stepFunctions = stepFunctionsOf(executionArn);
  if (isExpress(executionArn)) return readExpress(stepFunctions, origin, executionArn);
  const gaps: Gap[] = [];
  const history = await historyOf(stepFunctions, executionArn, withoutData, gaps);
  const definition = await definitionOf(stepFunctions, executionArn, gaps);
  return { source: origin, executionArn, history: history as unknown as TraceEvent[], definition, gaps };
}

async function historyOf(
  stepFunctions: SFNClient,
  executionArn: string,
  withoutData: boolean,
  gaps: Gap[],
): Promise<HistoryEvent[]> {
  if (withoutData) gaps.push({ what: 'no inputs and outputs', why: 'the page was asked for without them (--without-data)' });
  try {
    return await executionHistory(stepFunctions, executionArn, !withoutData);
  } catch (error) {
    /* The history of a machine with a customer key needs kms:Decrypt; that it was, and when, does not. */
    if (withoutData || !/^Kms/.test((error as Error).name)) throw explained(error, executionArn);
    const history = await executionHistory(stepFunctions, executionArn, false).catch((again: unknown) => {
      throw explained(again, executionArn);
    });
    gaps.push({
      what: 'no inputs and outputs',
      why: `they are encrypted with a key that these credentials may not use (${(error as Error).name})`,
    });
    return history;
  }
}

async function definitionOf(
  stepFunctions: SFNClient,
  executionArn: string,
  gaps: Gap[],
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const { definition } = await stepFunctions.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    return parsed(definition);
  } catch (error) {
    const { name } = error as Error;
    const why = reasons.find(([pattern]) => pattern.test(name))?.[1];
    if (why === undefined) throw explained(error, executionArn);
    gaps.push({ what: 'no definition, so no graph', why });
    return undefined;
  }
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [/DoesNotExist/, 'the state machine has been deleted'],
  [/AccessDenied|^Kms/, 'these credentials may not read it'],
];

async function readExpress(
  stepFunctions: SFNClient,
  source: Connection['origin'],
  executionArn: string,
): Promise<ExecutionParts> {
  const [partition, , region, account, , machine] = executionArn.split(':').slice(1);
  const stateMachineArn = `arn:${partition}:states:${region}:${account}:stateMachine:${machine}`;
  const definition = await stepFunctions
    .send(new DescribeStateMachineCommand({ stateMachineArn }))
    .then((answer) => parsed(answer.definition))
    .catch((error: unknown) => {
      if (/DoesNotExist|AccessDenied|^Kms/.test((error as Error).name)) return undefined;
      throw explained(error, executionArn);
    });
  return {
    source,
    executionArn,
    history: [],
    definition,
    gaps: [
      {
        what: 'an Express execution',
        why: 'Step Functions keeps no history of it; where the machine logs at level ALL, its events are in CloudWatch Logs, as best effort',
      },
    ],
  };
}

const parsed = (text: string | undefined): Readonly<Record<string, unknown>> | undefined =>
  text === undefined || text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);

/** Errors of the API as a person needs them. */
export function explained(error: unknown, executionArn: string): unknown {
  const { name, message } = error as Error;
  if (/ExecutionDoesNotExist|ResourceNotFound/.test(name)) {
    return new NotFoundError(
      `Step Functions knows no execution ${executionArn}`,
      'it never was, or it ended more than 90 days ago and its history has expired; a page or an evidence bundle made before then still has it',
    );
  }
  if (/InvalidArn|ValidationException/.test(name)) {
    return new CliError(
      `${executionArn} is not the ARN of an execution: ${message}`,
      ExitCode.InvalidInput,
      'groundcrew list shows the executions',
    );
  }
  if (/AccessDenied|UnrecognizedClient|ExpiredToken|InvalidSignature|CredentialsProvider/.test(name))
    return new CliError(
      `AWS refused: ${message}`,
      ExitCode.AwsAccess,
      'check the credentials, and that they may states:GetExecutionHistory',
      { cause: error },
    );
  return error;
}

/** All events of an execution, first to last, however many pages they fill. */
export async function executionHistory(
  stepFunctions: SFNClient,
  executionArn: string,
  includeExecutionData = true,
): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await stepFunctions.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken, includeExecutionData }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return events;
}

/** Status, times and texts of an execution. */
export async function describeExecution(stepFunctions: SFNClient, executionArn: string) {
  try {
    return await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (!/^Kms/.test((error as Error).name)) throw explained(error, executionArn);
    return stepFunctions.send(new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }));
  }
}
