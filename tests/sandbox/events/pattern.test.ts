import { parsePattern, PatternError } from '../../../src/sandbox/events/pattern.ts';

const event = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: {
    key: 'batches/March.csv',
    size: 250,
    address: '10.1.2.3',
    tags: ['one', 'two'],
    flag: true,
    nothing: null,
    records: [{ name: 'a', value: 1 }, { name: 'b' }],
  },
};

const matches = (pattern: object): boolean => parsePattern(JSON.stringify(pattern)).matches(event);
const detail = (pattern: object): boolean => matches({ detail: pattern });

/** Each with a pattern that matches and its nearest that does not (EventBridge user guide, comparison operators). */
const cases: readonly [string, object, object][] = [
  ['equals', { size: [250] }, { size: ['250'] }],
  ['null', { nothing: [null] }, { key: [null] }],
  ['prefix', { key: [{ prefix: 'batches/' }] }, { key: [{ prefix: 'inputs/' }] }],
  ['prefix, case ignored', { key: [{ prefix: { 'equals-ignore-case': 'BATCHES' } }] }, { key: [{ prefix: 'BATCHES' }] }],
  ['suffix', { key: [{ suffix: '.csv' }] }, { key: [{ suffix: '.CSV' }] }],
  ['equals-ignore-case', { key: [{ 'equals-ignore-case': 'BATCHES/march.CSV' }] }, { key: [{ 'equals-ignore-case': 'march' }] }],
  ['wildcard', { key: [{ wildcard: 'b*/*.csv' }] }, { key: [{ wildcard: 'b*x*.csv' }] }],
  ['anything-but', { size: [{ 'anything-but': [1, 2] }] }, { size: [{ 'anything-but': [1, 250] }] }],
  ['anything-but of what is missing', { size: [{ 'anything-but': 1 }] }, { missing: [{ 'anything-but': 1 }] }],
  ['anything-but prefix', { key: [{ 'anything-but': { prefix: 'x' } }] }, { key: [{ 'anything-but': { prefix: 'b' } }] }],
  ['numeric', { size: [{ numeric: ['>', 100, '<=', 250] }] }, { size: [{ numeric: ['>', 250] }] }],
  ['cidr', { address: [{ cidr: '10.0.0.0/8' }] }, { address: [{ cidr: '10.2.0.0/16' }] }],
  ['exists', { key: [{ exists: true }] }, { missing: [{ exists: true }] }],
  ['not exists, also below what is missing', { gone: { deep: [{ exists: false }] } }, { key: [{ exists: false }] }],
  ['an element of an array', { tags: ['two', 'three'] }, { tags: ['three'] }],
  ['members of one object of an array', { records: { name: ['a'], value: [1] } }, { records: { name: ['b'], value: [1] } }],
  ['$or', { $or: [{ size: [1] }, { key: [{ suffix: 'csv' }] }] }, { $or: [{ size: [1] }, { size: [2] }] }],
];

describe('an event pattern', () => {
  it.each(cases)('%s', (_name, matching, other) => {
    expect(detail(matching)).toBe(true);
    expect(detail(other)).toBe(false);
  });

  it('needs every field, and no inherited one', () => {
    expect(matches({ source: ['aws.s3'], detail: { size: [250] } })).toBe(true);
    expect(matches({ source: ['aws.s3'], detail: { size: [251] } })).toBe(false);
    expect(detail({ constructor: [{ exists: true }] })).toBe(false);
  });

  it.each([
    ['{', 'Invalid JSON'],
    ['[]', 'Filter is not an object'],
    ['{}', 'Empty Object'],
    ['{"a":"b"}', '"a" must be an object or an array'],
    ['{"a":[]}', 'Empty arrays are not allowed'],
    ['{"a":[{"like":"b"}]}', 'Unrecognized match type like'],
    ['{"a":[{"numeric":["!",1]}]}', 'Unrecognized numeric range operator: !'],
    ['{"a":[{"cidr":"10.0.0.0"}]}', 'Malformed CIDR'],
  ])('%s is refused', (text, reason) => {
    expect(() => parsePattern(text)).toThrow(PatternError);
    expect(() => parsePattern(text)).toThrow(reason);
  });

  it('with many wildcards is matched at once', () => {
    const pattern = parsePattern(JSON.stringify({ a: [{ wildcard: `${'*a'.repeat(2000)}*b` }] }));
    expect(pattern.matches({ a: 'a'.repeat(200_000) })).toBe(false);
  });
});
