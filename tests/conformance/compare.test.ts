import { Comparison } from './compare.ts';
import { reorderParallel } from './parallel.ts';

const agree = (recorded: unknown, actual: unknown): boolean => new Comparison().agree(recorded as never, actual as never);

describe('Comparison', () => {
  it('reads an object for its text, and a text for its object', () => {
    expect(agree({ a: 1 }, '{"a": 1}')).toBe(true);
    expect(agree({ a: 1 }, '{"a": 2}')).toBe(false);
  });

  it('binds a placeholder to one text within a case', () => {
    expect(agree(['<uuid:1>', 'x <uuid:1>'], ['7', 'x 7'])).toBe(true);
    expect(agree(['<uuid:1>', 'x <uuid:1>'], ['7', 'x 8'])).toBe(false);
  });

  it('lets any moment stand for a masked one, but not nothing', () => {
    expect(agree({ at: 'timestamp' }, { at: 5 })).toBe(true);
    expect(agree({ at: 'timestamp' }, {})).toBe(false);
  });

  it('refuses members that the recording does not have', () => {
    expect(agree({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  });
});

describe('reorderParallel', () => {
  it('hides ids inside the branches and loses ParallelStateSucceeded, as the recording tool does', () => {
    const events = [
      'ParallelStateStarted',
      'PassStateExited',
      'PassStateEntered',
      'ParallelStateSucceeded',
      'ParallelStateExited',
      'ExecutionSucceeded',
    ];
    const reordered = reorderParallel(events.map((type, index) => ({ type, id: index + 1, previousEventId: index })));
    expect(reordered.map(({ type, id }) => [type, id])).toEqual([
      ['ParallelStateStarted', 1],
      ['PassStateEntered', 0],
      ['PassStateExited', 0],
      ['ParallelStateExited', 5],
      ['ExecutionSucceeded', 6],
    ]);
  });
});
