/** Numbers in the documentation are those of the checked-in results. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineTables } from '../../scripts/engine-pages.ts';
import { withoutRecording } from '../../scripts/features-without-recording.ts';
import { repositoryRoot } from '../support/repository.ts';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
/** Without the alignment of columns. */
const plain = (markdown: string): string => markdown.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim();

describe('tables of the engine', () => {
  const tables = engineTables(repositoryRoot);

  it.each(['README.md', 'docs/reference/asl-support.md', 'docs/workflows/account-vending.md'])(
    'are up to date in %s (else npm run docs)',
    (page) => {
      const found = [...read(page).matchAll(/<!-- table: (.+?) -->\n([\s\S]*?)<!-- end of table -->/g)];
      expect(found.length).toBeGreaterThan(0);
      for (const [, name, table] of found) expect(plain(table!)).toBe(plain(tables[name!]!));
    },
  );

  it.each(withoutRecording)('names a test that covers $name', ({ name, test }) => {
    expect(read(test)).toContain(name.replace('$', ''));
  });
});
