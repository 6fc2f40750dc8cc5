import type { Json } from '../json.ts';

/** Whether `value` is longer than `limit` bytes as JSON text in UTF-8. Stops counting as soon as it is. */
export function isLargerThan(value: Json, limit: number): boolean {
  // A cheap upper bound first: most values are far below the limit.
  return upperBound(value, limit) > limit && Buffer.byteLength(JSON.stringify(value)) > limit;
}

/** At most 6 bytes a UTF-16 unit (`\u0000`), 25 a number. */
function upperBound(value: Json, limit: number): number {
  if (typeof value === 'string') return 6 * value.length + 2;
  if (typeof value !== 'object' || value === null) return 25;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      size += upperBound(item, limit) + 1;
      if (size > limit) return size;
    }
    return size;
  }
  for (const key in value) {
    size += 6 * key.length + 4 + upperBound(value[key]!, limit);
    if (size > limit) return size;
  }
  return size;
}
