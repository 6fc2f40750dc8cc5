import type { Json } from '../../json.ts';
import { compareTimestamps, parseTimestamp } from '../timestamp.ts';
import { compileStringMatches } from './string-matches.ts';

/** A comparison with a fixed operand. */
export type Test = (value: Json) => boolean;

/** How the operators of one type compare: negative, zero or positive; undefined when one of the values has another type. */
type Order = (left: Json, right: Json) => number | undefined;

const orders: Readonly<Record<string, Order>> = {
  String: (left, right) =>
    typeof left === 'string' && typeof right === 'string' ? (left < right ? -1 : left > right ? 1 : 0) : undefined,
  Numeric: (left, right) => (typeof left === 'number' && typeof right === 'number' ? left - right : undefined),
  Timestamp(left, right) {
    if (typeof left !== 'string' || typeof right !== 'string') return undefined;
    const [one, other] = [parseTimestamp(left), parseTimestamp(right)];
    return one === undefined || other === undefined ? undefined : compareTimestamps(one, other);
  },
};

const relations: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
};

/** Data-test expressions that compare two values; each also exists with `Path` behind it. */
export const comparisons: ReadonlyMap<string, (left: Json, right: Json) => boolean> = new Map([
  ...Object.entries(orders).flatMap(([type, order]) =>
    Object.entries(relations).map(([relation, accepts]): [string, (left: Json, right: Json) => boolean] => [
      `${type}${relation}`,
      (left, right) => {
        const result = order(left, right);
        return result !== undefined && accepts(result);
      },
    ]),
  ),
  ['BooleanEquals', (left, right) => typeof left === 'boolean' && left === right],
]);

/** The same with the operand read from a path: AWS reads a number out of it whatever it is (measured: `8 >= false` holds). */
export const pathComparisons: ReadonlyMap<string, (left: Json, right: Json) => boolean> = new Map(
  [...comparisons].map(([name, compare]) => [
    `${name}Path`,
    name.startsWith('Numeric') ? (left: Json, right: Json): boolean => compare(left, asNumber(right)) : compare,
  ]),
);

/** As Jackson's JsonNode.asDouble(): 0 for what holds no number. */
function asNumber(value: Json): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return (typeof value === 'string' ? numberIn(value) : undefined) ?? 0;
}

/** The number that a text holds; undefined for any other value. */
export const numberIn = (value: Json): number | undefined =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;

/** Data-test expressions that ask for the type of one value; their operand says whether it should be so. */
export const typeTests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['IsNull', (value) => value === null],
  ['IsNumeric', (value) => typeof value === 'number'],
  ['IsString', (value) => typeof value === 'string'],
  ['IsBoolean', (value) => typeof value === 'boolean'],
  ['IsTimestamp', (value) => typeof value === 'string' && parseTimestamp(value) !== undefined],
]);

/** StringMatches; only a string matches. */
export function stringMatches(pattern: string): Test {
  const matches = compileStringMatches(pattern);
  return (value) => typeof value === 'string' && matches(value);
}
