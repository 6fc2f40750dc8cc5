import type { Simulation } from '../simulation.ts';
import { planted } from './planted.ts';
import { simulate } from './simulate.ts';

export const arcFailoverSimulation: Simulation = { workflow: 'arc-failover', planted, run: simulate };
