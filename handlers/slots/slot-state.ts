import { changeItem, getItem, getItems, putItem } from '../ledger/table.ts';
import type { Item } from '../ledger/table.ts';
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

const stateKey = (limiter: string): { pk: string; sk: string } => ({ pk: limiterKey(limiter), sk: 'STATE' });

export async function readSlots(limiter: string): Promise<SlotState> {
  return toState(await getItem(stateKey(limiter)));
}

/** The states of several limiters, by name, in one call. */
export async function readAllSlots(limiters: readonly string[]): Promise<ReadonlyMap<string, SlotState>> {
  const items = new Map((await getItems(limiters.map(stateKey))).map((item) => [item['pk'], item]));
  return new Map(limiters.map((limiter) => [limiter, toState(items.get(limiterKey(limiter)))]));
}

function toState(item: Item | undefined): SlotState {
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
      ...stateKey(limiter),
      version: before.version + 1,
      holders: Object.fromEntries(holders) as unknown as Record<string, Value>,
    },
    before.version === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: '#version = :version', values: { version: before.version } },
  );
}

/**
 * Notes that a holder goes on with its slot, whatever the others do meanwhile; what is kept of it besides stays. False when it holds none.
 */
export async function writeConfirmation(limiter: string, holder: string, since: string, operation?: string): Promise<boolean> {
  const set = [
    '#holders.#holder.#phase = :phase',
    '#holders.#holder.#since = :since',
    ...(operation === undefined ? [] : ['#holders.#holder.#operation = :operation']),
    '#version = #version + :one',
  ];
  return changeItem(
    stateKey(limiter),
    `SET ${set.join(', ')} REMOVE #holders.#holder.#reportedAt`,
    {
      expression: 'attribute_exists(#holders.#holder)',
      values: { phase: 'CONFIRMED', since, one: 1, ...(operation === undefined ? {} : { operation }) },
    },
    { '#holder': holder },
  );
}
