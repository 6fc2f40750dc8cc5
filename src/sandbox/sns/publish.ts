import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { operation, type CallContext, type Caller, type OperationTable } from '../core/service.ts';
import { findTopic, onTopic } from './topic-operations.ts';
import { outbox, policyOf, subscriptions, type SubscriptionRow } from './rows.ts';

interface PublishInput {
  readonly TopicArn: string;
  readonly Message: string;
  readonly Subject?: string;
}

/** A message on its way to a queue or function; its timer's arguments. */
interface Delivery extends PublishInput {
  readonly messageId: string;
  readonly time: number;
  readonly subscriptionArn: string;
}

export const publishOperations: OperationTable = {
  Publish: operation<PublishInput, { MessageId: string }>({
    permissions: (input, context) =>
      onTopic('Publish')(input).map((permission) => ({
        ...permission,
        resourcePolicy: policyOf(findTopic(input.TopicArn, context)),
      })),
    handle({ TopicArn, Message, Subject }, context) {
      findTopic(TopicArn, context);
      if (!Message) throw new AwsError('InvalidParameter', 'Invalid parameter: Empty message');
      if (Subject !== undefined && (Subject.length > 100 || /[^\x20-\x7e]/.test(Subject)))
        throw new AwsError('InvalidParameter', 'Invalid parameter: Subject');
      const messageId = context.uuid();
      const subject = Subject === undefined ? {} : { subject: Subject };
      outbox(context.store).put(messageId, { topicArn: TopicArn, messageId, time: context.now, message: Message, ...subject });
      for (const { arn, topicArn, confirmed } of subscriptions(context.store).values()) {
        if (topicArn !== TopicArn || !confirmed) continue;
        const delivery: Delivery = {
          TopicArn,
          Message,
          messageId,
          time: context.now,
          subscriptionArn: arn,
          ...(Subject === undefined ? {} : { Subject }),
        };
        context.schedule(context.now, 'sns/deliver', delivery as unknown as Json);
      }
      return { MessageId: messageId };
    },
  }),
};

/** The timer `sns/deliver`: one message to one subscription. What the endpoint refuses is lost, as without a redrive policy on AWS. */
export function deliver(args: Json, context: CallContext): void {
  const delivery = args as unknown as Delivery;
  const subscription = subscriptions(context.store).get(delivery.subscriptionArn);
  if (subscription === undefined) return;
  try {
    send(subscription, delivery, context);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    context
      .table<Json>('sns/undelivered')
      .put(context.uuid(), { ...delivery, code: error.code, reason: error.message } as unknown as Json);
  }
}

function send(
  { endpoint, protocol, attributes }: SubscriptionRow,
  { TopicArn, Message, Subject, messageId, time }: Delivery,
  context: CallContext,
): void {
  const [, , , region = '', account = '', name = ''] = endpoint.split(':');
  const caller: Caller = { kind: 'service', arn: 'sns.amazonaws.com', account, sourceArn: TopicArn };
  const notification = {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn,
    Subject: Subject ?? null,
    Message,
    Timestamp: new Date(time).toISOString(),
  };
  if (protocol === 'sqs') {
    const MessageBody = attributes.RawMessageDelivery === 'true' ? Message : JSON.stringify(notification);
    const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
    context.call({ service: 'sqs', operation: 'SendMessage', input: { QueueUrl, MessageBody }, account, region, caller });
    return;
  }
  const event = { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: endpoint, Sns: notification }] };
  const input = { FunctionName: endpoint, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) };
  context.call({ service: 'lambda', operation: 'Invoke', input, account, region, caller });
}
