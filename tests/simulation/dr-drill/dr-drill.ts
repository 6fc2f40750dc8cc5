import type { Simulation } from '../simulation.ts';
import { planted } from './planted.ts';
import { simulate } from './simulate.ts';

export const drDrillSimulation: Simulation = { workflow: 'dr-drill', planted, run: simulate };
