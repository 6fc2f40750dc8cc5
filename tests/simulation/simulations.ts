/** Every simulation, one line each. */
import { accountEnrollmentSimulation } from './account-enrollment/account-enrollment.ts';
import { accountVendingSimulation } from './account-vending/account-vending.ts';
import { arcFailoverSimulation } from './arc-failover/arc-failover.ts';
import { drDrillSimulation } from './dr-drill/dr-drill.ts';
import { findingRemediationSimulation } from './finding-remediation/finding-remediation.ts';
import type { Simulation } from './simulation.ts';

export const simulations: readonly Simulation[] = [
  accountVendingSimulation,
  accountEnrollmentSimulation,
  arcFailoverSimulation,
  drDrillSimulation,
  findingRemediationSimulation,
];
