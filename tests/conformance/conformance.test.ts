/** Runs the recordings of AWS's behaviour when their folder is given; `npm run conformance` prints the tables. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../support/repository.ts';

const corpus = process.env.GROUNDCREW_CONFORMANCE_CORPUS;
/* The recordings are not part of this repository. */
const whenGiven = corpus ? it : it.skip;
if (!corpus) console.warn('Conformance skipped: GROUNDCREW_CONFORMANCE_CORPUS names no folder of recordings.');

describe('conformance with the recordings of AWS Step Functions', () => {
  whenGiven(
    'stays at or above the baseline of every tier',
    () => {
      const run = spawnSync(process.execPath, ['--import', 'tsx', join('tests', 'conformance', 'run.ts')], {
        cwd: repositoryRoot,
        encoding: 'utf8',
      });
      expect(`${run.stderr}${run.status === 0 ? '' : run.stdout}`).toBe('');
    },
    180_000,
  );
});
