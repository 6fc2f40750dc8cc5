/** CreateQueue, DeleteQueue, PurgeQueue, GetQueueUrl, ListQueues and the attributes of a queue. */
import type {
  CreateQueueRequest,
  CreateQueueResult,
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  ListQueuesRequest,
  ListQueuesResult,
  SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { invalidAttribute, invalidParameter, unknownAttribute } from './errors.ts';
import type { QueueRow } from './rows.ts';
import { messagesOf, numberOf, onQueue, queueArn, queueOf, queues, queueUrl } from './rows.ts';

/** Default, least and greatest value of the numeric attributes (API reference, SetQueueAttributes). */
const numeric: Readonly<Record<string, readonly [number, number, number]>> = {
  DelaySeconds: [0, 0, 900],
  MaximumMessageSize: [1_048_576, 1024, 1_048_576],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
  VisibilityTimeout: [30, 0, 43_200],
};
const others = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
]);

function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const limits = Object.hasOwn(numeric, name) ? numeric[name] : undefined;
    if (!limits && !others.has(name)) throw unknownAttribute(name);
    const number = Number(value);
    if (limits && (!Number.isInteger(number) || number < limits[1] || number > limits[2])) throw invalidAttribute(name);
    if (['Policy', 'RedrivePolicy', 'RedriveAllowPolicy'].includes(name) && value !== '' && !isJson(value))
      throw invalidAttribute(name);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function create({ QueueName = '', Attributes = {}, tags = {} }: CreateQueueRequest, context: CallContext): CreateQueueResult {
  const fifo = QueueName.endsWith('.fifo');
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(fifo ? QueueName.slice(0, -5) : QueueName) || QueueName.length > 80) {
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
  checkAttributes(Attributes);
  if (fifo !== (Attributes['FifoQueue'] === 'true')) {
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length',
    );
  }
  const arn = queueArn(context.account, context.region, QueueName);
  const url = queueUrl(context.account, context.region, QueueName);
  const present = queues(context.store).get(arn);
  if (present) {
    const differing = Object.entries(Attributes).find(([name, value]) => present.attributes[name] !== value);
    if (!differing) return { QueueUrl: url };
    throw new AwsError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${differing[0]}`,
    );
  }
  const defaults = Object.fromEntries(Object.entries(numeric).map(([name, [value]]) => [name, String(value)]));
  queues(context.store).put(arn, {
    name: QueueName,
    arn,
    url,
    fifo,
    created: context.now,
    modified: context.now,
    attributes: { ...defaults, SqsManagedSseEnabled: 'true', ...Attributes },
    tags,
  });
  return { QueueUrl: url };
}

/** Attributes that are counted or fixed. */
function computed(queue: QueueRow, context: CallContext): Record<string, string> {
  let visible = 0;
  let inFlight = 0;
  let delayed = 0;
  const oldest = context.now - numberOf(queue, 'MessageRetentionPeriod') * 1000;
  for (const { sent, visibleAt, received } of messagesOf(context.store, queue.arn).values()) {
    if (sent < oldest) continue;
    if (visibleAt <= context.now) visible += 1;
    else if (received > 0) inFlight += 1;
    else delayed += 1;
  }
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.created / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modified / 1000)),
  };
}

function getAttributes(
  { QueueUrl, AttributeNames = [] }: GetQueueAttributesRequest,
  context: CallContext,
): GetQueueAttributesResult {
  const queue = queueOf(QueueUrl, context);
  const all = Object.entries({ ...queue.attributes, ...computed(queue, context) }).filter(([, value]) => value !== '');
  const wanted = new Set<string>(AttributeNames);
  return { Attributes: Object.fromEntries(all.filter(([name]) => wanted.has('All') || wanted.has(name))) };
}

function setAttributes({ QueueUrl, Attributes = {} }: SetQueueAttributesRequest, context: CallContext): object {
  const queue = queueOf(QueueUrl, context);
  checkAttributes(Attributes);
  queues(context.store).put(queue.arn, { ...queue, modified: context.now, attributes: { ...queue.attributes, ...Attributes } });
  return {};
}

function purge(queue: QueueRow, context: CallContext): void {
  const messages = messagesOf(context.store, queue.arn);
  for (const id of [...messages.keys()]) messages.delete(id);
}

type OnQueue = { readonly QueueUrl?: string | undefined };

export const queueOperations: OperationTable = {
  CreateQueue: operation<CreateQueueRequest, CreateQueueResult>({
    handle: create,
    permissions: ({ QueueName = '' }, { account, region }) => [
      { action: 'sqs:CreateQueue', resources: [queueArn(account, region, QueueName)] },
    ],
  }),
  DeleteQueue: operation<OnQueue, object>({
    handle: ({ QueueUrl }, context) => {
      const queue = queueOf(QueueUrl, context);
      purge(queue, context);
      queues(context.store).delete(queue.arn);
      return {};
    },
    permissions: onQueue('DeleteQueue'),
  }),
  PurgeQueue: operation<OnQueue, object>({
    handle: ({ QueueUrl }, context) => {
      purge(queueOf(QueueUrl, context), context);
      return {};
    },
    permissions: onQueue('PurgeQueue'),
  }),
  GetQueueUrl: operation<GetQueueUrlRequest, GetQueueUrlResult>({
    handle: ({ QueueName = '', QueueOwnerAWSAccountId }, context) => ({
      QueueUrl: queueOf(queueUrl(QueueOwnerAWSAccountId ?? context.account, context.region, QueueName), context).url,
    }),
    permissions: ({ QueueName = '', QueueOwnerAWSAccountId }, context) =>
      onQueue('GetQueueUrl')(
        { QueueUrl: queueUrl(QueueOwnerAWSAccountId ?? context.account, context.region, QueueName) },
        context,
      ),
  }),
  ListQueues: operation<ListQueuesRequest, ListQueuesResult>({
    handle: ({ QueueNamePrefix = '' }, { account, region, store }) => {
      const prefix = queueArn(account, region, QueueNamePrefix);
      const found = [...queues(store).values()].filter(({ arn }) => arn.startsWith(prefix));
      return found.length === 0 ? {} : { QueueUrls: found.map(({ url }) => url) };
    },
  }),
  GetQueueAttributes: operation<GetQueueAttributesRequest, GetQueueAttributesResult>({
    handle: getAttributes,
    permissions: onQueue('GetQueueAttributes'),
  }),
  SetQueueAttributes: operation<SetQueueAttributesRequest, object>({
    handle: setAttributes,
    permissions: onQueue('SetQueueAttributes'),
  }),
};
