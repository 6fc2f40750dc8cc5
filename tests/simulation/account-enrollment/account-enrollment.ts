import type { Simulation } from '../simulation.ts';
import { plantedFaults } from './planted.ts';
import { simulate } from './simulate.ts';

/** account-enrollment on each of its paths: throttles, lost replies and events, crashes, stops, a second batch, accounts that cannot be enrolled. */
export const accountEnrollmentSimulation: Simulation = {
  workflow: 'account-enrollment',
  planted: plantedFaults,
  run: simulate,
};
