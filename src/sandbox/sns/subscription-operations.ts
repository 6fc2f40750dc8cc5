/** Subscribe, Unsubscribe, and the lists and attributes of subscriptions. */
import type {
  GetSubscriptionAttributesResponse,
  ListSubscriptionsByTopicResponse,
  SetSubscriptionAttributesInput,
  SubscribeInput,
  SubscribeResponse,
} from '@aws-sdk/client-sns';
import type { CallContext, OperationTable, Permission } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { parsePattern, PatternError } from '../events/pattern.ts';
import { invalidParameter, subscriptionNotFound } from './errors.ts';
import type { SubscriptionRow } from './rows.ts';
import { onTopic, subscriptions, topicOf, topicPermission } from './rows.ts';

/** How each protocol's endpoint looks; those that a person or server must confirm. */
const protocols: Readonly<Record<string, { readonly endpoint: RegExp; readonly needsConfirmation: boolean }>> = {
  email: { endpoint: /^[^@\s]+@[^@\s]+$/, needsConfirmation: true },
  'email-json': { endpoint: /^[^@\s]+@[^@\s]+$/, needsConfirmation: true },
  http: { endpoint: /^http:\/\//, needsConfirmation: true },
  https: { endpoint: /^https:\/\//, needsConfirmation: true },
  sqs: { endpoint: /^arn:aws:sqs:/, needsConfirmation: false },
  lambda: { endpoint: /^arn:aws:lambda:/, needsConfirmation: false },
};

const settable = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'SubscriptionRoleArn',
]);

function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!settable.has(name)) throw invalidParameter(`AttributeName: ${name}`);
    if (name !== 'FilterPolicy' || value === '' || value === '{}') continue;
    try {
      parsePattern(value);
    } catch (error) {
      if (error instanceof PatternError) throw invalidParameter(`FilterPolicy: ${error.message}`);
      throw error;
    }
  }
}

function subscribe(input: SubscribeInput, context: CallContext): SubscribeResponse {
  const topic = topicOf(input.TopicArn, context);
  const { Protocol = '', Endpoint = '', Attributes = {} } = input;
  const protocol = Object.hasOwn(protocols, Protocol) ? protocols[Protocol] : undefined;
  if (!protocol) throw invalidParameter(`Does not support this protocol string: ${Protocol}`);
  if (!protocol.endpoint.test(Endpoint)) throw invalidParameter(`${Protocol} endpoint`);
  checkAttributes(Attributes);
  const present = [...subscriptions(context.store).values()].find(
    (row) => row.topicArn === topic.arn && row.protocol === Protocol && row.endpoint === Endpoint,
  );
  const row: SubscriptionRow = present ?? {
    arn: `${topic.arn}:${context.uuid()}`,
    topicArn: topic.arn,
    owner: context.account,
    protocol: Protocol,
    endpoint: Endpoint,
    confirmed: !protocol.needsConfirmation,
    attributes: {},
  };
  subscriptions(context.store).put(row.arn, { ...row, attributes: { ...row.attributes, ...Attributes } });
  return { SubscriptionArn: row.confirmed || input.ReturnSubscriptionArn ? row.arn : 'pending confirmation' };
}

function subscriptionOf(arn: string | undefined, context: CallContext): SubscriptionRow {
  const row = subscriptions(context.store).get(arn ?? '');
  if (!row) throw subscriptionNotFound();
  return row;
}

/** Attributes are needed on the topic, as the actions' resource is. */
const onSubscription =
  (action: string) =>
  ({ SubscriptionArn }: { SubscriptionArn?: string | undefined }, context: CallContext): readonly Permission[] => [
    topicPermission(action, subscriptions(context.store).get(SubscriptionArn ?? '')?.topicArn, context),
  ];

type OnSubscription = { readonly SubscriptionArn?: string | undefined };

export const subscriptionOperations: OperationTable = {
  Subscribe: operation<SubscribeInput, SubscribeResponse>({
    handle: subscribe,
    permissions: ({ TopicArn, Protocol = '', Endpoint = '' }, context) => [
      topicPermission('Subscribe', TopicArn, context, { 'sns:Protocol': Protocol, 'sns:Endpoint': Endpoint }),
    ],
  }),
  Unsubscribe: operation<OnSubscription, object>({
    handle: ({ SubscriptionArn }, context) => {
      subscriptions(context.store).delete(SubscriptionArn ?? '');
      return {};
    },
    permissions: onSubscription('Unsubscribe'),
  }),
  ListSubscriptionsByTopic: operation<{ readonly TopicArn?: string }, ListSubscriptionsByTopicResponse>({
    handle: ({ TopicArn }, context) => {
      const topic = topicOf(TopicArn, context);
      return {
        Subscriptions: [...subscriptions(context.store).values()]
          .filter((row) => row.topicArn === topic.arn)
          .map((row) => ({
            SubscriptionArn: row.confirmed ? row.arn : 'PendingConfirmation',
            Owner: row.owner,
            Protocol: row.protocol,
            Endpoint: row.endpoint,
            TopicArn: row.topicArn,
          })),
      };
    },
    permissions: onTopic('ListSubscriptionsByTopic'),
  }),
  GetSubscriptionAttributes: operation<OnSubscription, GetSubscriptionAttributesResponse>({
    handle: ({ SubscriptionArn }, context) => {
      const row = subscriptionOf(SubscriptionArn, context);
      return {
        Attributes: {
          SubscriptionArn: row.arn,
          TopicArn: row.topicArn,
          Owner: row.owner,
          Protocol: row.protocol,
          Endpoint: row.endpoint,
          PendingConfirmation: String(!row.confirmed),
          ...row.attributes,
        },
      };
    },
    permissions: onSubscription('GetSubscriptionAttributes'),
  }),
  SetSubscriptionAttributes: operation<SetSubscriptionAttributesInput, object>({
    handle: ({ SubscriptionArn, AttributeName = '', AttributeValue = '' }, context) => {
      const row = subscriptionOf(SubscriptionArn, context);
      checkAttributes({ [AttributeName]: AttributeValue });
      subscriptions(context.store).put(row.arn, { ...row, attributes: { ...row.attributes, [AttributeName]: AttributeValue } });
      return {};
    },
    permissions: onSubscription('SetSubscriptionAttributes'),
  }),
};
