import { getItem, putItem } from '../ledger/table.ts';
import type { Value } from '../ledger/attribute-value.ts';

/** A holder's slot: GRANTED by the dispatcher, CONFIRMED by the holder's own next write. */
export interface Holding {
  readonly phase: 'GRANTED' | 'CONFIRMED';
  /** When it was granted or last confirmed, ISO 8601: the lease counts from here. */
  readonly since: string;
  /** Place in the queue of the waiter that it was granted to last: tells one attempt of a holder from the next. */
  readonly order: string;
  /** The execution that it was granted to last. */
  readonly executionArn?: string;
  /** Nobody else holds a slot meanwhile. */
  readonly exclusive?: boolean;
  /** What the slot is used for at Control Tower: the name of a provisioned product, or the ARN of a baseline's target. */
  readonly operation?: string;
  /** When somebody was told that it is kept longer than its lease, ISO 8601. */
  readonly reportedAt?: string;
}

/**
 * Who holds the slots of a limiter: one item, so that one conditional write decides. At most ten holders, hence small.
 * `version` advances with each write.
 */
export interface SlotState {
  readonly version: number;
  readonly holders: ReadonlyMap<string, Holding>;
}

/** Partition of a limiter: its state and its queue. */
export function limiterKey(limiter: string): string {
  return `LIMITER#${limiter}`;
}

export async function readSlots(limiter: string): Promise<SlotState> {
  const item = await getItem({ pk: limiterKey(limiter), sk: 'STATE' });
  if (!item) return { version: 0, holders: new Map() };
  return {
    version: item['version'] as number,
    holders: new Map(Object.entries(item['holders'] as unknown as Record<string, Holding>)),
  };
}

/** Writes the holders if nobody has since `before` was read; false otherwise. */
export async function writeSlots(limiter: string, before: SlotState, holders: ReadonlyMap<string, Holding>): Promise<boolean> {
  return putItem(
    {
      pk: limiterKey(limiter),
      sk: 'STATE',
      version: before.version + 1,
      holders: Object.fromEntries(holders) as unknown as Record<string, Value>,
    },
    before.version === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: '#version = :version', values: { version: before.version } },
  );
}
