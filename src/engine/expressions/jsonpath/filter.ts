import { RE2JS } from 're2js';
import type { Json } from '../../json.ts';
import { isObject, jsonEquals } from '../json-values.ts';
import type { Walk } from './steps.ts';

/** A compiled filter expression, `[?(...)]`: whether it accepts an element. */
export type Filter = (current: Json, walk: Walk) => boolean;

/** A compiled operand; undefined when its path finds nothing. */
export type Operand = (current: Json, walk: Walk) => Json | undefined;

/** Operators between two operands, as in Jayway JsonPath (its README, "Filter Operators"). */
export const comparisons: ReadonlyMap<string, (left: Json | undefined, right: Json | undefined) => boolean> = new Map([
  ['==', equal],
  ['===', equal],
  ['!=', (left, right) => !equal(left, right)],
  ['!==', (left, right) => !equal(left, right)],
  ['<', (left, right) => ordered(left, right, (order) => order < 0)],
  ['<=', (left, right) => ordered(left, right, (order) => order <= 0)],
  ['>', (left, right) => ordered(left, right, (order) => order > 0)],
  ['>=', (left, right) => ordered(left, right, (order) => order >= 0)],
  ['in', isIn],
  ['nin', (left, right) => !isIn(left, right)],
  ['subsetof', (left, right) => Array.isArray(left) && left.every((item) => isIn(item, right))],
  ['anyof', (left, right) => Array.isArray(left) && left.some((item) => isIn(item, right))],
  ['noneof', (left, right) => Array.isArray(left) && !left.some((item) => isIn(item, right))],
  ['contains', contains],
  ['size', (left, right) => sizeOf(left) !== undefined && sizeOf(left) === (Array.isArray(right) ? right.length : right)],
  ['empty', (left, right) => sizeOf(left) !== undefined && (sizeOf(left) === 0) === right],
]);

function equal(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return jsonEquals(left, right);
}

/** Numbers compare with numbers and strings with strings; anything else is not ordered. */
function ordered(left: Json | undefined, right: Json | undefined, accepts: (order: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return accepts(left - right);
  if (typeof left === 'string' && typeof right === 'string') return accepts(left < right ? -1 : left > right ? 1 : 0);
  return false;
}

function isIn(left: Json | undefined, right: Json | undefined): boolean {
  return left !== undefined && Array.isArray(right) && right.some((item) => jsonEquals(item, left));
}

function contains(left: Json | undefined, right: Json | undefined): boolean {
  if (right === undefined) return false;
  if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
  return Array.isArray(left) && left.some((item) => jsonEquals(item, right));
}

function sizeOf(value: Json | undefined): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

/** `=~ /pattern/flags`: the whole text has to match. RE2 answers in time linear in the text, whatever the pattern. */
export function matcher(pattern: string, flags: string): (value: Json | undefined) => boolean {
  let options = 0;
  if (flags.includes('i')) options |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('s')) options |= RE2JS.DOTALL;
  if (flags.includes('m')) options |= RE2JS.MULTILINE;
  const compiled = RE2JS.compile(pattern, options);
  return (value) => typeof value === 'string' && compiled.matches(value);
}
