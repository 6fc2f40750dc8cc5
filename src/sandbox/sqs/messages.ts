/** Sending, receiving and deleting messages of one queue. */
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { CallContext } from '../core/service.ts';
import { wakeEventSources } from '../lambda/event-source-rows.ts';
import { md5, md5OfAttributes } from './digests.ts';
import { invalidParameter, missingParameter } from './errors.ts';
import type { MessageRow, QueueRow } from './rows.ts';
import { messagesOf, numberOf, queues } from './rows.ts';

/** Five minutes: how long a FIFO queue remembers a deduplication id. */
const deduplicationInterval = 5 * 60 * 1000;

export interface NewMessage {
  readonly MessageBody?: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  readonly MessageGroupId?: string | undefined;
  readonly MessageDeduplicationId?: string | undefined;
}

export interface Sent {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly SequenceNumber?: string;
}

/** Binary values as base64, for a row is JSON. */
function atRest(attributes: Readonly<Record<string, MessageAttributeValue>>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      BinaryValue === undefined
        ? { DataType, StringValue }
        : { DataType, BinaryValue: Buffer.from(BinaryValue).toString('base64') as unknown as Uint8Array },
    ]),
  );
}

/** Puts a message on a queue. */
export function send(queue: QueueRow, message: NewMessage, context: CallContext): Sent {
  const { MessageBody: body } = message;
  if (body === undefined || body === '') throw missingParameter('MessageBody');
  const limit = numberOf(queue, 'MaximumMessageSize');
  if (Buffer.byteLength(body) > limit) {
    throw invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
  }
  const attributes = atRest(message.MessageAttributes ?? {});
  const messages = messagesOf(context.store, queue.arn);
  const deduplicationId = queue.fifo ? deduplicationIdOf(queue, message, body) : undefined;
  const twin =
    deduplicationId === undefined
      ? undefined
      : [...remembered(queue, context)].find(
          ([id, at]) => id === deduplicationId && context.now - at.sent < deduplicationInterval,
        )?.[1];
  const id = twin?.id ?? context.uuid();
  const digest = md5OfAttributes(attributes);
  const sequence = queue.fifo ? (twin?.sequence ?? nextSequence(context)) : undefined;
  if (!twin) {
    const delay = message.DelaySeconds ?? numberOf(queue, 'DelaySeconds');
    messages.put(id, {
      id,
      body,
      attributes,
      sender: context.caller.arn,
      sent: context.now,
      visibleAt: context.now + delay * 1000,
      received: 0,
      ...(queue.fifo ? { group: message.MessageGroupId!, deduplicationId: deduplicationId!, sequence: sequence! } : {}),
    });
    wakeEventSources(queue.arn, context.now + delay * 1000, context);
    if (deduplicationId !== undefined) {
      remembered(queue, context).put(deduplicationId, { id, sequence: sequence!, sent: context.now });
    }
  }
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
    ...(sequence === undefined ? {} : { SequenceNumber: sequence }),
  };
}

interface Remembered {
  readonly id: string;
  readonly sequence: string;
  readonly sent: number;
}

/** Deduplication ids of a FIFO queue. */
const remembered = (queue: QueueRow, context: CallContext) => {
  const table = context.table<Remembered>(`sqs/deduplication/${queue.arn}`);
  return { put: (id: string, row: Remembered) => table.put(id, row), [Symbol.iterator]: () => table.entries() };
};

function deduplicationIdOf(queue: QueueRow, message: NewMessage, body: string): string {
  if (message.MessageGroupId === undefined) throw missingParameter('MessageGroupId');
  if (message.MessageDeduplicationId !== undefined) return message.MessageDeduplicationId;
  if (queue.attributes['ContentBasedDeduplication'] === 'true') return md5(body);
  throw invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

function nextSequence(context: CallContext): string {
  const counters = context.table<number>('sqs/counters');
  const sequence = (counters.get('sequence') ?? 0) + 1;
  counters.put('sequence', sequence);
  return String(sequence).padStart(20, '0');
}

/** Receives up to `limit` visible messages and hides them for `visibility` seconds; moves worn-out ones to the dead-letter queue. */
export function receive(queue: QueueRow, limit: number, visibility: number, context: CallContext): Message[] {
  const messages = messagesOf(context.store, queue.arn);
  const oldest = context.now - numberOf(queue, 'MessageRetentionPeriod') * 1000;
  const redrive = redrivePolicy(queue);
  const blockedGroups = new Set<string>();
  const found: Message[] = [];
  for (const row of messages.values()) {
    if (found.length >= limit) break;
    if (row.sent < oldest) {
      messages.delete(row.id);
      continue;
    }
    if (row.group !== undefined && blockedGroups.has(row.group)) continue;
    if (row.visibleAt > context.now) {
      if (row.group !== undefined) blockedGroups.add(row.group);
      continue;
    }
    if (redrive && row.received >= redrive.maxReceiveCount) {
      messages.delete(row.id);
      moveTo(redrive.deadLetterTargetArn, row, queue, context);
      continue;
    }
    const received: MessageRow = {
      ...row,
      received: row.received + 1,
      firstReceived: row.firstReceived ?? context.now,
      visibleAt: context.now + visibility * 1000,
      receiptHandle: Buffer.from(`${row.id} ${context.uuid()}`).toString('base64'),
    };
    messages.put(row.id, received);
    found.push(shown(received));
  }
  return found;
}

function redrivePolicy(queue: QueueRow): { deadLetterTargetArn: string; maxReceiveCount: number } | undefined {
  const text = queue.attributes['RedrivePolicy'];
  if (!text) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as {
    deadLetterTargetArn: string;
    maxReceiveCount: number | string;
  };
  return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
}

function moveTo(arn: string, row: MessageRow, from: QueueRow, context: CallContext): void {
  if (!queues(context.store).has(arn)) return;
  const { firstReceived: _first, receiptHandle: _handle, ...rest } = row;
  messagesOf(context.store, arn).put(row.id, { ...rest, received: 0, visibleAt: context.now, deadLetterSource: from.arn });
}

function shown(row: MessageRow): Message {
  const digest = md5OfAttributes(row.attributes);
  return {
    MessageId: row.id,
    ReceiptHandle: row.receiptHandle,
    Body: row.body,
    MD5OfBody: md5(row.body),
    Attributes: {
      SenderId: row.sender,
      SentTimestamp: String(row.sent),
      ApproximateReceiveCount: String(row.received),
      ApproximateFirstReceiveTimestamp: String(row.firstReceived),
      ...(row.group === undefined
        ? {}
        : { MessageGroupId: row.group, MessageDeduplicationId: row.deduplicationId!, SequenceNumber: row.sequence! }),
      ...(row.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: row.deadLetterSource }),
    },
    ...(digest === undefined
      ? {}
      : {
          MD5OfMessageAttributes: digest,
          MessageAttributes: Object.fromEntries(
            Object.entries(row.attributes).map(([name, value]) => [
              name,
              value.BinaryValue === undefined
                ? value
                : { ...value, BinaryValue: Buffer.from(String(value.BinaryValue), 'base64') },
            ]),
          ),
        }),
  };
}
