import type { Json } from '../../json.ts';
import { isFunctionValue } from './own-members.ts';

/** What an evaluation gave that is no JSON. */
export type NotJson = 'undefined' | 'function';

/**
 * The result of an evaluation as JSON. Untouched data is passed on as it is. A number that JSON has no literal for becomes the text
 * that AWS writes for it ("Infinity", "NaN"). @throws RangeError for data nested deeper than calls can follow.
 */
export function toJson(value: unknown): { readonly json: Json } | { readonly not: NotJson } {
  if (value === undefined) return { not: 'undefined' };
  return isFunctionValue(value) ? { not: 'function' } : { json: cleaned(value) };
}

function cleaned(value: unknown): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || isFunctionValue(value)) return null;
  if (Array.isArray(value)) {
    const items = value.map(cleaned);
    return isSame(items, value) ? (value as Json[]) : items;
  }
  const members = Object.entries(value).map(([name, member]): [string, Json] => [name, cleaned(member)]);
  const same = members.every(([name, member]) => Object.is((value as Record<string, unknown>)[name], member));
  // fromEntries makes `__proto__` an ordinary member.
  return same ? (value as { [key: string]: Json }) : (Object.fromEntries(members) as { [key: string]: Json });
}

const isSame = (items: readonly unknown[], other: readonly unknown[]): boolean =>
  items.every((item, i) => Object.is(item, other[i]));
