/** Publish, and delivery to the topic's subscribers. */
import type { MessageAttributeValue, PublishInput, PublishResponse } from '@aws-sdk/client-sns';
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { CallContext, OperationTable } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { parsePattern } from '../events/pattern.ts';
import { invalidParameter } from './errors.ts';
import type { SubscriptionRow } from './rows.ts';
import { onTopic, outbox, subscriptions, topicOf } from './rows.ts';

const maximumMessage = 262_144;

/** What subscribers receive of a message. */
interface Notification {
  readonly Type: 'Notification';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly MessageAttributes?: Record<string, { Type: string; Value: string }>;
}

function publish(input: PublishInput, context: CallContext): PublishResponse {
  const topic = topicOf(input.TopicArn ?? input.TargetArn, context);
  const { Message = '', Subject, MessageAttributes = {} } = input;
  if (Message === '') throw invalidParameter('Empty message');
  if (Buffer.byteLength(Message) > maximumMessage) throw invalidParameter('Message too long');
  // ASCII that begins with a letter, digit or punctuation mark, without line breaks, at most 100 characters.
  if (Subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(Subject)) throw invalidParameter('Subject');
  const byProtocol = input.MessageStructure === 'json' ? structured(Message) : undefined;
  const MessageId = context.uuid();
  const attributes = Object.entries(MessageAttributes).map(([name, { DataType = '', StringValue, BinaryValue }]) => {
    const value = StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64');
    return [name, { Type: DataType, Value: value }] as const;
  });
  for (const subscription of subscriptions(context.store).values()) {
    if (subscription.topicArn !== topic.arn) continue;
    const text = byProtocol ? (byProtocol[subscription.protocol] ?? byProtocol['default'] ?? '') : Message;
    if (!accepts(subscription, text, MessageAttributes)) continue;
    deliver(
      subscription,
      {
        Type: 'Notification',
        MessageId,
        TopicArn: topic.arn,
        ...(Subject === undefined ? {} : { Subject }),
        Message: text,
        Timestamp: new Date(context.now).toISOString(),
        ...(attributes.length > 0 ? { MessageAttributes: Object.fromEntries(attributes) } : {}),
      },
      context,
    );
  }
  return { MessageId };
}

/** `MessageStructure: json`: one text per protocol. */
function structured(message: string): Readonly<Record<string, string>> {
  let texts: unknown;
  try {
    texts = JSON.parse(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (typeof texts !== 'object' || texts === null || !Object.hasOwn(texts, 'default')) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return texts as Record<string, string>;
}

/** The subscription's filter policy, on the message's attributes or on its body. */
function accepts({ attributes }: SubscriptionRow, message: string, given: Record<string, MessageAttributeValue>): boolean {
  const policy = attributes['FilterPolicy'];
  if (!policy || policy === '{}') return true;
  const pattern = parsePattern(policy);
  if (attributes['FilterPolicyScope'] === 'MessageBody') {
    try {
      return pattern.matches(JSON.parse(message) as Json);
    } catch {
      return false;
    }
  }
  const values = Object.entries(given).map(([name, { DataType = '', StringValue = '' }]) => [
    name,
    attributeValue(DataType, StringValue),
  ]);
  return pattern.matches(Object.fromEntries(values) as Json);
}

function attributeValue(type: string, text: string): Json {
  if (type.startsWith('Number')) return Number(text);
  return type === 'String.Array' ? (JSON.parse(text) as Json) : text;
}

/** Hands a notification over. What cannot be delivered goes to the subscription's dead-letter queue, or is lost, as on AWS. */
function deliver(subscription: SubscriptionRow, notification: Notification, context: CallContext): void {
  const { protocol, endpoint, topicArn, arn, confirmed } = subscription;
  if (protocol === 'email' || protocol === 'email-json') {
    const { Subject: subject = 'AWS Notification Message', Message: message } = notification;
    const mails = outbox(context.store);
    mails.put(String(mails.size + 1).padStart(9, '0'), { topicArn, endpoint, subject, message, at: context.now, confirmed });
    return;
  }
  if (!confirmed) return;
  const caller = { kind: 'service', arn: 'sns.amazonaws.com', account: context.account, sourceArn: topicArn } as const;
  const send = (queueArn: string, body: string): void => {
    const [, , , region = '', account = '', name] = queueArn.split(':');
    const input = { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`, MessageBody: body };
    context.call({ service: 'sqs', operation: 'SendMessage', input, account, region, caller });
  };
  const raw = subscription.attributes['RawMessageDelivery'] === 'true';
  const body = raw ? notification.Message : JSON.stringify({ ...notification, SignatureVersion: '1' });
  try {
    if (protocol === 'sqs') send(endpoint, body);
    else if (protocol === 'lambda') {
      const [, , , region = '', account = ''] = endpoint.split(':');
      const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn, Sns: lambdaForm(notification) };
      const input = {
        FunctionName: endpoint,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify({ Records: [record] })),
      };
      context.call({ service: 'lambda', operation: 'Invoke', input, account, region, caller });
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const queue = deadLetterQueue(subscription);
    if (queue !== undefined) send(queue, body);
  }
}

/** Lambda gets null where the others get nothing. */
const lambdaForm = ({ Subject = undefined, MessageAttributes = {}, ...rest }: Notification): object => ({
  ...rest,
  Subject: Subject ?? null,
  MessageAttributes,
  SignatureVersion: '1',
});

function deadLetterQueue({ attributes }: SubscriptionRow): string | undefined {
  const policy = attributes['RedrivePolicy'];
  return policy ? (JSON.parse(policy) as { deadLetterTargetArn?: string }).deadLetterTargetArn : undefined;
}

export const publishOperations: OperationTable = {
  Publish: operation<PublishInput, PublishResponse>({
    handle: publish,
    permissions: ({ TopicArn, TargetArn }, context) => onTopic('Publish')({ TopicArn: TopicArn ?? TargetArn }, context),
  }),
};
