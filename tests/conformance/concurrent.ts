import type { Json } from '../../src/engine/json.ts';
import type { JsonObject } from './corpus.ts';

/** True when iterations of a Map state ran at once: the order of their events says nothing. */
export const ranConcurrently = (events: readonly JsonObject[]): boolean =>
  events.some(({ type }, index) => type === 'MapIterationStarted' && events[index + 1]?.type === 'MapIterationStarted');

/**
 * Compares histories line by line of control instead of by position: every recorded event must have one of ours of the same type that
 * follows the counterpart of its previous event and `agrees`, and none of ours may be left over.
 */
export function agreeByLine(
  recorded: readonly JsonObject[],
  actual: readonly JsonObject[],
  agrees: (recorded: Json, actual: Json) => boolean,
): boolean {
  const counterparts = new Map<Json, Json>([[0, 0]]);
  const left = new Set(actual);
  for (const event of recorded) {
    const previous = counterparts.get(event.previousEventId ?? 0);
    const found = [...left].find(
      (ours) =>
        ours.type === event.type &&
        ours.previousEventId === previous &&
        agrees({ ...event, id: 0, previousEventId: 0 }, { ...ours, id: 0, previousEventId: 0 }),
    );
    if (found === undefined) return false;
    left.delete(found);
    counterparts.set(event.id ?? 0, found.id ?? 0);
  }
  return left.size === 0;
}
