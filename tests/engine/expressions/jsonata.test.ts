import type { ExpectedType, JsonObject } from '../../../src/engine/expressions/index.ts';
import { compileJsonata, EvaluationFailure } from '../../../src/engine/expressions/index.ts';
import type { Json } from '../../../src/engine/json.ts';
import { scopeWith } from './scope.ts';

const scope = scopeWith({ v: { list: [1, 2, 3] }, name: 'Ada' });
const input = JSON.parse('{"i":1,"s":"text","list":[{"a":1},{"a":2}],"o":{"constructor":{"own":1}},"__proto__":{"x":1}}') as Json;
const states: JsonObject = { input, context: { State: { Name: 'S' } } };
const evaluate = (value: Json, field = 'Output', expected?: ExpectedType): unknown =>
  compileJsonata(value, field, expected).evaluate(states, scope);
const value = (expression: string): unknown => evaluate(`{% ${expression} %}`);
const cause = async (expression: string): Promise<string> => ((await value(expression)) as { cause: string }).cause;

describe('templates', () => {
  test('expressions are evaluated at any depth, texts with blanks around are not', async () => {
    const template = {
      a: '{% $states.input.i %}',
      b: ['{% $sum($v.list) %}', ' {% 1 %} ', '$.x'],
      c: { d: '{% $states.context.State.Name %}' },
    };
    expect(await evaluate(template)).toEqual({ a: 1, b: [6, ' {% 1 %} ', '$.x'], c: { d: 'S' } });
  });

  test('a template without expressions is a constant', () => {
    const template = { a: ['x', null] };
    const compiled = compileJsonata(template, 'Output');
    expect(compiled.constant).toBe(true);
    expect(compiled.evaluate(states, scope)).toBe(template);
  });

  test.each<[Json, string]>([
    ['{% $nope %}', 'Output'],
    [{ a: { b: ['{% 1 %}', '{% $nope %}'] } }, 'Output/a/b[1]'],
  ])('a part of %j that gives nothing names its place', async (template, location) => {
    expect(await evaluate(template)).toEqual({
      error: 'States.QueryEvaluationError',
      cause: `The JSONata expression '$nope' specified for the field '${location}' returned nothing (undefined).`,
      location,
    });
  });

  test('a type that the field does not take is refused', async () => {
    expect(await evaluate("{% 'x' %}", 'Items', 'array')).toMatchObject({
      cause: `The JSONata expression ''x'' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'string' for value: "x"`,
    });
    expect(await evaluate('{% $v.list %}', 'Items', 'array')).toEqual([1, 2, 3]);
  });

  test('text that is no expression is refused when compiling', () => {
    expect(() => compileJsonata({ a: '{% 1 + %}' }, 'Output')).toThrow(
      expect.objectContaining({ name: 'DefinitionError', pointer: '/Output/a' }),
    );
  });
});

describe('plain expressions answer at once', () => {
  test.each<[string, Json]>([
    ['$states.input.i + 1', 2],
    ['$states.input.i < 2 and $name = "Ada"', true],
    ['$states.input.s & "!"', 'text!'],
    ['$states.input.i > 5 ? "big" : "small"', 'small'],
    ['{"a": $states.input.i, "b": $states.input.nope}', { a: 1 }],
    ['$v.list', [1, 2, 3]],
    ['(null)', null],
  ])('%s', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  test.each(['$sum($v.list)', '$states.input.list.a', '"a" + 1'])('%s asks the library', (expression) => {
    expect(value(expression)).toBeInstanceOf(Promise);
  });
});

describe("AWS's functions", () => {
  test.each<[string, Json]>([
    ['$partition([1,2,3], 2.9)', [[1, 2], [3]]],
    ['$range(0, 9, 3)', [0, 3, 6, 9]],
    ['$range(1, 9, 9)', 1],
    ['$hash("input data", "SHA-1")', 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['$parse("[1, {}]")', [1, {}]],
    ['$uuid()', '5f0c1d2e-0000-4000-8000-000000000000'],
    ['$random()', 0.5],
    ['$random(3) = $random(3)', true],
    ['$now()', '2026-01-02T03:04:05.000Z'],
    ['$millis()', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['$toMillis("10:00", "[H]:[m]")', Date.UTC(2026, 0, 2, 10)],
    ['$shuffle([1,2,3])', [1, 3, 2]],
  ])('%s', async (expression, expected) => {
    expect(await value(expression)).toEqual(expected);
  });

  test.each([
    ['$eval("1")', 'T1006: Attempted to invoke a non-function'],
    ['$randomSeeded(1)', 'T1006: Attempted to invoke a non-function'],
    ['"a" + 1', 'T2001: The left side of the "+" operator must evaluate to a number'],
    ['$error("boom")', 'D3137: boom'],
    ['$parse("")', 'D3137: Invalid JSON'],
    ['$parse("[1] [2]")', 'D3137: Invalid JSON'],
    ['$parse("1e400")', 'D3137: Invalid JSON'],
    ['$parse(null)', 'T0410: Argument 1 of function "parse" does not match function signature'],
    ['$hash("a", "CRC")', 'D3137: Unknown hash algorithm "CRC"'],
    ['$partition([1, 2], -2)', 'D3137: The chunk size of $partition cannot be negative: -2'],
  ])('%s fails with %s', async (expression, text) => {
    expect(await cause(expression)).toBe(
      `The JSONata expression '${expression}' specified for the field 'Output' threw an error during evaluation. ${text}`,
    );
  });
});

test('$random of a seed is java.util.Random, as at AWS; States.MathRandom keeps to its seed', async () => {
  expect(await value('$random(42)')).toBe(0.7275636800328681);
  expect(await value('$random(0.9)')).toBe(0.730967787376657);
  expect(await value('$range(-1.7, 2, 1)')).toEqual([-1, 0, 1, 2]);
  expect(await cause('$partition([1, 2], -0.5)')).toContain('returned nothing (undefined)');
});

describe('bounds, where AWS has them (measured there by others)', () => {
  const stackOverflow =
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';
  const memory = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
  const sumOf = (terms: number): string => Array.from({ length: terms }, () => '1').join('+');
  const recursion = (depth: number): string => `($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(${depth}))`;

  test.each([
    ['a sum of 101 terms', sumOf(101), stackOverflow],
    ['a recursion of 32 calls', recursion(32), stackOverflow],
    ['a recursion without end', '($f := function($n){ 1 + $f($n) }; $f(0))', stackOverflow],
    ['a sequence of 873,783 items', '[1..873783] ~> $count()', memory],
    ['a $range of 360,146 items', '$range(1, 360146, 1)', memory],
    ['a text of 8 MiB', '($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f("x", 23)))', memory],
    [
      'a tail recursion without end',
      '($f := function($n){ $f($n) }; $f(0))',
      'Expression evaluation timeout: Check for infinite loop',
    ],
  ])(
    '%s is stopped',
    async (_what, expression, text) => {
      const stopped = `The JSONata expression '${expression}' specified for the field 'Output' threw an error during evaluation: ${text}`;
      expect(await cause(expression)).toBe(stopped);
    },
    20_000,
  );

  test.each([
    [sumOf(100), 100],
    [recursion(31), 31],
    ['[1..873782] ~> $count()', 873_782],
    ['$count($range(1, 360145, 1))', 360_145],
  ])('%s is within them', async (expression, expected) => {
    expect(await value(expression)).toBe(expected);
  });
});

describe('hostile expressions', () => {
  test('ranges of ranges are stopped', async () => {
    expect(await cause('[1..10000000].[1..10000000]')).toContain('threw an error during evaluation: Expression evaluation');
  }, 20_000);

  test.each([1_000, 100_000])('a sum of %i terms ends', async (terms) => {
    const expression = `{% ${Array.from({ length: terms }, () => '$states.input.i').join('+')} %}`;
    let answer: unknown;
    try {
      answer = await evaluate(expression);
    } catch (error) {
      answer = error;
    }
    expect(
      answer === terms || (answer as { name?: string }).name === 'DefinitionError' || answer instanceof EvaluationFailure,
    ).toBe(true);
  });

  test('a catastrophic pattern answers at once', async () => {
    expect(await value(`$contains("${'a'.repeat(5_000)}!", /^(a+)+$/)`)).toBe(false);
  });

  test.each([
    '$states.input.constructor',
    '$states.input.constructor.constructor("return 1")()',
    '$lookup($states.input, "constructor")',
    '$states.input.list.toString',
    '$states.`__proto__`',
    '$lookup($states, "__proto__")',
  ])('%s finds no inherited property', async (expression) => {
    expect(await cause(expression)).toContain('returned nothing (undefined)');
  });

  test('own members with such names are data', async () => {
    expect(await value('$states.input.o.constructor.own')).toBe(1);
    expect(await value('$states.input.`__proto__`.x')).toBe(1);
  });
});
