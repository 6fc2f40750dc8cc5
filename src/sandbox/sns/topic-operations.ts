import { AwsError } from '../core/errors.ts';
import { operation, type CallContext, type OperationTable, type Permission } from '../core/service.ts';
import { policyOf, subscriptions, topicArn, topics, type SubscriptionRow, type TopicRow } from './rows.ts';

interface OfTopic {
  readonly TopicArn: string;
}
interface SubscribeInput extends OfTopic {
  readonly Protocol: string;
  readonly Endpoint: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

/** `sns:<action>` on the topic. */
export const onTopic =
  (action: string) =>
  ({ TopicArn }: OfTopic): readonly Permission[] => [{ action: `sns:${action}`, resources: [TopicArn] }];

/** @throws AwsError NotFound, with SNS's text. */
export function findTopic(arn: string, context: CallContext): TopicRow {
  const row = topics(context.store).get(arn);
  if (row === undefined) throw new AwsError('NotFound', 'Topic does not exist', { statusCode: 404 });
  return row;
}

const described = ({ arn, topicArn: topic, protocol, endpoint, confirmed }: SubscriptionRow): object => ({
  SubscriptionArn: confirmed ? arn : 'PendingConfirmation',
  Owner: arn.split(':')[4],
  Protocol: protocol,
  Endpoint: endpoint,
  TopicArn: topic,
});

export const topicOperations: OperationTable = {
  CreateTopic: operation<{ readonly Name: string; readonly Attributes?: Readonly<Record<string, string>> }, OfTopic>({
    permissions: ({ Name }, context) => [{ action: 'sns:CreateTopic', resources: [topicArn(Name, context)] }],
    handle(input, context) {
      const arn = topicArn(input.Name, context);
      if (!topics(context.store).has(arn)) topics(context.store).put(arn, { arn, attributes: input.Attributes ?? {} });
      return { TopicArn: arn };
    },
  }),
  DeleteTopic: operation<OfTopic, object>({
    permissions: onTopic('DeleteTopic'),
    handle({ TopicArn }, context) {
      topics(context.store).delete(TopicArn);
      return {};
    },
  }),
  ListTopics: operation<object, { Topics: OfTopic[] }>({
    handle: (_input, context) => ({
      Topics: [...topics(context.store).keys()]
        .filter((arn) => arn.startsWith(topicArn('', context)))
        .map((TopicArn) => ({ TopicArn })),
    }),
  }),
  SetTopicAttributes: operation<OfTopic & { readonly AttributeName: string; readonly AttributeValue?: string }, object>({
    permissions: onTopic('SetTopicAttributes'),
    handle({ TopicArn, AttributeName, AttributeValue }, context) {
      const row = findTopic(TopicArn, context);
      topics(context.store).put(TopicArn, { ...row, attributes: { ...row.attributes, [AttributeName]: AttributeValue ?? '' } });
      return {};
    },
  }),
  GetTopicAttributes: operation<OfTopic, { Attributes: Record<string, string> }>({
    permissions: onTopic('GetTopicAttributes'),
    handle({ TopicArn }, context) {
      const row = findTopic(TopicArn, context);
      return { Attributes: { ...row.attributes, TopicArn, Owner: TopicArn.split(':')[4]!, Policy: policyOf(row) } };
    },
  }),
  /** SQS and Lambda are confirmed at once; a person would have to confirm an e-mail address. */
  Subscribe: operation<SubscribeInput, { SubscriptionArn: string }>({
    permissions: onTopic('Subscribe'),
    handle({ TopicArn, Protocol, Endpoint, Attributes = {} }, context) {
      findTopic(TopicArn, context);
      const known = [...subscriptions(context.store).values()].find(
        (one) => one.topicArn === TopicArn && one.protocol === Protocol && one.endpoint === Endpoint,
      );
      if (known !== undefined) return { SubscriptionArn: known.arn };
      const arn = `${TopicArn}:${context.uuid()}`;
      const confirmed = Protocol === 'sqs' || Protocol === 'lambda';
      subscriptions(context.store).put(arn, {
        arn,
        topicArn: TopicArn,
        protocol: Protocol,
        endpoint: Endpoint,
        attributes: Attributes,
        confirmed,
      });
      return { SubscriptionArn: arn };
    },
  }),
  Unsubscribe: operation<{ readonly SubscriptionArn: string }, object>({
    permissions: ({ SubscriptionArn }) => [
      { action: 'sns:Unsubscribe', resources: [SubscriptionArn.split(':').slice(0, 6).join(':')] },
    ],
    handle({ SubscriptionArn }, context) {
      subscriptions(context.store).delete(SubscriptionArn);
      return {};
    },
  }),
  ListSubscriptionsByTopic: operation<OfTopic, { Subscriptions: object[] }>({
    permissions: onTopic('ListSubscriptionsByTopic'),
    handle: ({ TopicArn }, context) => ({
      Subscriptions: [...subscriptions(context.store).values()]
        .filter((one) => one.topicArn === findTopic(TopicArn, context).arn)
        .map(described),
    }),
  }),
};
