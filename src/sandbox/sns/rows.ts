/** Topics, subscriptions and mails as the store keeps them. */
import type { CallContext, Permission } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';
import { topicNotFound } from './errors.ts';

/** `sns/topics`, key: ARN. */
export interface TopicRow {
  readonly arn: string;
  readonly name: string;
  /** As SetTopicAttributes takes them: DisplayName, Policy, KmsMasterKeyId, ... */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** `sns/subscriptions`, key: ARN. */
export interface SubscriptionRow {
  readonly arn: string;
  readonly topicArn: string;
  readonly owner: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** Addresses that a person must confirm (email, http) stay unconfirmed: nobody does it here. */
  readonly confirmed: boolean;
  /** FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy, ... */
  readonly attributes: Readonly<Record<string, string>>;
}

/** `sns/outbox`, key: a number that counts up. Every mail that was published, for people to read (not AWS's). */
export interface MailRow {
  readonly topicArn: string;
  readonly endpoint: string;
  readonly subject: string;
  readonly message: string;
  /** Virtual milliseconds. */
  readonly at: number;
  /** False where AWS would have sent nothing, the address being unconfirmed. */
  readonly confirmed: boolean;
}

export const topics = (store: Store): Table<TopicRow> => store.table<TopicRow>('sns/topics');
export const subscriptions = (store: Store): Table<SubscriptionRow> => store.table<SubscriptionRow>('sns/subscriptions');
export const outbox = (store: Store): Table<MailRow> => store.table<MailRow>('sns/outbox');

export const topicArn = (name: string, { account, region }: Pick<CallContext, 'account' | 'region'>): string =>
  `arn:aws:sns:${region}:${account}:${name}`;

export function topicOf(arn: string | undefined, context: CallContext): TopicRow {
  const row = topics(context.store).get(arn ?? '');
  if (!row) throw topicNotFound();
  return row;
}

/** `sns:<action>` on the topic, with its policy. */
export function topicPermission(
  action: string,
  arn: string | undefined,
  context: CallContext,
  conditions: Readonly<Record<string, string>> = {},
): Permission {
  const policy = topics(context.store).get(arn ?? '')?.attributes['Policy'];
  return { action: `sns:${action}`, resources: [arn ?? '*'], resourcePolicy: policy, conditions };
}

/** The `permissions` member of an operation on one topic. */
export const onTopic =
  (action: string) =>
  ({ TopicArn }: { TopicArn?: string | undefined }, context: CallContext): readonly Permission[] => [
    topicPermission(action, TopicArn, context),
  ];
