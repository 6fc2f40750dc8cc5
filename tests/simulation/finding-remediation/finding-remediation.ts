import type { Simulation } from '../simulation.ts';
import { plantedFaults } from './planted.ts';
import { simulate } from './simulate.ts';

/** finding-remediation with throttles, partial failures, lost replies, crashes, stops, repeated findings and people who change things meanwhile. */
export const findingRemediationSimulation: Simulation = {
  workflow: 'finding-remediation',
  planted: plantedFaults,
  run: simulate,
};
