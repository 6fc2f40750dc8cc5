import { cut, formatTable, singleLine } from '../../../src/cli/format/table.ts';

describe('formatTable', () => {
  it('aligns columns by their longest cell and leaves no blank at the end of a line', () => {
    expect(
      formatTable(
        ['A', 'LONGER'],
        [
          ['first', 'x'],
          ['2', ''],
        ],
        80,
      ),
    ).toBe('A      LONGER\nfirst  x\n2');
  });

  it('cuts a line that is wider than the terminal and marks the cut', () => {
    expect(formatTable(['A'], [['abcdefghij']], 5)).toBe('A\nabcd…');
  });

  it('keeps text from outside on one line and free of escape sequences, so that it cannot steer the terminal', () => {
    expect(formatTable(['A'], [['one\ntwo\u001b[2Jthree']], 80)).toBe('A\none two [2Jthree');
  });
});

describe('cut', () => {
  it('leaves text that fits as it is', () => {
    expect(cut('abc', 3)).toBe('abc');
  });
});

describe('singleLine', () => {
  it('turns each run of control characters into one blank', () => {
    expect(singleLine('a\r\n\u2028b\u0007')).toBe('a b ');
  });
});
