/** SendMessage, ReceiveMessage, DeleteMessage, ChangeMessageVisibility and their batches. */
import type {
  BatchResultErrorEntry,
  ChangeMessageVisibilityRequest,
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  DeleteMessageRequest,
  Message,
  ReceiveMessageRequest,
  ReceiveMessageResult,
  SendMessageBatchRequest,
  SendMessageBatchResult,
  SendMessageRequest,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { invalidParameter, invalidReceiptHandle } from './errors.ts';
import type { Sent } from './messages.ts';
import { receive, send } from './messages.ts';
import type { MessageRow, QueueRow } from './rows.ts';
import { messagesOf, numberOf, onQueue, queueOf } from './rows.ts';

/** The message that a receipt handle stands for; undefined when it is gone or was received again since. */
function messageOf(queue: QueueRow, handle: string | undefined, context: CallContext): MessageRow | undefined {
  const [id] = Buffer.from(handle ?? '', 'base64')
    .toString()
    .split(' ');
  if (!id || !/^[0-9a-f-]{36}$/.test(id)) throw invalidReceiptHandle(handle ?? '');
  const row = messagesOf(context.store, queue.arn).get(id);
  return row?.receiptHandle === handle ? row : undefined;
}

function receiveMessages(input: ReceiveMessageRequest, context: CallContext): ReceiveMessageResult {
  const queue = queueOf(input.QueueUrl, context);
  const limit = input.MaxNumberOfMessages ?? 1;
  if (limit < 1 || limit > 10) {
    throw invalidParameter(
      `Value ${limit} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
    );
  }
  const found = receive(queue, limit, input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout'), context);
  const system = new Set<string>([...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])]);
  const names = input.MessageAttributeNames ?? [];
  return found.length === 0 ? {} : { Messages: found.map((message) => narrowed(message, system, names)) };
}

/** Only the attributes that were asked for. */
function narrowed(
  { Attributes, MessageAttributes, MD5OfMessageAttributes, ...message }: Message,
  system: ReadonlySet<string>,
  names: readonly string[],
): Message {
  const kept = Object.entries(Attributes ?? {}).filter(([name]) => system.has('All') || system.has(name));
  const wanted = (name: string): boolean =>
    names.some(
      (form) => form === 'All' || form === '.*' || form === name || (form.endsWith('.*') && name.startsWith(form.slice(0, -2))),
    );
  const own = Object.entries(MessageAttributes ?? {}).filter(([name]) => wanted(name));
  return {
    ...message,
    ...(kept.length > 0 ? { Attributes: Object.fromEntries(kept) } : {}),
    ...(own.length > 0 ? { MessageAttributes: Object.fromEntries(own) } : {}),
    ...(own.length > 0 && own.length === Object.keys(MessageAttributes ?? {}).length ? { MD5OfMessageAttributes } : {}),
  };
}

function deleteMessage({ QueueUrl, ReceiptHandle }: DeleteMessageRequest, context: CallContext): object {
  const queue = queueOf(QueueUrl, context);
  const row = messageOf(queue, ReceiptHandle, context);
  if (row) messagesOf(context.store, queue.arn).delete(row.id);
  return {};
}

function changeVisibility(
  { QueueUrl, ReceiptHandle, VisibilityTimeout = 0 }: ChangeMessageVisibilityRequest,
  context: CallContext,
): object {
  const queue = queueOf(QueueUrl, context);
  const row = messageOf(queue, ReceiptHandle, context);
  if (VisibilityTimeout < 0 || VisibilityTimeout > 43_200) {
    throw invalidParameter(
      `Value ${VisibilityTimeout} for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200.`,
    );
  }
  if (!row || row.visibleAt <= context.now) {
    throw new AwsError('MessageNotInflight', "The specified message isn't in flight.");
  }
  messagesOf(context.store, queue.arn).put(row.id, { ...row, visibleAt: context.now + VisibilityTimeout * 1000 });
  return {};
}

/** Carries out each entry of a batch; what fails is told per entry. */
function batch<Entry extends { Id?: string | undefined }, Success>(
  entries: readonly Entry[] | undefined,
  carryOut: (entry: Entry) => Success,
): { Successful: (Success & { Id: string })[]; Failed: BatchResultErrorEntry[] } {
  if (!entries || entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > 10) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map(({ Id }) => Id ?? '');
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${twice} repeated.`);
  const Successful: (Success & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ ...carryOut(entry), Id: entry.Id ?? '' });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id ?? '', SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

export const messageOperations: OperationTable = {
  SendMessage: operation<SendMessageRequest, Sent>({
    handle: (input, context) => send(queueOf(input.QueueUrl, context), input, context),
    permissions: onQueue('SendMessage'),
  }),
  SendMessageBatch: operation<SendMessageBatchRequest, SendMessageBatchResult>({
    handle: ({ QueueUrl, Entries }, context) => {
      const queue = queueOf(QueueUrl, context);
      return batch(Entries, (entry) => send(queue, entry, context));
    },
    permissions: onQueue('SendMessage'),
  }),
  ReceiveMessage: operation<ReceiveMessageRequest, ReceiveMessageResult>({
    handle: receiveMessages,
    permissions: onQueue('ReceiveMessage'),
  }),
  DeleteMessage: operation<DeleteMessageRequest, object>({ handle: deleteMessage, permissions: onQueue('DeleteMessage') }),
  DeleteMessageBatch: operation<DeleteMessageBatchRequest, DeleteMessageBatchResult>({
    handle: ({ QueueUrl, Entries }, context) =>
      batch(Entries, ({ ReceiptHandle }) => deleteMessage({ QueueUrl, ReceiptHandle }, context)),
    permissions: onQueue('DeleteMessage'),
  }),
  ChangeMessageVisibility: operation<ChangeMessageVisibilityRequest, object>({
    handle: changeVisibility,
    permissions: onQueue('ChangeMessageVisibility'),
  }),
};
