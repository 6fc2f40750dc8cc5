/** The Condition element: operators, IfExists, ForAllValues and ForAnyValue (IAM user guide: IAM JSON policy elements, Condition operators). */
import { BlockList, isIPv4 } from 'node:net';
import { arnMatcher, equalMatcher, fillIn, globMatcher, type ConditionValues } from './patterns.ts';

/** Tells whether one value of the request satisfies one value of the policy. */
type Comparison = (policyValue: string) => (value: string, values: ConditionValues) => boolean;

/** Whether a Condition element holds for a request. */
export type Condition = (values: ConditionValues) => boolean;

const equalIgnoringCase: Comparison = (expected) => equalMatcher(expected, { ignoreCase: true });
const numeric =
  (holds: (value: number, expected: number) => boolean): Comparison =>
  (expected) =>
  (value) =>
    value.trim() !== '' && holds(Number(value), Number(expected));
const dated =
  (holds: (value: number, expected: number) => boolean): Comparison =>
  (expected) =>
  (value) =>
    holds(instant(value), instant(expected));

/** The positive operators; each of the negative ones is the negation of one of them. */
const comparisons = new Map<string, Comparison>([
  ['StringEquals', (expected) => equalMatcher(expected)],
  ['StringEqualsIgnoreCase', equalIgnoringCase],
  ['StringLike', (expected) => globMatcher(expected)],
  ['ArnEquals', arnMatcher],
  ['ArnLike', arnMatcher],
  ['NumericEquals', numeric((value, expected) => value === expected)],
  ['NumericLessThan', numeric((value, expected) => value < expected)],
  ['NumericLessThanEquals', numeric((value, expected) => value <= expected)],
  ['NumericGreaterThan', numeric((value, expected) => value > expected)],
  ['NumericGreaterThanEquals', numeric((value, expected) => value >= expected)],
  ['DateEquals', dated((value, expected) => value === expected)],
  ['DateLessThan', dated((value, expected) => value < expected)],
  ['DateLessThanEquals', dated((value, expected) => value <= expected)],
  ['DateGreaterThan', dated((value, expected) => value > expected)],
  ['DateGreaterThanEquals', dated((value, expected) => value >= expected)],
  ['Bool', (expected) => (value, values) => fillIn(expected, values)?.toLowerCase() === value.toLowerCase()],
  ['BinaryEquals', (expected) => equalMatcher(expected)],
  ['IpAddress', inAddressRange],
]);

const negations = new Map<string, string>([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NumericNotEquals', 'NumericEquals'],
  ['DateNotEquals', 'DateEquals'],
  ['NotIpAddress', 'IpAddress'],
]);

/**
 * Compiles one entry of a Condition element, e.g. `ForAnyValue:StringLike`, `aws:PrincipalOrgPaths`, [`o-.../*`].
 * Throws a plain Error for an operator that IAM does not know; the policy's own API reports it.
 */
export function compileCondition(operator: string, key: string, expected: readonly string[]): Condition {
  const [, quantifier, name, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const lowerKey = key.toLowerCase();
  if (name === 'Null') {
    const absent = expected.some((value) => value.toLowerCase() === 'true');
    return (values) => !values.get(lowerKey)?.length === absent;
  }
  const comparison = comparisons.get(negations.get(name ?? '') ?? name ?? '');
  if (!comparison) throw new Error(`Invalid Condition type : ${operator}.`);
  const negated = negations.has(name!);
  const matchers = expected.map((value) => comparison(value));
  const holds = (value: string, values: ConditionValues): boolean =>
    matchers.some((matches) => matches(value, values)) !== negated;

  return (values) => {
    const given = values.get(lowerKey) ?? [];
    if (given.length === 0)
      return ifExists !== undefined || quantifier === 'ForAllValues' || (negated && quantifier === undefined);
    if (quantifier === 'ForAnyValue') return given.some((value) => holds(value, values));
    if (quantifier === 'ForAllValues' || negated) return given.every((value) => holds(value, values));
    return given.some((value) => holds(value, values));
  };
}

/** ISO 8601 or epoch seconds, as milliseconds. */
function instant(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inAddressRange(expected: string): (value: string) => boolean {
  const [network = '', prefix] = expected.split('/', 2);
  const family = isIPv4(network) ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  range.addSubnet(network, prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix), family);
  return (value) => range.check(value, isIPv4(value) ? 'ipv4' : 'ipv6');
}
