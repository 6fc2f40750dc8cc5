/** What schedules of the same operations come to: the measure of how well slots are used. Times are milliseconds. */

export interface Operation {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** From the first start to the last end. */
export function makespan(operations: readonly Operation[]): number {
  return Math.max(...operations.map(({ endedAt }) => endedAt)) - Math.min(...operations.map(({ startedAt }) => startedAt));
}

/**
 * List scheduling: each operation, in the order they began, starts the moment a slot is free. Nothing that keeps this order can end sooner.
 * https://en.wikipedia.org/wiki/List_scheduling
 */
export function listSchedule(operations: readonly Operation[], slots: number): number {
  const freeAt = Array.from({ length: slots }, () => 0);
  for (const duration of durations(operations)) {
    freeAt.sort((one, other) => one - other);
    freeAt[0]! += duration;
  }
  return Math.max(...freeAt);
}

/** Waves: as many as there are slots begin together, and the next wave waits for the slowest of them. What scripts commonly do. */
export function waves(operations: readonly Operation[], slots: number): number {
  const all = durations(operations);
  let total = 0;
  for (let first = 0; first < all.length; first += slots) total += Math.max(...all.slice(first, first + slots));
  return total;
}

/** Share of slot-time in which a slot was free although an operation was still to begin, 0 to 1. */
export function idleShare(operations: readonly Operation[], slots: number): number {
  const from = Math.min(...operations.map(({ startedAt }) => startedAt));
  const until = Math.max(...operations.map(({ startedAt }) => startedAt));
  const busy = operations.reduce((sum, { startedAt, endedAt }) => sum + Math.min(endedAt, until) - startedAt, 0);
  return until === from ? 0 : 1 - busy / (slots * (until - from));
}

function durations(operations: readonly Operation[]): number[] {
  return [...operations]
    .sort((one, other) => one.startedAt - other.startedAt)
    .map(({ startedAt, endedAt }) => endedAt - startedAt);
}
