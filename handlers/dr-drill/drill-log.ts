import { createHash } from 'node:crypto';
import { allItems, putItem } from '../ledger/table.ts';
import type { Value } from '../ledger/attribute-value.ts';
import { now } from '../shared/runtime.ts';

/** One thing that happened in a drill. */
export interface DrillEvent {
  readonly number: number;
  /** What happened, once in a drill: `armed`, `attached`, `fault-proven`. */
  readonly what: string;
  readonly at: string;
  readonly facts: { readonly [name: string]: Value };
  /** SHA-256 over the event before and this one: a changed or missing event shows. */
  readonly hash: string;
}

/** Writers that come at the same moment try again. */
const tries = 8;

const partition = (drillId: string): string => `DRILL-LOG#${drillId}`;

/** Appends an event; one that is there already (a repeated task) is left. */
export async function record(drillId: string, what: string, facts: { readonly [name: string]: Value } = {}): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const events = await readLog(drillId);
    if (events.some((event) => event.what === what)) return;
    const last = events.at(-1);
    const number = (last?.number ?? 0) + 1;
    const event = { number, what, at: new Date(now()).toISOString(), facts };
    const hash = hashOf(last?.hash ?? '', event);
    const key = { pk: partition(drillId), sk: String(number).padStart(6, '0') };
    if (await putItem({ ...key, ...event, hash }, { expression: 'attribute_not_exists(pk)' })) return;
  }
  throw new Error(`the log of drill ${drillId} changed ${tries} times while it was being written`);
}

/** The events in order. */
export async function readLog(drillId: string): Promise<DrillEvent[]> {
  const items = await allItems(partition(drillId), { expression: 'attribute_exists(#number)' });
  return items.map(({ number, what, at, facts, hash }) => ({ number, what, at, facts, hash }) as unknown as DrillEvent);
}

/** The number of the first event that does not follow from the one before; undefined when the chain is whole. */
export function brokenAt(events: readonly DrillEvent[]): number | undefined {
  let before = '';
  for (const [index, { hash, ...event }] of events.entries()) {
    if (event.number !== index + 1 || hashOf(before, event) !== hash) return index + 1;
    before = hash;
  }
  return undefined;
}

function hashOf(before: string, { number, what, at, facts }: Omit<DrillEvent, 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([before, number, what, at, sorted(facts)]))
    .digest('hex');
}

/** The ledger does not keep the order of an object's members. */
function sorted(value: Value): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, sorted(member as Value)]);
}
