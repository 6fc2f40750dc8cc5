/** Queues and messages as the store keeps them. */
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { CallContext, Permission } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';
import { queueDoesNotExist } from './errors.ts';

/** `sqs/queues`, key: ARN. */
export interface QueueRow {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly fifo: boolean;
  /** Virtual milliseconds. */
  readonly created: number;
  readonly modified: number;
  /** As the API takes and gives them: all values are texts. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** `sqs/messages/<queue ARN>`, key: message id. Times in virtual milliseconds. */
export interface MessageRow {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly sender: string;
  readonly sent: number;
  /** From then on the message can be received (again). */
  readonly visibleAt: number;
  readonly received: number;
  readonly firstReceived?: number;
  /** Of the last receipt: deleting needs it. */
  readonly receiptHandle?: string;
  readonly group?: string;
  readonly deduplicationId?: string;
  readonly sequence?: string;
  /** ARN of the queue that gave the message up. */
  readonly deadLetterSource?: string;
}

export const queues = (store: Store): Table<QueueRow> => store.table<QueueRow>('sqs/queues');
export const messagesOf = (store: Store, queueArn: string): Table<MessageRow> =>
  store.table<MessageRow>(`sqs/messages/${queueArn}`);

export const queueArn = (account: string, region: string, name: string): string => `arn:aws:sqs:${region}:${account}:${name}`;
export const queueUrl = (account: string, region: string, name: string): string =>
  `https://sqs.${region}.amazonaws.com/${account}/${name}`;

/** ARN behind a queue's URL: its host may be the loopback server, so only account and name count, with the Region of the call. */
export function arnOfUrl(url: string | undefined, context: CallContext): string {
  const match = /^https?:\/\/(?:sqs\.([a-z0-9-]+)\.amazonaws\.com|[^/]+)\/(\d{12})\/([\w.-]+)$/.exec(url ?? '');
  return match
    ? queueArn(match[2]!, match[1] ?? context.region, match[3]!)
    : queueArn(context.account, context.region, url ?? '');
}

export function queueOf(url: string | undefined, context: CallContext): QueueRow {
  const row = queues(context.store).get(arnOfUrl(url, context));
  if (!row) throw queueDoesNotExist();
  return row;
}

/** The `permissions` member of an operation on one queue; batches need the single operation's action. */
export const onQueue =
  (action: string) =>
  ({ QueueUrl }: { QueueUrl?: string | undefined }, context: CallContext): readonly Permission[] => {
    const arn = arnOfUrl(QueueUrl, context);
    return [{ action: `sqs:${action}`, resources: [arn], resourcePolicy: queues(context.store).get(arn)?.attributes['Policy'] }];
  };

/** A numeric attribute of a queue. */
export const numberOf = (queue: QueueRow, attribute: string): number => Number(queue.attributes[attribute]);
