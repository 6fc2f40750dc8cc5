import type { Json } from '../json.ts';

/** Deeper than this a value counts as too large: code that follows values would run out of stack. Not AWS's. */
const maxDepth = 1_000;

/**
 * Whether `value` is longer than `limit` bytes as JSON text in UTF-8, or nested too deeply. It stops as soon as that is known: a value may
 * hold the same part many times over, so its text is never made.
 */
export function isLargerThan(value: Json, limit: number): boolean {
  // A cheap upper bound first: most values are far below the limit.
  const bound = sizeOf(value, limit, atMost, 0);
  if (bound === tooDeep) return true;
  if (bound <= limit) return false;
  const size = sizeOf(value, limit, exactly, 0);
  return size === tooDeep || size > limit;
}

/** Whether `value` is nested too deeply. */
export const isTooDeep = (value: Json): boolean => isLargerThan(value, Infinity);

const tooDeep = Infinity;

/** Bytes of a scalar's JSON text. */
type Scalar = (value: null | boolean | number | string, limit: number) => number;

/** At most 6 bytes a UTF-16 unit (`\u0000`), 25 a number. */
const atMost: Scalar = (value) => (typeof value === 'string' ? 6 * value.length + 2 : 25);

const exactly: Scalar = (value, limit) => {
  if (typeof value !== 'string') return String(value).length;
  return value.length > limit ? value.length : Buffer.byteLength(JSON.stringify(value));
};

/** Bytes of the JSON text, or some number above `limit`. */
function sizeOf(value: Json, limit: number, scalar: Scalar, depth: number): number {
  if (typeof value !== 'object' || value === null) return scalar(value, limit);
  if (depth >= maxDepth) return tooDeep;
  // Brackets, and one comma less than there are members.
  let size = 1;
  if (Array.isArray(value)) {
    for (const item of value) {
      size += sizeOf(item, limit, scalar, depth + 1) + 1;
      if (size > limit) return size;
    }
  } else {
    for (const key in value) {
      size += scalar(key, limit) + sizeOf(value[key]!, limit, scalar, depth + 1) + 2;
      if (size > limit) return size;
    }
  }
  return Math.max(size, 2);
}
