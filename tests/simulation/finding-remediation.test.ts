/** `npm run simulate` runs hundreds of seeds; these few keep the simulation itself honest. */
import { findingRemediationSimulation as simulation } from './finding-remediation/finding-remediation.ts';
import { itCatchesEachPlantedFault, itIsTheSameRunForTheSameSeed } from './proofs.ts';

jest.setTimeout(120_000);

describe('the simulation of finding-remediation', () => {
  it('holds every invariant', async () => {
    const violations = [];
    for (let seed = 1; seed <= 4; seed += 1) {
      for (const violation of (await simulation.run(seed)).violations) violations.push({ seed, ...violation });
    }
    expect(violations).toEqual([]);
  });

  itIsTheSameRunForTheSameSeed(simulation);
  itCatchesEachPlantedFault(simulation, 20);
});
