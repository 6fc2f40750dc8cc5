import type { Json } from '../../src/engine/json.ts';

type Event = { [key: string]: Json };

const CLOSING = new Set(['ParallelStateSucceeded', 'ParallelStateAborted', 'ParallelStateFailed', 'ParallelStateExited']);

/** True when the case's recording went through the tool's reordering of Parallel branches. */
export const wasReordered = (masks: readonly { name?: string }[] | undefined): boolean =>
  (masks ?? []).some(({ name }) => name === 'SfnNoneRecursiveParallelTransformer');

/**
 * Does to a history what the recording tool did to those of Parallel states, faults included: events of the branches lose their ids,
 * what lies between the last of them and ParallelStateExited is lost, and the event after ParallelStateExited is not looked at.
 */
export function reorderParallel(events: readonly Event[]): Event[] {
  const out: Event[] = [];
  let inside = false;
  let innerEnd = 0;
  let overlook = false;
  for (const event of events) {
    if (overlook) {
      overlook = false;
      out.push(event);
    } else if (CLOSING.has(String(event.type))) {
      inside = false;
      if (event.type === 'ParallelStateExited') {
        out.length = Math.min(out.length, innerEnd);
        overlook = true;
      }
      out.push(event);
    } else {
      out.push(inside && event.type !== 'ParallelStateStarted' ? { ...event, id: 0, previousEventId: 0 } : event);
      if (event.type === 'ParallelStateStarted') inside = true;
      if (inside) innerEnd = out.length;
    }
  }
  return sortAnonymous(out);
}

/** Puts each run of events without an id in one canonical order, so that the order of concurrent branches does not matter. */
export function sortAnonymous(events: readonly Event[]): Event[] {
  const out = events.map((event) => (Array.isArray(event.id) ? { ...event, id: 0, previousEventId: 0 } : event));
  for (let start = 0; start < out.length; start += 1) {
    if (out[start]?.id !== 0) continue;
    let end = start;
    while (end < out.length && out[end]?.id === 0) end += 1;
    const run = out.slice(start, end).sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
    out.splice(start, end - start, ...run);
    start = end;
  }
  return out;
}

/** JSON text with sorted keys, texts that hold an object opened, and moments hidden: equal for events that say the same. */
function canonical(value: Json): string {
  return JSON.stringify(value, (key, member: Json) => {
    if (/timestamp/i.test(key)) return 'timestamp';
    if (typeof member === 'string' && member.startsWith('{')) {
      try {
        return sortKeys(JSON.parse(member) as Json);
      } catch {
        return member;
      }
    }
    return sortKeys(member);
  });
}

const sortKeys = (value: Json): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
