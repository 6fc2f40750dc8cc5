import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withDiagrams } from '../../scripts/with-diagrams.ts';
import { repositoryRoot, trackedFiles } from '../support/repository.ts';

describe('diagrams of the workflow pages', () => {
  it('are what the definitions say (else run node --import tsx scripts/state-diagrams.ts)', () => {
    const stale = trackedFiles()
      .filter((file) => /^docs\/workflows\/.*\.md$/.test(file))
      .filter((file) => {
        const page = readFileSync(join(repositoryRoot, file), 'utf8');
        return withDiagrams(page, repositoryRoot) !== page;
      });
    expect(stale).toEqual([]);
  });
});
