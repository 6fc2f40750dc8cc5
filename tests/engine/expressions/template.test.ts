import { compileJsonata, compilePath, compileTemplate, EvaluationFailure } from '../../../src/engine/expressions/index.ts';
import type { Json } from '../../../src/engine/json.ts';
import { scopeWith } from './scope.ts';

const scope = scopeWith({ v: 7 }, { State: { Name: 'S' } });
const evaluate = (template: Json, input: Json = {}): unknown => compileTemplate(template, 'Parameters').evaluate(input, scope);
/** The value of one intrinsic function call, or its cause. */
const call = (text: string, input: Json = {}): unknown => {
  const answer = evaluate({ 'x.$': text }, input);
  return answer instanceof EvaluationFailure ? answer.cause : (answer as { x: Json }).x;
};

describe('templates', () => {
  test('paths, variables, the context and functions are filled in at any depth', () => {
    const template = { a: 1, 'b.$': '$.in', c: [{ 'd.$': '$v' }, { 'e.$': '$$.State.Name' }], 'f.$': 'States.MathAdd($.in, 1)' };
    expect(evaluate(template, { in: 2 })).toEqual({ a: 1, b: 2, c: [{ d: 7 }, { e: 'S' }], f: 3 });
  });

  test('a template without .$ is a constant', () => {
    const template = { a: { b: '$.x' } };
    const compiled = compileTemplate(template, 'Parameters');
    expect(compiled.constant).toBe(true);
    expect(compiled.evaluate({}, scope)).toBe(template);
  });

  test('a path without a value names the member and the input', () => {
    expect(evaluate({ 'value.$': '$.no_such' }, { a: 1 })).toMatchObject({
      error: 'States.Runtime',
      cause: `The JSONPath '$.no_such' specified for the field 'value.$' could not be found in the input '{"a":1}'`,
    });
  });

  test.each<Json>(['text', 5, 'States.Nope()', 'States.Array(', `States.StringToJson('{"a":"\\"b\\""}')`])(
    '%j is no value of a .$ member',
    (value) => {
      expect(() => compileTemplate({ 'parsed.$': value }, 'Parameters')).toThrow(
        expect.objectContaining({
          message: "The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function call",
          pointer: '/Parameters',
        }),
      );
    },
  );

  test('an index beyond its array is null at the end of a path, and nothing elsewhere', () => {
    expect(evaluate({ 'v.$': '$.a[5]' }, { a: [1] })).toEqual({ v: null });
    expect(evaluate({ 'v.$': '$.a[-5]' }, { a: [1] })).toEqual({ v: null });
    for (const path of ['$.a[5].b', '$.b[5]', '$.c[0]', 'States.Array($.a[5])'])
      expect(evaluate({ 'v.$': path }, { a: [1], c: 1 })).toMatchObject({ error: 'States.Runtime' });
    expect(compilePath('$.a[5].b', 'InputPath').read({ a: [1] }, scope)).toMatchObject({
      cause: expect.stringContaining(
        "Expected to find an object with property ['b'] in path $['a'][5] but found 'null'",
      ) as string,
    });
  });

  test('a template nested without end is refused', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as Json;
    expect(() => compileTemplate(deep, 'Parameters')).toThrow('nested too deeply');
    expect(() => compileJsonata(deep, 'Output')).toThrow('nested too deeply');
  });

  test('a member called __proto__ is data', () => {
    expect(JSON.stringify(evaluate(JSON.parse('{"__proto__":{"a.$":"$v"}}') as Json))).toBe('{"__proto__":{"a":7}}');
  });
});

describe('intrinsic functions', () => {
  test.each<[string, Json, Json]>([
    ["States.Format('{} and {}', $.o, $.n)", { o: { a: 1, b: [1, 'x'] }, n: null }, '{a=1, b=[1, x]} and null'],
    [String.raw`States.Format('\{\}{} it\'s', 'a')`, {}, "{}a it's"],
    ['States.Format($.t, 1)', { t: '<{}>' }, '<1>'],
    ['States.StringToJson($.t)', { t: ' ' }, null],
    ['States.StringToJson($.t)', { t: '{"a":[1]}' }, { a: [1] }],
    ['States.JsonToString($.o)', { o: { a: [1] } }, '{"a":[1]}'],
    ["States.Array(1, 'a', null, true, States.Array())", {}, [1, 'a', null, true, []]],
    ['States.ArrayPartition($.a, 2)', { a: [1, 2, 3] }, [[1, 2], [3]]],
    ['States.ArrayContains($.a, $.b)', { a: [{ x: 1, y: 2 }], b: { x: 1, y: 2 } }, true],
    ['States.ArrayContains($.a, $.b)', { a: [{ x: 1, y: 2 }], b: { y: 2, x: 1 } }, false],
    ['States.ArrayRange(9, 0, -3)', {}, [9, 6, 3, 0]],
    ['States.ArrayRange(5.4, -0.6, -2.4)', {}, [5, 3, 1]],
    ['States.ArrayRange(1.6, 1.4, 1)', {}, [1]],
    ['States.ArrayRange(5, 1, 1)', {}, []],
    ['States.ArrayPartition($.a, 2.6)', { a: [1, 2, 3] }, [[1, 2], [3]]],
    ['States.ArrayGetItem($.a, 1.2)', { a: [10, 20] }, 20],
    ['States.ArrayGetItem($.a, 999)', { a: [] }, null],
    ["States.Hash(123, 'MD5')", {}, '202cb962ac59075b964b07152d234b70'],
    ["States.Hash($.o, 'MD5')", { o: {} }, '99914b932bd37a50b983c5e7c90ae93b'],
    ["States.JsonMerge($.a, $.b, 'false')", { a: { x: 1 }, b: { y: 2 } }, { x: 1, y: 2 }],
    ["States.Base64Decode(' YWJjZA== ')", {}, 'abcd'],
    ['States.MathAdd(1e2, -1.5)', {}, 99],
    ['States.ArrayGetItem($.a, 1)', { a: [1, 2] }, 2],
    ['States.ArrayLength($.a)', { a: [1, 2] }, 2],
    ['States.ArrayUnique($.a)', { a: [1, 1, { a: 1, b: 2 }, { b: 2, a: 1 }, 'x', 'x'] }, [{ a: 1, b: 2 }, 1, 'x']],
    // Java's order: false before true, null first, equal buckets as they come.
    ['States.ArrayUnique($.a)', { a: [true, false, true, false] }, [false, true]],
    ['States.ArrayUnique($.a)', { a: [[1, 2], [1, 2], [2, 1]] }, [[2, 1], [1, 2]]], // prettier-ignore
    ['States.ArrayUnique($.a)', { a: [1, null, '1', '01', null] }, [null, 1, '1', '01']],
    ['States.ArrayUnique($.a)', { a: [5_000_000_000, 1.5, -1, -1, 1.5, 5_000_000_000] }, [-1, 5_000_000_000, 1.5]],
    ["States.Base64Encode('Data to encode')", {}, 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", {}, 'Data to encode'],
    ["States.Hash('input data', 'SHA-1')", {}, 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['States.JsonMerge($.a, $.b, false)', { a: { x: { y: 1 } }, b: { x: { z: 2 } } }, { x: { z: 2 } }],
    ['States.MathAdd(1.5, -0.4)', {}, 2],
    ['States.MathRandom(0, 10)', {}, 5],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", {}, ['This', 'is', 'a', 'test', 'string']],
    ['States.UUID()', {}, '5f0c1d2e-0000-4000-8000-000000000000'],
  ])('%s', (text, input, expected) => {
    expect(call(text, input)).toEqual(expected);
  });

  test('the same seed gives the same random number', () => {
    expect(call('States.MathRandom(0, 1000, 3)')).toBe(call('States.MathRandom(0, 1000, 3)'));
  });

  test.each<[string, Json, string]>([
    ['States.MathAdd($.a, 1)', { a: 'x' }, 'Invalid arguments in States.MathAdd'],
    ['States.MathAdd(2147483647, 1)', {}, 'Invalid arguments in States.MathAdd'],
    [
      "States.Format('{} {}', 1)",
      {},
      'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.',
    ],
    ["States.Format('{', 1)", {}, "Invalid template in States.Format: matching '}' not found for '{'."],
    ["States.Format('}')", {}, "Invalid template in States.Format: matching '{' not found for '}'."],
    [
      'States.Format($.t, 1)',
      { t: 5 },
      'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.',
    ],
    ['States.MathAdd(1)', {}, 'Invalid arguments in States.MathAdd'],
    ['States.StringToJson()', {}, 'Invalid arguments in States.StringToJson'],
    ['States.ArrayPartition($.a, 0.6)', { a: [1] }, 'Invalid arguments in States.ArrayPartition'],
    ['States.ArrayGetItem($.a, -1)', { a: [1] }, 'Invalid arguments in States.ArrayGetItem'],
    ['States.ArrayRange(0, 9, 0.49)', {}, 'Invalid arguments in States.ArrayRange'],
    ['States.MathRandom(1.4, 1.6)', {}, 'Invalid arguments in States.MathRandom'],
    [
      'States.Array($$.Nope.Deep)',
      { a: 1 },
      `The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '{"a":1}'`,
    ],
    ['States.ArrayRange(0, 1001, 1)', {}, 'Invalid arguments in States.ArrayRange'],
    ['States.ArrayRange(0, 1, 0)', {}, 'Invalid arguments in States.ArrayRange'],
    ['States.ArrayPartition($.a, 0)', { a: [] }, 'Invalid arguments in States.ArrayPartition'],
    ['States.ArrayGetItem($.a, 1)', { a: [1] }, 'Invalid arguments in States.ArrayGetItem'],
    ['States.JsonMerge($.a, $.a, true)', { a: {} }, 'Invalid arguments in States.JsonMerge'],
    ["States.Hash('a', 'CRC')", {}, 'Invalid arguments in States.Hash'],
    ['States.StringToJson($.a)', { a: '{' }, 'Invalid arguments in States.StringToJson'],
    ['States.Array($.nope)', { a: 1 }, `The JsonPath argument for the field '$.nope' could not be found in the input '{"a":1}'`],
    ['States.Array($.a[0])', { a: 1 }, 'Filter: [0] can only be applied to arrays. Current context is: 1'],
  ])('%s on %j fails', (text, input, detail) => {
    expect(call(text, input)).toBe(`The function '${text}' had the following error: ${detail}`);
  });
});
