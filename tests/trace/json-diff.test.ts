import { diffJson } from '../../src/trace/json-diff.ts';

describe('diffJson', () => {
  it('names what was added, removed and changed, by JSON Pointer', () => {
    expect(diffJson({ a: 1, b: { 'c/d': [1, 2] }, gone: true }, { a: 2, b: { 'c/d': [1, 3, 4] }, '~new': null })).toEqual([
      { pointer: '/a', kind: 'changed', before: 1, after: 2 },
      { pointer: '/b/c~1d/1', kind: 'changed', before: 2, after: 3 },
      { pointer: '/b/c~1d/2', kind: 'added', after: 4 },
      { pointer: '/gone', kind: 'removed', before: true },
      { pointer: '/~0new', kind: 'added', after: null },
    ]);
  });

  it('tells a list from an object, and stops at the most that is asked for', () => {
    expect(diffJson([], {})).toEqual([{ pointer: '', kind: 'changed', before: [], after: {} }]);
    expect(diffJson([1, 2, 3], [4, 5, 6], 2)).toHaveLength(2);
    expect(diffJson({ same: [1, { x: null }] }, { same: [1, { x: null }] })).toEqual([]);
  });
});
