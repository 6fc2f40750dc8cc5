/** CreateTopic, DeleteTopic, ListTopics and the attributes of a topic. */
import type {
  CreateTopicInput,
  CreateTopicResponse,
  GetTopicAttributesResponse,
  ListTopicsResponse,
  SetTopicAttributesInput,
} from '@aws-sdk/client-sns';
import type { CallContext, OperationTable } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { invalidParameter } from './errors.ts';
import { onTopic, subscriptions, topicArn, topicOf, topics } from './rows.ts';

const settable = new Set([
  'ContentBasedDeduplication',
  'DeliveryPolicy',
  'DisplayName',
  'FifoThroughputScope',
  'FifoTopic',
  'KmsMasterKeyId',
  'Policy',
  'SignatureVersion',
  'TracingConfig',
  'ArchivePolicy',
]);

function checkAttribute(name: string, value: string): void {
  if (!settable.has(name)) throw invalidParameter(`AttributeName: ${name}`);
  if (name !== 'Policy') return;
  try {
    JSON.parse(value);
  } catch {
    throw invalidParameter('Policy statement action out of service scope!');
  }
}

function create({ Name = '', Attributes = {}, Tags = [] }: CreateTopicInput, context: CallContext): CreateTopicResponse {
  if (!/^[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(Name) || Name.length > 256) throw invalidParameter('Topic Name');
  for (const [name, value] of Object.entries(Attributes)) checkAttribute(name, value);
  const arn = topicArn(Name, context);
  const present = topics(context.store).get(arn);
  if (present) {
    const differs = Object.entries(Attributes).some(([name, value]) => present.attributes[name] !== value);
    if (differs) throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    return { TopicArn: arn };
  }
  const tags = Tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
  topics(context.store).put(arn, { arn, name: Name, attributes: Attributes, tags });
  return { TopicArn: arn };
}

function describe({ TopicArn }: OnTopic, context: CallContext): GetTopicAttributesResponse {
  const topic = topicOf(TopicArn, context);
  const own = [...subscriptions(context.store).values()].filter(({ topicArn: of }) => of === topic.arn);
  const confirmed = own.filter((subscription) => subscription.confirmed).length;
  return {
    Attributes: {
      TopicArn: topic.arn,
      Owner: topic.arn.split(':')[4]!,
      DisplayName: '',
      SubscriptionsConfirmed: String(confirmed),
      SubscriptionsPending: String(own.length - confirmed),
      SubscriptionsDeleted: '0',
      ...topic.attributes,
    },
  };
}

function set({ TopicArn, AttributeName = '', AttributeValue = '' }: SetTopicAttributesInput, context: CallContext): object {
  const topic = topicOf(TopicArn, context);
  checkAttribute(AttributeName, AttributeValue);
  topics(context.store).put(topic.arn, { ...topic, attributes: { ...topic.attributes, [AttributeName]: AttributeValue } });
  return {};
}

type OnTopic = { readonly TopicArn?: string | undefined };

export const topicOperations: OperationTable = {
  CreateTopic: operation<CreateTopicInput, CreateTopicResponse>({
    handle: create,
    permissions: ({ Name = '' }, context) => [{ action: 'sns:CreateTopic', resources: [topicArn(Name, context)] }],
  }),
  DeleteTopic: operation<OnTopic, object>({
    handle: ({ TopicArn }, context) => {
      topics(context.store).delete(TopicArn ?? '');
      const own = [...subscriptions(context.store).values()].filter(({ topicArn: of }) => of === TopicArn);
      for (const { arn } of own) subscriptions(context.store).delete(arn);
      return {};
    },
    permissions: onTopic('DeleteTopic'),
  }),
  ListTopics: operation<object, ListTopicsResponse>({
    handle: (_input, context) => ({
      Topics: [...topics(context.store).keys()]
        .filter((arn) => arn.startsWith(topicArn('', context)))
        .map((arn) => ({ TopicArn: arn })),
    }),
  }),
  GetTopicAttributes: operation<OnTopic, GetTopicAttributesResponse>({
    handle: describe,
    permissions: onTopic('GetTopicAttributes'),
  }),
  SetTopicAttributes: operation<SetTopicAttributesInput, object>({ handle: set, permissions: onTopic('SetTopicAttributes') }),
};
