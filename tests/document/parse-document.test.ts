import * as z from 'zod';
import { DocumentError, parseDocument } from '../../src/document/parse-document.ts';

const schema = z.strictObject({ name: z.string(), ports: z.array(z.int()) });

function problems(text: string): readonly object[] {
  try {
    parseDocument(text, 'test.yml', schema);
  } catch (error) {
    if (error instanceof DocumentError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseDocument', () => {
  it('reads YAML and JSON alike', () => {
    const expected = { name: 'a', ports: [1, 2] };
    expect(parseDocument('name: a\nports: [1, 2]\n', 'test.yml', schema)).toEqual(expected);
    expect(parseDocument(JSON.stringify(expected), 'test.json', schema)).toEqual(expected);
  });

  it('gives every problem with its line, a missing member with that of its parent', () => {
    expect(problems('ports:\n  - 1\n  - two\nwho: me\n')).toEqual([
      { line: 1, path: 'name', message: expect.stringContaining('expected string') as string },
      { line: 3, path: 'ports.1', message: expect.stringContaining('expected number') as string },
      { line: 1, path: '', message: expect.stringContaining('who') as string },
    ]);
  });

  it('names the line of a mistake in the syntax', () => {
    expect(problems('name: a\nports: [1, 2\n')).toMatchObject([{ line: 3, path: '' }]);
  });

  it('refuses a file that expands to far more than it is', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, index) => {
        const before = 'abcdefgh'[index]!;
        return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
      }),
    ].join('\n');
    expect(problems(bomb)).toMatchObject([{ message: expect.stringContaining('alias') as string }]);
  });
});
