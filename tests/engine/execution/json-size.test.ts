import fc from 'fast-check';
import { isLargerThan } from '../../../src/engine/execution/json-size.ts';
import type { Json } from '../../../src/engine/json.ts';

test('agrees with the length of the text', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.integer({ min: -2, max: 2 }), (value, difference) => {
      const bytes = Buffer.byteLength(JSON.stringify(value));
      expect(isLargerThan(value as Json, bytes + difference)).toBe(difference < 0);
    }),
  );
});

test('a small value that holds one part a million times over is measured at once', () => {
  let value: Json = ['x'];
  for (let doubled = 0; doubled < 60; doubled += 1) value = [value, value];
  expect(isLargerThan(value, 262_144)).toBe(true);
});

test('a value nested too deeply counts as too large', () => {
  const nested = (depth: number): Json => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as Json;
  expect(isLargerThan(nested(1000), 262_144)).toBe(false);
  expect(isLargerThan(nested(1001), 262_144)).toBe(true);
  expect(isLargerThan(nested(100_000), Infinity)).toBe(true);
});
