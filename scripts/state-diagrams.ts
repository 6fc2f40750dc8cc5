/**
 * Writes the pictures of state machines into docs/workflows: a line `<!-- diagram of: <asl file> -->` is followed by a mermaid block,
 * which this fills from the definition. tests/repo/state-diagrams.test.ts fails while one is not what the definition says.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withDiagrams } from './with-diagrams.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const name of readdirSync(join(root, 'docs/workflows')).filter((file) => file.endsWith('.md'))) {
  const page = join(root, 'docs/workflows', name);
  writeFileSync(page, withDiagrams(readFileSync(page, 'utf8'), root));
}
