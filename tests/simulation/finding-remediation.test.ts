/** `npm run simulate` runs hundreds of seeds; these few keep the simulation itself honest. */
import { findingRemediationSimulation as simulation } from './finding-remediation/finding-remediation.ts';

jest.setTimeout(120_000);

describe('the simulation of finding-remediation', () => {
  it('holds every invariant', async () => {
    const violations = [];
    for (let seed = 1; seed <= 4; seed += 1) {
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
    for (let seed = 1; seed <= 20 && !caught.includes(invariant); seed += 1) {
      const { violations } = await simulation.run(seed, invariant);
      caught.push(...violations.map((violation) => violation.invariant));
    }
    expect(caught).toContain(invariant);
  });
});
