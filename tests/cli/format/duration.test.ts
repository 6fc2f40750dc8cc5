import { formatDuration } from '../../../src/cli/format/duration.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [820, '820 ms'],
    [1_000, '1 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [725_000, '12 min 5 s'],
    [3 * 3_600_000, '3 h'],
    [12_000_000, '3 h 20 min'],
    [263_000_000, '3 d 1 h'],
  ])('writes %d ms as "%s"', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
