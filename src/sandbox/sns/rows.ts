import type { CallContext } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';

export interface TopicRow {
  readonly arn: string;
  /** Attributes as SetTopicAttributes takes them; `Policy` is the topic's resource policy. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SubscriptionRow {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** E-mail needs a person who confirms: nobody does here, so the messages stay in the outbox. */
  readonly confirmed: boolean;
}

/** A published message, kept so that a person can read what would have been mailed (not AWS's). */
export interface OutboxRow {
  readonly topicArn: string;
  readonly messageId: string;
  readonly time: number;
  readonly subject?: string;
  readonly message: string;
}

export const topics = (store: Store): Table<TopicRow> => store.table<TopicRow>('sns/topics');
export const subscriptions = (store: Store): Table<SubscriptionRow> => store.table<SubscriptionRow>('sns/subscriptions');
export const outbox = (store: Store): Table<OutboxRow> => store.table<OutboxRow>('sns/outbox');

export const topicArn = (name: string, { region, account }: Pick<CallContext, 'region' | 'account'>): string =>
  `arn:aws:sns:${region}:${account}:${name}`;

/** The topic's policy; without one AWS's default lets its own account do everything. */
export function policyOf(row: TopicRow): string {
  if (row.attributes.Policy !== undefined) return row.attributes.Policy;
  const account = row.arn.split(':')[4]!;
  const statement = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'SNS:*',
    Resource: row.arn,
    Condition: { StringEquals: { 'AWS:SourceOwner': account } },
  };
  return JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement: [statement] });
}
