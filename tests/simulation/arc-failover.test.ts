/** `npm run simulate` runs hundreds of seeds; these few keep the simulation itself honest. */
import { arcFailoverSimulation as simulation } from './arc-failover/arc-failover.ts';
import { itCatchesEachPlantedFault, itIsTheSameRunForTheSameSeed } from './proofs.ts';

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

  itIsTheSameRunForTheSameSeed(simulation);
  itCatchesEachPlantedFault(simulation, 200);
});
