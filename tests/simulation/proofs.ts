/** What every simulation has to show of itself. */
import type { Simulation } from './simulation.ts';

/** Two runs of a seed are equal, those of two seeds are not. */
export function itIsTheSameRunForTheSameSeed(simulation: Simulation): void {
  it('is the same run for the same seed, and another for another', async () => {
    const [first, again, other] = [await simulation.run(7), await simulation.run(7), await simulation.run(8)];
    expect(again).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  });
}

/** Each invariant sees its planted fault within the first `seeds` seeds. */
export function itCatchesEachPlantedFault(simulation: Simulation, seeds: number): void {
  it.each(simulation.planted)('catches a planted fault against "$invariant": $what', async ({ invariant }) => {
    const caught: string[] = [];
    for (let seed = 1; seed <= seeds && !caught.includes(invariant); seed += 1) {
      const { violations } = await simulation.run(seed, invariant);
      caught.push(...violations.map((violation) => violation.invariant));
    }
    expect(caught).toContain(invariant);
  });
}
