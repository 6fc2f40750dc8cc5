/**
 * `npm run simulate -- --workflow account-vending [--seeds N] [--first-seed S] [--plant INVARIANT]`: runs a workflow from each seed with
 * everything that can go wrong and checks its invariants. The seed and what it decides are printed first; a seed that fails is printed
 * with the command that repeats it.
 */
import { parseArgs } from 'node:util';
import type { Simulation } from './simulation.ts';
import { simulations } from './simulations.ts';

const { values } = parseArgs({
  options: {
    workflow: { type: 'string' },
    seeds: { type: 'string', default: '20' },
    'first-seed': { type: 'string', default: '1' },
    plant: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const seeds = Number(values.seeds);
const first = Number(values['first-seed']);
const simulation = simulations.find(({ workflow }) => workflow === values.workflow);
if (!simulation || !Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(first) || first < 0) {
  console.error(
    'usage: npm run simulate -- --workflow <workflow> [--seeds N] [--first-seed S] [--plant <invariant>] [--verbose]',
  );
  console.error(`workflows: ${simulations.map(({ workflow }) => workflow).join(', ')}`);
  process.exitCode = 2;
} else process.exitCode = await runSeeds(simulation);

async function runSeeds({ workflow, run, planted }: Simulation): Promise<number> {
  const { plant } = values;
  if (plant !== undefined)
    console.log(`planted: ${planted.find(({ invariant }) => invariant === plant)?.what ?? 'nothing known by this name'}`);
  const failing: number[] = [];
  for (let seed = first; seed < first + seeds; seed += 1) {
    const { plan, digest, outcome, items, violations } = await run(seed, plant);
    const failed = violations.length > 0;
    if (failed) failing.push(seed);
    if (failed || values.verbose) for (const line of plan) console.log(`seed ${seed} plan: ${line}`);
    if (failed || values.verbose) for (const line of items) console.log(`seed ${seed} item: ${line}`);
    console.log(`seed ${seed} ${failed ? 'FAILED' : 'ok'}: ${outcome}, digest ${digest.slice(0, 12)}`);
    for (const { invariant, what } of violations) console.log(`seed ${seed} violates "${invariant}": ${what}`);
  }
  console.log(`${seeds - failing.length} of ${seeds} seeds hold every invariant`);
  for (const seed of failing)
    console.log(`again: npm run simulate -- --workflow ${workflow} --seeds 1 --first-seed ${seed} --verbose`);
  return failing.length === 0 ? 0 : 1;
}
