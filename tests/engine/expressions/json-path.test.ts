import { compilePath, EvaluationFailure } from '../../../src/engine/expressions/index.ts';
import type { Json } from '../../../src/engine/json.ts';
import { scopeWith } from './scope.ts';

const input: Json = JSON.parse(
  '{"a":{"b":[10,20,30],"t":"text","n":null},"list":[{"k":1,"s":"x"},{"k":2,"s":"yy"},{"s":"z"}],"__proto__":{"own":1},"it\'s":3}',
) as Json;
const scope = scopeWith({ v: { w: [1, 2] } }, { Execution: { Name: 'run' } });
const read = (path: string, field = 'OutputPath'): Json | EvaluationFailure => compilePath(path, field).read(input, scope);
const causeOf = (path: string, field?: string): string => {
  const answer = read(path, field);
  if (!(answer instanceof EvaluationFailure)) throw new Error(`${path} gave ${JSON.stringify(answer)}`);
  expect(answer.error).toBe('States.Runtime');
  return answer.cause;
};

describe('definite paths', () => {
  test.each<[string, Json]>([
    ['$', input],
    ['$.a.t', 'text'],
    ["$['a']['b'][1]", 20],
    ['$.a.b[-1]', 30],
    ['$.a.n', null],
    ['$$.Execution.Name', 'run'],
    ['$v.w[0]', 1],
    ["$['it\\'s']", 3],
    ["$.a['t','n']", { t: 'text', n: null }],
    ['$.a.b.length()', 3],
    ['$.a.b.max()', 30],
    ['$.__proto__.own', 1],
  ])('%s is found', (path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  test.each([
    ['$.nope', "Invalid path '$.nope' : No results for path: $['nope']"],
    ['$.no.such.path', "Invalid path '$.no.such.path' : Missing property in path $['no']"],
    [
      '$.a.b[9].c',
      "Invalid path '$.a.b[9].c' : Expected to find an object with property ['c'] in path $['a']['b'][9] but found 'null'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
    ],
    [
      '$.a[0]',
      `Invalid path '$.a[0]' : Filter: [0] can only be applied to arrays. Current context is: {"b":[10,20,30],"t":"text","n":null}`,
    ],
    [
      '$.a.t.u',
      "Invalid path '$.a.t.u' : Expected to find an object with property ['u'] in path $['a']['t'] but found 'java.lang.String'. " +
        "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
    ],
    ['$.a.constructor', "Invalid path '$.a.constructor' : No results for path: $['a']['constructor']"],
    ['$nope', "Invalid path '$nope' : No results for path: $nope"],
  ])('%s fails in the words of AWS', (path, cause) => {
    expect(causeOf(path)).toBe(cause);
  });

  test('CausePath names the field and the input instead', () => {
    const answer = compilePath('$.x', 'CausePath').read({ a: 1 }, scope);
    expect(answer).toMatchObject({
      cause: `The JSONPath '$.x' specified for the field 'CausePath' could not be found in the input '{"a":1}'`,
    });
  });

  test('CausePath takes an intrinsic function, OutputPath does not', () => {
    expect(read("States.Format('{}!', $.a.t)", 'CausePath')).toBe('text!');
    expect(() => compilePath("States.Format('{}!', $.a.t)", 'OutputPath')).toThrow("The value for the field 'OutputPath'");
  });
});

describe('indefinite paths', () => {
  test.each<[string, Json]>([
    ['$.a.b[*]', [10, 20, 30]],
    ['$.a.b[1:]', [20, 30]],
    ['$.a.b[:1]', [10]],
    ['$.a.b[-2:]', [20, 30]],
    ['$.a.b[0,2]', [10, 30]],
    ['$.list[*].k', [1, 2]],
    ['$..k', [1, 2]],
    ['$..b[0]', [10]],
    ['$.list[?(@.k)].s', ['x', 'yy']],
    ['$.list[?(!@.k)].s', ['z']],
    ["$.list[?(@.k > 1 && @.s == 'yy')].k", [2]],
    ["$.list[?(@.k==1 || (@.s=='z'))].s", ['x', 'z']],
    ['$.list[?(@.k <= $.list[0].k)].s', ['x']],
    ["$.list[?(@.s in ['x','z'])].s", ['x', 'z']],
    ['$.list[?(@.s =~ /Y+/i)].k', [2]],
    ['$.list[?(@.s.length() == 2)].k', [2]],
    ['$.a.b[?(@ > 15)]', [20, 30]],
    ['$..[?(@.k == 2)].s', ['yy']],
    ['$.list[*].length()', 3],
  ])('%s finds all', (path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  test.each(['$.none[*]', '$.none.deeper[1:].x', '$.a.t[*]', '$.list[?(@.k == 9)]', '$..nothing', '$[0:1]'])(
    '%s without a match is []',
    (path) => {
      expect(read(path)).toEqual([]);
    },
  );
});

describe('text that is no path', () => {
  test.each([
    '',
    'a',
    '$.',
    '$[',
    '$.a[?(',
    "$['a",
    '$.a b',
    '$[x]',
    '$.a.nope()',
    '$.a.length().b',
    '$[?(@.a === )]',
    '$[?(@.a =~ /(/)]',
    '$[:]',
  ])('%j is refused', (path) => {
    expect(() => compilePath(path, 'InputPath')).toThrow(expect.objectContaining({ name: 'DefinitionError' }));
  });
});

describe('hostile paths and input', () => {
  test('repeated descents stop', () => {
    let deep: Json = { a: 1 };
    for (let i = 0; i < 2_000; i += 1) deep = { a: deep };
    expect(compilePath('$..a..a..a', 'InputPath').read(deep, scope)).toBeInstanceOf(EvaluationFailure);
  });

  test('a catastrophic pattern answers at once', () => {
    const found = compilePath('$[?(@ =~ /(a+)+b/)]', 'InputPath').read([`${'a'.repeat(50_000)}c`], scope);
    expect(found).toEqual([]);
  });

  test('input nested a hundred thousand levels is searched', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`) as Json;
    expect(compilePath('$..[?(@.x)]', 'InputPath').read(deep, scope)).toEqual([]);
    expect(compilePath('$.x', 'CausePath').read(deep, scope)).toBeInstanceOf(EvaluationFailure);
  });
});
