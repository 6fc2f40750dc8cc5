/** `npm run simulate` runs hundreds of seeds; these few keep the simulation itself honest. What it found has a test of its own below. */
import { drDrillSimulation as simulation } from './dr-drill/dr-drill.ts';
import { names } from './dr-drill/invariants.ts';
import { calm } from './dr-drill/planted.ts';
import { seededPlan, type SeededPlan } from './dr-drill/seeded-plan.ts';
import { itCatchesEachPlantedFault } from './proofs.ts';
import { simulatePlan } from './dr-drill/simulate.ts';

jest.setTimeout(60_000);

/** Violations of an approved drill of a Region in which this happens and nothing else. */
async function violationsWhen(happens: Partial<SeededPlan>): Promise<string[]> {
  const drawn = seededPlan(1);
  const { violations } = await simulatePlan({ ...drawn, ...calm()(drawn), ...happens });
  return violations.map(({ invariant, what }) => `${invariant}: ${what}`);
}

describe('the simulation of dr-drill', () => {
  it('holds every invariant with the first seeds, each the same run again', async () => {
    const seen = new Set<string>();
    for (const seed of [1, 2, 3, 4, 5]) {
      const { violations, digest } = await simulation.run(seed);
      expect({ seed, violations }).toEqual({ seed, violations: [] });
      seen.add(digest);
    }
    expect(seen.size).toBe(5);
    expect(seen).toContain((await simulation.run(3)).digest);
  });

  it('has a planted fault for each invariant', () => {
    expect(simulation.planted.map(({ invariant }) => invariant)).toEqual(Object.values(names));
  });

  itCatchesEachPlantedFault(simulation, 1);
});

describe('a drill, as the simulation found it', () => {
  it('gives its place and the interlock back when the function that disarms it crashed in between', async () => {
    expect(await violationsWhen({ crashes: [{ operation: 'DeleteItem', nth: 1, when: 'before' }] })).toEqual([]);
  });

  it('gives its place back when the function that arms it crashed before the entry was written', async () => {
    expect(await violationsWhen({ crashes: [{ operation: 'PutItem', nth: 3, when: 'before' }] })).toEqual([]);
  });

  it('has a report when the function that writes it crashed, in the drill and in its janitor', async () => {
    const twice = [1, 2, 3, 4].map((nth) => ({ operation: 'PutObject', nth, when: 'before' as const }));
    expect(await violationsWhen({ crashes: twice })).toEqual([]);
  });

  it.each([5, 6, 7])('is not half armed when it is stopped at change %d, while it is being armed', async (nth) => {
    expect(await violationsWhen({ atChange: [{ nth, kind: 'stop-drill' }] })).toEqual([]);
  });

  it.each([101, 111])('is ended by two janitors at once, a person and the rule, and neither fails (after %d s)', async (at) => {
    expect(await violationsWhen({ seed: at, actions: [{ kind: 'abort', at }] })).toEqual([]);
  });

  it('is swept when its own Region was lost, with its events and the sweeper', async () => {
    const error = { code: 'ServiceUnavailable', message: 'us-east-1 is lost', statusCode: 503 };
    const lost = { service: '*', operation: '*', region: 'us-east-1', effect: 'error' as const, probability: 1, error };
    expect(await violationsWhen({ faults: [{ ...lost, between: [100, 700] }] })).toEqual([]);
  });
});
