import type { Simulation } from '../simulation.ts';
import { plantedFaults } from './planted.ts';
import { simulate } from './simulate.ts';

/** account-vending: batches with throttles, lost replies and events, crashes, stops, foreign launches and a second batch. */
export const accountVendingSimulation: Simulation = { workflow: 'account-vending', planted: plantedFaults, run: simulate };
