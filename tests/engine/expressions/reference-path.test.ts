import { compileReferencePath } from '../../../src/engine/expressions/index.ts';
import type { Json } from '../../../src/engine/json.ts';

const write = (path: string, root: Json, value: Json): unknown => compileReferencePath(path, 'ResultPath').write(root, value);

test.each<[string, Json, Json]>([
  ['$', { a: 1 }, 9],
  ['$.b', { a: 1 }, { a: 1, b: 9 }],
  ['$.a.b.c', { z: 0 }, { z: 0, a: { b: { c: 9 } } }],
  ["$['a b']", {}, { 'a b': 9 }],
  ['$.l[1]', { l: [1, 2] }, { l: [1, 9] }],
])('%s is written', (path, root, expected) => {
  expect(write(path, root, 9)).toEqual(expected);
});

test('the root is left alone and shares what did not change', () => {
  const root = { kept: { x: 1 }, changed: { y: 1 } };
  const written = write('$.changed.z', root, 2) as typeof root;
  expect(root).toEqual({ kept: { x: 1 }, changed: { y: 1 } });
  expect(written.kept).toBe(root.kept);
});

test('__proto__ becomes data', () => {
  const written = write('$.__proto__.polluted', {}, true) as object;
  expect(JSON.stringify(written)).toBe('{"__proto__":{"polluted":true}}');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test.each<[string, Json]>([
  ['$.a', 'text'],
  ['$.a', [1]],
  ['$.a.b', { a: 1 }],
  ['$.l[5]', { l: [] }],
])('%s cannot be applied to %j', (path, root) => {
  expect(write(path, root, 9)).toMatchObject({
    error: 'States.ResultPathMatchFailure',
    cause: `Unable to apply ReferencePath ${path} to input ${JSON.stringify(root)}`,
  });
});

test.each(['$.a[*]', '$..a', '$$.a', '$v', '$[?(@.a)]', 'a', '$.a[0:1]'])('%s is no reference path', (path) => {
  expect(() => compileReferencePath(path, 'ResultPath')).toThrow("The value for the field 'ResultPath'");
});
