/**
 * Runs the recordings of AWS Step Functions against the engine and prints how many agree.
 * `npm run conformance -- [--corpus <folder>] [--json <file>] [--only <text in the id>] [--failures] [--update-baseline]`
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fallen, readBaseline, toBaseline } from './baseline.ts';
import { loadCorpus } from './corpus.ts';
import { runGuarded } from './guard.ts';
import { knownDifferences } from './known-differences.ts';
import { failures, jsonReport, tables, toResults } from './report.ts';

const BASELINE = new URL('./baseline.json', import.meta.url);
/** What `npm run docs` makes the engine's tables from. */
const RESULTS = new URL('./results.json', import.meta.url);

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string' },
    json: { type: 'string' },
    only: { type: 'string' },
    failures: { type: 'boolean', default: false },
    'update-baseline': { type: 'boolean', default: false },
  },
});

const directory = options.corpus ?? process.env.GROUNDCREW_CONFORMANCE_CORPUS;
if (directory === undefined || directory === '') {
  console.log(
    'Conformance skipped: no recordings. Set GROUNDCREW_CONFORMANCE_CORPUS to a corpus folder, or pass --corpus <folder>.',
  );
} else if (!existsSync(directory)) {
  console.error(
    `Conformance cannot run: the corpus folder ${directory} does not exist. Check GROUNDCREW_CONFORMANCE_CORPUS or --corpus.`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = await run(directory);
}

async function run(corpus: string): Promise<number> {
  const { only } = options;
  const cases = loadCorpus(corpus).filter(({ id }) => only === undefined || id.includes(only));
  const results = knownDifferences().apply(await runGuarded(corpus, cases));
  const report = jsonReport(cases, results);
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(report));
  if (options.failures) console.log(failures(results));
  console.log(tables(report));
  if (options.corpus !== undefined || only !== undefined) return 0;
  const recordedResults = `${JSON.stringify(toResults(cases, results), null, 1)}\n`;
  if (options['update-baseline']) {
    writeFileSync(BASELINE, `${JSON.stringify(toBaseline(report), null, 2)}\n`);
    writeFileSync(RESULTS, recordedResults);
    return 0;
  }
  const worse = fallen(readBaseline(readFileSync(BASELINE, 'utf8')), report);
  if (worse.length === 0 && readFileSync(RESULTS, 'utf8') !== recordedResults) {
    worse.push(
      'tests/conformance/results.json is not what this run found: run with --update-baseline, then npm run docs, and commit both.',
    );
  }
  for (const line of worse) console.error(line);
  return worse.length === 0 ? 0 : 1;
}
