import fc from 'fast-check';
import jsonata from 'jsonata';
import type { JsonObject } from '../../../src/engine/expressions/index.ts';
import {
  compileChoiceRule,
  compileJsonata,
  compilePath,
  compileReferencePath,
  compileTemplate,
  EvaluationFailure,
} from '../../../src/engine/expressions/index.ts';
import type { Json } from '../../../src/engine/json.ts';
import { scopeWith } from './scope.ts';

/** Whatever the text and the input, an expression is a DefinitionError, a failure or JSON: it never throws otherwise, never hangs. */
const names = ['a', 'b', '__proto__', 'constructor', 'toString', 'x y', ''];
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, true, 0, 1.5, -1, 'a', '', '2020-01-01T00:00:00Z', '{}'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 4 })
      .map((members) => Object.fromEntries(members) as Json),
  ),
})).value;
const pieces = fc.constantFrom(
  '$', '$$', '$v', '.a', '.b', '..', '[0]', '[-1]', '[*]', '[1:]', '[0,1]', "['a']", "['a','b']", '[?(@.a)]', '[?(@.a == 1 && !@.b)]',
  '[?(@ =~ /a+/)]', '.constructor', '.__proto__', '.length()', '.max()', '(', ')', "'", '{}', ',', ' ', '\\', 'States.Format(',
  'States.Array(', 'States.ArrayUnique($', 'States.MathAdd(1, ', 'States.StringToJson(', '1', 'true', ')', '[', ']', '?', '@',
); // prettier-ignore
const text = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
const scope = scopeWith({ v: { a: [1, { b: 2 }] } }, { a: { b: 1 } });

/** Compiles, and evaluates when that went well; only DefinitionError may be thrown. */
function attempt<T>(compile: () => T, evaluate: (compiled: T) => unknown): unknown {
  let compiled: T;
  try {
    compiled = compile();
  } catch (error) {
    expect((error as Error).name).toBe('DefinitionError');
    return undefined;
  }
  return evaluate(compiled);
}

const isData = (value: unknown): boolean => value instanceof EvaluationFailure || JSON.stringify(value) !== undefined;

test('paths, templates, choice rules and reference paths', () => {
  fc.assert(
    fc.property(text, json, fc.constantFrom('InputPath', 'CausePath'), (path, input, field) => {
      const before = JSON.stringify(input);
      for (const value of [
        attempt(() => compilePath(path, field), (compiled) => compiled.read(input, scope)),
        attempt(() => compileTemplate({ 'x.$': path }, 'Parameters'), (compiled) => compiled.evaluate(input, scope)),
        attempt(() => compileChoiceRule({ Variable: path, StringEqualsPath: path }), (compiled) => compiled.evaluate(input, scope)),
        attempt(() => compileReferencePath(path, 'ResultPath'), (compiled) => compiled.write(input, 1)),
      ]) {
        if (value !== undefined) expect(isData(value)).toBe(true);
      }
      expect(JSON.stringify(input)).toBe(before);
    }),
    { numRuns: 3_000 },
  );
}); // prettier-ignore

test('templates of any JSON', () => {
  fc.assert(fc.property(json, json, (template, input) => isData(attempt(() => compileTemplate(template, 'P'), (c) => c.evaluate(input, scope)) ?? null))); // prettier-ignore
});

const operand: fc.Arbitrary<string> = fc.constantFrom(
  '$states.input.a', '$states.input.b.a', '$states.input', '$v.a', '$v.a.b', '1', '2.5', '"a"', 'true', 'null', '$nope', '0',
); // prettier-ignore
const plain: fc.Arbitrary<string> = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    operand,
    fc.tuple(tie('e'), fc.constantFrom('+', '-', '*', '/', '%', '<', '<=', '>', '>=', '=', '!=', '&', 'and', 'or'), tie('e')).map(([l, o, r]) => `(${l} ${o} ${r})`),
    fc.tuple(tie('e'), tie('e'), tie('e')).map(([c, t, e]) => `(${c} ? ${t} : ${e})`),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => `{"a": ${a}, "b": ${b}}`),
  ),
})).e; // prettier-ignore

test('the synchronous answer is the answer of the library', async () => {
  await fc.assert(
    fc.asyncProperty(plain, json, async (expression, input) => {
      const ours = await compileJsonata(`{% ${expression} %}`, 'Output').evaluate({ input, context: {} }, scope);
      let expected: unknown;
      try {
        expected = await jsonata(expression).evaluate(undefined, { states: { input, context: {} }, v: scope.variables['v'] });
      } catch (error) {
        expect(ours).toMatchObject({ cause: expect.stringContaining('threw an error during evaluation. ' + String((error as { code: string }).code)) as string });
        return;
      }
      if (expected === undefined) expect(ours).toMatchObject({ cause: expect.stringContaining('returned nothing') as string });
      else if (typeof expected === 'number' && !Number.isFinite(expected)) expect(ours).toBe(String(expected));
      else expect(JSON.stringify(ours)).toBe(JSON.stringify(expected, nonFiniteAsText));
    }),
    { numRuns: 1_500 },
  );
}); // prettier-ignore

test('JSONata text of any kind', async () => {
  const parts = fc.constantFrom('$', '$states', '.input', '.a', '.constructor', '.`__proto__`', '[0]', '[', ']', '(', ')', '{', '}', '"x"', ':', '+', '~>', '$map', '$string', '$lookup', 'function($x){$x}', ',', '1', '**', '*', '%', '^(a)', '@$i', '#$i', '/a+/', ' ', '|a|{}|'); // prettier-ignore
  await fc.assert(
    fc.asyncProperty(fc.array(parts, { maxLength: 8 }), json, async (texts, input) => {
      const states: JsonObject = { input, context: {} };
      const value = await attempt(() => compileJsonata(`{%${texts.join('')}%}`, 'Output'), (compiled) => compiled.evaluate(states, scope)); // prettier-ignore
      if (value !== undefined) expect(isData(value)).toBe(true);
    }),
    { numRuns: 1_500 },
  );
});

afterAll(() => expect(Object.keys(Object.prototype)).toEqual([]));

/** JSON has no Infinity: the engine writes such a number as text, at any depth. */
function nonFiniteAsText(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
