import { getItem, putItem } from '../ledger/table.ts';
import type { Value } from '../ledger/attribute-value.ts';
import type { LimiterName } from './limiter.ts';

/** A holder's slot: GRANTED by the dispatcher, CONFIRMED by the holder's own next write. */
export interface Holding {
  readonly phase: 'GRANTED' | 'CONFIRMED';
  /** ISO 8601. */
  readonly since: string;
  /** Place in the queue of the waiter that it was granted to last: tells one attempt of a holder from the next. */
  readonly order: string;
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
export function limiterKey(limiter: LimiterName): string {
  return `LIMITER#${limiter}`;
}

export async function readSlots(limiter: LimiterName): Promise<SlotState> {
  const item = await getItem({ pk: limiterKey(limiter), sk: 'STATE' });
  if (!item) return { version: 0, holders: new Map() };
  return {
    version: item['version'] as number,
    holders: new Map(Object.entries(item['holders'] as unknown as Record<string, Holding>)),
  };
}

/** Writes the holders if nobody has since `before` was read; false otherwise. */
export async function writeSlots(
  limiter: LimiterName,
  before: SlotState,
  holders: ReadonlyMap<string, Holding>,
): Promise<boolean> {
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
