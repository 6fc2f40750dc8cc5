/** `npm run simulate` runs some dozens of seeds; these few keep the simulation itself honest. */
import { accountEnrollmentSimulation as simulation } from './account-enrollment/account-enrollment.ts';
import { itCatchesEachPlantedFault } from './proofs.ts';

jest.setTimeout(120_000);

describe('the simulation of account-enrollment', () => {
  /* Each of the three ways into Control Tower: 1 by Service Catalog, 2 by a move, 3 by a reset baseline. */
  it.each([1, 2, 3])('holds every invariant with seed %d', async (seed) => {
    const { violations } = await simulation.run(seed);
    expect(violations).toEqual([]);
  });

  it('is the same run for the same seed', async () => {
    expect(await simulation.run(5)).toEqual(await simulation.run(5));
  });

  itCatchesEachPlantedFault(simulation, 6);
});
