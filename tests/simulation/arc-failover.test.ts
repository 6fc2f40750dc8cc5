/** `npm run simulate` runs hundreds of seeds; these few keep the simulation itself honest. */
import { arcFailoverSimulation as simulation } from './arc-failover/arc-failover.ts';

jest.setTimeout(60_000);

describe('the simulation of arc-failover', () => {
  /* 27: two runs in opposite directions, one past the safety rules; 36: a state that has not come to the endpoint yet. */
  it('holds every invariant with a hundred seeds', async () => {
    const violations = [];
    for (let seed = 1; seed <= 100; seed += 1) {
      for (const violation of (await simulation.run(seed)).violations) violations.push({ seed, ...violation });
    }
    expect(violations).toEqual([]);
  });

  it('is the same run for the same seed, and another for another', async () => {
    const [first, again, other] = [await simulation.run(7), await simulation.run(7), await simulation.run(8)];
    expect(again).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  });

  it.each(simulation.planted)('catches a planted fault against "$invariant": $what', async ({ invariant }) => {
    const caught: string[] = [];
    for (let seed = 1; seed <= 200 && !caught.includes(invariant); seed += 1) {
      const { violations } = await simulation.run(seed, invariant);
      caught.push(...violations.map((violation) => violation.invariant));
    }
    expect(caught).toContain(invariant);
  });
});
