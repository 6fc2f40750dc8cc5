import type { Json } from '../../json.ts';
import { jsonEquals } from '../json-values.ts';

/**
 * The distinct items in the order in which a Java HashSet gives them: AWS's ArrayUnique answers `[false, true]` for `[true, false]` and
 * `[[2, 1], [1, 2]]` for `[[1, 2], [2, 1]]` (measured at AWS by others), which is that order and no other.
 */
export function distinctAsJava(items: readonly Json[]): Json[] {
  const buckets: { hash: number; value: Json }[][] = [];
  // As java.util.HashSet(Collection) and HashMap.tableSizeFor.
  let capacity = 16;
  while (capacity < Math.trunc(items.length / 0.75) + 1) capacity *= 2;
  for (const value of items) {
    const code = hashCode(value, 0);
    const hash = code ^ (code >>> 16);
    const bucket = (buckets[hash & (capacity - 1)] ??= []);
    if (!bucket.some((one) => one.hash === hash && jsonEquals(one.value, value))) bucket.push({ hash, value });
  }
  return buckets.flat().map(({ value }) => value);
}

/** Values nested deeper all hash alike: equality still tells them apart. */
const maxHashedDepth = 200;

/** Object.hashCode of the value's Java counterpart: null 0, Boolean, Integer, Long, Double, String, List, Map. */
function hashCode(value: Json, depth: number): number {
  if (value === null || depth > maxHashedDepth) return 0;
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (typeof value === 'number') return numberHash(value);
  if (typeof value === 'string') return textHash(value);
  if (Array.isArray(value)) return value.reduce<number>((hash, item) => (Math.imul(31, hash) + hashCode(item, depth + 1)) | 0, 1);
  return Object.entries(value).reduce((sum, [name, member]) => (sum + (textHash(name) ^ hashCode(member, depth + 1))) | 0, 0);
}

function textHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

function numberHash(value: number): number {
  if (Number.isSafeInteger(value)) {
    if (value === (value | 0)) return value | 0;
    const long = BigInt.asUintN(64, BigInt(value));
    return Number(BigInt.asIntN(32, long ^ (long >> 32n)));
  }
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return bits.getInt32(0) ^ bits.getInt32(4);
}
