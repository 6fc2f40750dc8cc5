import type { JsonObject } from '../../../src/engine/expressions/index.ts';
import { compileChoiceRule } from '../../../src/engine/expressions/index.ts';
import type { Json } from '../../../src/engine/json.ts';
import { scopeWith } from './scope.ts';

const scope = scopeWith({ v: 5 });
const evaluate = (rule: JsonObject, input: Json): unknown => compileChoiceRule({ ...rule, Next: 'N' }).evaluate(input, scope);

test.each<[string, Json, Json, boolean]>([
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'b', false],
  ['StringEquals', '1', 1, false],
  ['StringLessThan', 'b', 'a', true],
  ['StringGreaterThanEquals', '', '', true],
  ['NumericEquals', 1, 1.0, true],
  ['NumericEquals', 0, false, false],
  ['NumericLessThanEquals', 1, 2, false],
  ['BooleanEquals', false, false, true],
  ['BooleanEquals', false, 0, false],
  ['TimestampEquals', '2012-10-09T19:00:55Z', '2012-10-09T20:00:55.000+01:00', true],
  ['TimestampLessThan', '2012-10-09T19:00:55.0000002Z', '2012-10-09T19:00:55.0000001Z', true],
  ['TimestampEquals', '2012-10-09T19:00:55Z', '2012-10-09T19:00:55', false],
  ['TimestampGreaterThanEquals', '2012-10-09T19:00:55Z', '2012-10-09T20:00:55+01:00', true],
  ['TimestampGreaterThanEquals', '2012-10-09T19:00:56Z', '2012-10-09T19:00:55Z', false],
  ['IsNull', true, null, true],
  ['IsNull', false, null, false],
  ['IsNumeric', false, '1', true],
  ['IsString', true, 'x', true],
  ['IsBoolean', true, 'true', false],
  ['IsTimestamp', true, '2023-02-30T00:00:00Z', false],
  ['IsTimestamp', true, '2023-02-28t00:00:00z', false],
  ['IsTimestamp', true, '2023-02-28T23:59:59.123Z', true],
  ['StringMatches', 'log-*.txt', 'log-a.txt', true],
  ['StringMatches', 'log-*.txt', 'log-a.txt2', false],
  ['StringMatches', 'a*b*a', 'aba', true],
  ['StringMatches', 'a*ba', 'ba', false],
  ['StringMatches', String.raw`a\*`, 'a*', true],
  ['StringMatches', String.raw`a\*`, 'ab', false],
  ['StringMatches', String.raw`\\*`, String.raw`\x`, true],
  ['StringMatches', '*', 5, false],
])('%s %j of %j is %j', (operator, operand, value, expected) => {
  expect(evaluate({ Variable: '$.x', [operator]: operand }, { x: value })).toBe(expected);
});

test('operators with Path compare two paths, variables included', () => {
  expect(evaluate({ Variable: '$.x', NumericLessThanPath: '$v' }, { x: 4 })).toBe(true);
  expect(evaluate({ Variable: '$v', NumericLessThanPath: '$.x' }, { x: 4 })).toBe(false);
  expect(evaluate({ Variable: '$.x', StringLessThanEqualsPath: '$.y' }, { x: 'a', y: 'a' })).toBe(true);
  expect(evaluate({ Variable: '$.x', StringLessThanEqualsPath: '$.y' }, { x: 'b', y: 'a' })).toBe(false);
});

test('a Numeric operator with Path reads a number out of whatever its path leads to, but never out of its Variable', () => {
  const rule = { Variable: '$.x', NumericGreaterThanEqualsPath: '$.y' };
  expect(evaluate(rule, { x: 8, y: false })).toBe(true);
  expect(evaluate(rule, { x: 0, y: true })).toBe(false);
  expect(evaluate(rule, { x: 7, y: [8] })).toBe(true);
  expect(evaluate(rule, { x: 7, y: '8' })).toBe(false);
  expect(evaluate(rule, { x: '9', y: 8 })).toBe(false);
});

test('IsPresent asks without failing', () => {
  expect(evaluate({ Variable: '$.x', IsPresent: true }, {})).toBe(false);
  expect(evaluate({ Variable: '$.x', IsPresent: false }, {})).toBe(true);
  expect(evaluate({ Variable: '$.x', IsPresent: true }, { x: null })).toBe(true);
});

test('And, Or and Not stop at the rule that decides', () => {
  const missing = { Variable: '$.nope', BooleanEquals: true };
  expect(evaluate({ And: [{ Variable: '$.x', IsPresent: false }, missing] }, { x: 1 })).toBe(false);
  expect(evaluate({ Or: [{ Variable: '$.x', IsPresent: true }, missing] }, { x: 1 })).toBe(true);
  expect(evaluate({ Not: { Variable: '$.x', NumericEquals: 2 } }, { x: 1 })).toBe(true);
  expect(evaluate({ Not: missing }, {})).toMatchObject({ error: 'States.Runtime' });
});

test.each([
  [{ Variable: '$.nope', StringEquals: 'a' }, '$.nope'],
  [{ Variable: '$.x', StringEqualsPath: '$.nope' }, '$.nope'],
  [{ Variable: '$.nope', IsString: true }, '$.nope'],
])('%j without the value fails as AWS does', (rule, path) => {
  expect(evaluate(rule, { x: 'a' })).toMatchObject({
    error: 'States.Runtime',
    cause: `Invalid path '${path}': The choice state's condition path references an invalid value.`,
  });
});

test.each<JsonObject>([
  {},
  { Variable: '$.x' },
  { Variable: '$.x', Nope: 1 },
  { Variable: '$.x', NopePath: '$' },
  { Variable: 'x', IsNull: true },
  { And: [] },
  { Variable: '$.x', IsNull: true, IsString: true },
])('%j is no Choice Rule', (rule) => {
  expect(() => compileChoiceRule(rule)).toThrow(expect.objectContaining({ name: 'DefinitionError' }));
});
