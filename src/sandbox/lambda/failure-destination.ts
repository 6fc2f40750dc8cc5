/** Where an asynchronous invocation goes that failed for good: its on-failure destination, else its dead-letter queue. */
import type { AssumeRoleResponse } from '@aws-sdk/client-sts';
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Caller, CallContext } from '../core/service.ts';
import type { FunctionRow } from './rows.ts';

/** An asynchronous invocation that waits for its (next) attempt; its timer's arguments. */
export interface PendingEvent {
  readonly functionArn: string;
  readonly payload: Json;
  readonly requestId: string;
  readonly attempt: number;
  readonly received: number;
}

/** What the last attempt came to. */
export interface Failure {
  /** `Handled` or `Unhandled`. */
  readonly functionError: string;
  /** The error object that the function answered with. */
  readonly payload: Json;
}

/**
 * Tells destination or queue, with the function's role. A refusal is lost, as on AWS (which counts it in a metric).
 * Source: Lambda developer guide, "Capturing records of Lambda asynchronous invocations".
 */
export function reportFailure(row: FunctionRow, pending: PendingEvent, failure: Failure, context: CallContext): void {
  const destination = row.eventInvoke?.DestinationConfig?.OnFailure?.Destination;
  const deadLetter = row.configuration.DeadLetterConfig?.TargetArn;
  try {
    if (destination !== undefined) {
      deliver(destination, JSON.stringify(invocationRecord(pending, failure, context)), {}, row, context);
    }
    if (deadLetter !== undefined) {
      const message = (failure.payload as { errorMessage?: string } | null)?.errorMessage ?? '';
      const attributes = { RequestID: pending.requestId, ErrorCode: '200', ErrorMessage: message.slice(0, 1024) };
      deliver(deadLetter, JSON.stringify(pending.payload), attributes, row, context);
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

/** What a destination receives. */
function invocationRecord(pending: PendingEvent, { functionError, payload }: Failure, context: CallContext): object {
  const qualified = pending.functionArn.split(':').length > 7;
  return {
    version: '1.0',
    timestamp: new Date(context.now).toISOString(),
    requestContext: {
      requestId: pending.requestId,
      functionArn: qualified ? pending.functionArn : `${pending.functionArn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: pending.attempt + 1,
    },
    requestPayload: pending.payload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError },
    responsePayload: payload,
  };
}

function deliver(
  arn: string,
  body: string,
  attributes: Readonly<Record<string, string>>,
  row: FunctionRow,
  context: CallContext,
): void {
  const [, , service, region = '', account = '', name = ''] = arn.split(':');
  const caller = functionSession(row, context);
  const texts = Object.entries(attributes).map(([key, value]) => [key, { DataType: 'String', StringValue: value || ' ' }]);
  const MessageAttributes: object = Object.fromEntries(texts);
  if (service === 'sqs') {
    const input = { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`, MessageBody: body, MessageAttributes };
    context.call({ service: 'sqs', operation: 'SendMessage', input, account, region, caller });
  } else if (service === 'sns') {
    const input = { TopicArn: arn, Message: body, MessageAttributes };
    context.call({ service: 'sns', operation: 'Publish', input, account, region, caller });
  } else if (service === 'lambda') {
    const input = { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(body) };
    context.call({ service: 'lambda', operation: 'Invoke', input, account, region, caller });
  }
}

/** A session of the function's role. */
export function functionSession(row: FunctionRow, context: CallContext): Caller {
  const [, , , , account = ''] = row.arn.split(':');
  const { AssumedRoleUser } = context.call<AssumeRoleResponse>({
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: row.configuration.Role, RoleSessionName: row.name.slice(0, 64) },
    caller: { kind: 'service', arn: 'lambda.amazonaws.com', account, sourceArn: row.arn },
  });
  const { Role: roleArn } = row.configuration;
  return { kind: 'role', arn: AssumedRoleUser!.Arn!, account, roleArn, sessionName: row.name.slice(0, 64) };
}
