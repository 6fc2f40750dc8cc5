import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { perStore } from '../core/indexes.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { reportFailure, type Failure, type PendingEvent } from './failure-destination.ts';
import { findFunction } from './find-function.ts';
import { mayInvoke } from './permissions.ts';
import { functions, type FunctionRow } from './rows.ts';

interface InvokeInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly InvocationType?: 'RequestResponse' | 'Event' | 'DryRun';
  readonly Payload?: Uint8Array | string;
}

interface InvokeOutput {
  readonly StatusCode: number;
  readonly ExecutedVersion?: string;
  readonly FunctionError?: string;
  readonly Payload?: Uint8Array;
}

/** Waits before the second and third attempt, in milliseconds. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const retryAfter = [60_000, 120_000];
const maximumAge = 6 * 3_600_000;
/** Longer than any function runs (15 minutes): an attempt without an answer by then was cut off by a crash. */
const attemptLasts = 16 * 60_000;

export const invokeOperations: OperationTable = {
  Invoke: operation<InvokeInput, InvokeOutput>({
    permissions: mayInvoke,
    handle(input, context) {
      const { row, arn, version } = findFunction(input.FunctionName, input.Qualifier, context);
      const payload = parsePayload(input.Payload);
      if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
      if (input.InvocationType === 'Event') {
        acceptEvent(arn, payload, context);
        return { StatusCode: 202 };
      }
      return running(row, context, () =>
        context.ports.invokeFunction({ functionArn: arn, payload, requestId: context.requestId }),
      ).then(({ payload: answer, functionError }) => ({
        StatusCode: 200,
        ExecutedVersion: version,
        ...(functionError === undefined ? {} : { FunctionError: functionError }),
        Payload: new TextEncoder().encode(JSON.stringify(answer ?? null)),
      }));
    },
  }),
};

/** Synchronous invocations that run now, by function ARN: they count against its reserved concurrency. */
const inFlight = perStore(() => new Map<string, number>());

/** Starts `invoke` after the commit, unless the function's reserved concurrency is used up. */
export function running<Result>(row: FunctionRow, context: CallContext, invoke: () => Promise<Result>): Promise<Result> {
  const counts = inFlight(context.store);
  const count = (change: number): number => {
    const now = (counts.get(row.arn) ?? 0) + change;
    counts.set(row.arn, now);
    return now;
  };
  if (row.reservedConcurrency !== undefined && count(0) >= row.reservedConcurrency) {
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
      statusCode: 429,
      fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' },
    });
  }
  return new Promise((resolve, reject) => {
    context.afterCommit(() => {
      count(1);
      void invoke()
        .then(resolve, reject)
        .finally(() => count(-1));
    });
  });
}

function parsePayload(payload: Uint8Array | string | undefined): Json {
  const text = payload === undefined ? '' : typeof payload === 'string' ? payload : new TextDecoder().decode(payload);
  if (text === '') return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json: Unexpected character', {
      fields: { Type: 'User' },
    });
  }
}

/** Queues an asynchronous invocation; it survives a crash as a timer. Also how EventBridge invokes its Lambda targets. */
export function acceptEvent(functionArn: string, payload: Json, context: CallContext): void {
  const pending: PendingEvent = { functionArn, payload, requestId: context.uuid(), attempt: 0, received: context.now };
  context.schedule(context.now, 'lambda/event', pending as unknown as Json);
}

/** The timer `lambda/event`: one attempt. A function error is tried again twice, then goes to the failure destination. */
export function runEvent(args: Json, context: CallContext): void {
  const pending = args as unknown as PendingEvent;
  // Kept until the attempt is over: a crash in between runs it again, as Lambda may.
  const timer = context.schedule(context.now + attemptLasts, 'lambda/event', args);
  context.afterCommit(() => {
    void context.ports
      .invokeFunction(pending)
      .catch(notInvoked)
      .then(({ functionError, payload }) =>
        context.transact((later) => {
          later.cancelTimer(timer);
          if (functionError !== undefined) failedAttempt(pending, { functionError, payload }, later);
        }),
      );
  });
}

/** Lambda itself could not invoke the function (its Region is lost): a failed attempt like another. */
function notInvoked(error: unknown): Failure {
  const { name, message } = error as Error;
  return { functionError: 'Unhandled', payload: { errorType: name, errorMessage: message } };
}

function failedAttempt(pending: PendingEvent, failure: Failure, context: CallContext): void {
  const row = functions(context.store).get(pending.functionArn.split(':').slice(0, 7).join(':'));
  const retries = row?.eventInvoke?.MaximumRetryAttempts ?? 2;
  const age = (row?.eventInvoke?.MaximumEventAgeInSeconds ?? maximumAge / 1000) * 1000;
  const wait = retryAfter[pending.attempt] ?? retryAfter.at(-1)!;
  if (pending.attempt < retries && context.now + wait - pending.received <= age) {
    context.schedule(context.now + wait, 'lambda/event', { ...pending, attempt: pending.attempt + 1 } as unknown as Json);
    return;
  }
  context.table<Json>('lambda/failed-events').put(pending.requestId, { ...pending, ...failure } as unknown as Json);
  if (row) reportFailure(row, pending, failure, context);
}
