/**
 * Event source mappings of SQS queues: Lambda polls the queue, gathers messages for the batching window and deletes what the function has done.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
import type { Message } from '@aws-sdk/client-sqs';
import type {
  CreateEventSourceMappingRequest,
  EventSourceMappingConfiguration,
  ListEventSourceMappingsRequest,
  ListEventSourceMappingsResponse,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { messagesOf, queues, type QueueRow } from '../sqs/rows.ts';
import { eventSources, type EventSourceRow } from './event-source-rows.ts';
import { functionSession } from './failure-destination.ts';
import { findFunction } from './find-function.ts';
import { functions } from './rows.ts';

/** Messages that one receive brings; Lambda's pollers collect several receives for a batch. */
const perReceive = 10;
/** Longer than any function runs: an invocation without an answer by then was cut off by a crash. */
const invocationLasts = 16 * 60_000;

export const eventSourceOperations: OperationTable = {
  CreateEventSourceMapping: operation<CreateEventSourceMappingRequest, EventSourceMappingConfiguration>({
    permissions: () => [{ action: 'lambda:CreateEventSourceMapping', resources: ['*'] }],
    handle(input, context) {
      const { row } = findFunction(input.FunctionName ?? '', undefined, context);
      const queueArn = input.EventSourceArn ?? '';
      if (!queues(context.store).has(queueArn)) {
        throw new AwsError(
          'InvalidParameterValueException',
          `Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. Queue: ${queueArn}`,
        );
      }
      const { BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0 } = input;
      if (BatchSize > 10 && window === 0) {
        throw new AwsError(
          'InvalidParameterValueException',
          'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
        );
      }
      if ([...eventSources(context.store).values()].some((one) => one.queueArn === queueArn && one.functionArn === row.arn)) {
        const message = `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${row.name} ") already exists. Please update or delete the existing mapping with UUID`;
        throw new AwsError('ResourceConflictException', message, { statusCode: 409 });
      }
      const mapping: EventSourceRow = {
        uuid: context.uuid(),
        queueArn,
        functionArn: row.arn,
        batchSize: BatchSize,
        windowMs: window * 1000,
        reportsFailures: input.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
        polling: false,
      };
      eventSources(context.store).put(mapping.uuid, mapping);
      return shown(mapping);
    },
  }),
  ListEventSourceMappings: operation<ListEventSourceMappingsRequest, ListEventSourceMappingsResponse>({
    handle: ({ EventSourceArn, FunctionName }, context) => ({
      EventSourceMappings: [...eventSources(context.store).values()]
        .filter(({ queueArn }) => EventSourceArn === undefined || queueArn === EventSourceArn)
        .filter(
          ({ functionArn }) =>
            FunctionName === undefined || functionArn.endsWith(`:${FunctionName}`) || functionArn === FunctionName,
        )
        .map(shown),
    }),
  }),
};

const shown = (row: EventSourceRow): EventSourceMappingConfiguration => ({
  UUID: row.uuid,
  EventSourceArn: row.queueArn,
  FunctionArn: row.functionArn,
  BatchSize: row.batchSize,
  MaximumBatchingWindowInSeconds: row.windowMs / 1000,
  State: 'Enabled',
});

/** The timer `lambda/poll-queue`: takes a batch and invokes the function with it. One batch is on its way at a time. */
export function pollQueue(args: Json, context: CallContext): void {
  const { uuid } = args as { uuid: string };
  const mapping = eventSources(context.store).get(uuid);
  const queue = mapping && queues(context.store).get(mapping.queueArn);
  if (!mapping || !queue) return;
  const asRole = { service: 'sqs', caller: functionRole(mapping, context) };
  const received = (limit: number): Message[] =>
    context.call<{ Messages?: Message[] }>({
      ...asRole,
      operation: 'ReceiveMessage',
      input: { QueueUrl: queue.url, MaxNumberOfMessages: limit, MessageSystemAttributeNames: ['All'] },
    }).Messages ?? [];
  context.call({
    ...asRole,
    operation: 'GetQueueAttributes',
    input: { QueueUrl: queue.url, AttributeNames: ['VisibilityTimeout'] },
  });
  const messages: Message[] = [];
  while (messages.length < mapping.batchSize) {
    const more = received(Math.min(perReceive, mapping.batchSize - messages.length));
    if (more.length === 0) break;
    messages.push(...more);
  }
  if (messages.length === 0) {
    rest(mapping, queue, context);
    return;
  }
  // Kept until the answer is there: after a crash the queue is polled again when the messages are visible again.
  const timer = context.schedule(context.now + invocationLasts, 'lambda/poll-queue', args);
  const payload = {
    Records: messages.map((message) => ({
      messageId: message.MessageId!,
      receiptHandle: message.ReceiptHandle!,
      body: message.Body!,
      attributes: message.Attributes ?? {},
      messageAttributes: {},
      md5OfBody: message.MD5OfBody!,
      eventSource: 'aws:sqs',
      eventSourceARN: mapping.queueArn,
      awsRegion: context.region,
    })),
  };
  const { requestId } = context;
  context.afterCommit(() => {
    void context.ports
      .invokeFunction({ functionArn: mapping.functionArn, payload, requestId })
      .then(({ payload: answer, functionError }) =>
        context.transact((later) => {
          later.cancelTimer(timer);
          const failed = functionError === undefined ? failuresOf(mapping, answer) : undefined;
          for (const { MessageId = '', ReceiptHandle } of messages) {
            if (!failed || failed.has(MessageId)) continue;
            later.call({
              service: 'sqs',
              operation: 'DeleteMessage',
              input: { QueueUrl: queue.url, ReceiptHandle },
              caller: functionRole(mapping, later),
            });
          }
          const now = eventSources(later.store).get(uuid);
          if (now) rest(now, queue, later);
        }),
      );
  });
}

/** Lambda polls with the function's own role. */
const functionRole = ({ functionArn }: EventSourceRow, context: CallContext) =>
  functionSession(functions(context.store).get(functionArn)!, context);

/** Ids of messages that stay in the queue. */
function failuresOf({ reportsFailures }: EventSourceRow, answer: Json): ReadonlySet<string> {
  if (!reportsFailures) return new Set();
  const { batchItemFailures = [] } = (answer ?? {}) as { batchItemFailures?: { itemIdentifier: string }[] };
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}

/** Waits for the next message: that there is, that comes into sight again, or that somebody sends. */
function rest(mapping: EventSourceRow, queue: QueueRow, context: CallContext): void {
  let next = Number.POSITIVE_INFINITY;
  for (const { visibleAt } of messagesOf(context.store, queue.arn).values()) next = Math.min(next, visibleAt);
  const polling = Number.isFinite(next);
  eventSources(context.store).put(mapping.uuid, { ...mapping, polling });
  if (polling) context.schedule(Math.max(next, context.now), 'lambda/poll-queue', { uuid: mapping.uuid });
}
