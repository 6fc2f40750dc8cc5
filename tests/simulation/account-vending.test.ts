/** `npm run simulate` runs hundreds of seeds; these few keep the simulation itself honest. */
import { accountVendingSimulation as simulation } from './account-vending/account-vending.ts';
import { itCatchesEachPlantedFault, itIsTheSameRunForTheSameSeed } from './proofs.ts';

jest.setTimeout(60_000);

describe('the simulation of account-vending', () => {
  /* 3, 38, 62: early events; 2, 91: a throttled start; 13, 44: a stopped execution in the queue; 115, 163: a stopped launch goes on; 195: the last waiter's answer is lost. */
  it.each([1, 2, 3, 13, 38, 44, 62, 91, 115, 163, 195])('holds every invariant with seed %d', async (seed) => {
    const { violations } = await simulation.run(seed);
    expect(violations).toEqual([]);
  });

  itIsTheSameRunForTheSameSeed(simulation);
  itCatchesEachPlantedFault(simulation, 12);
});
