import { accountClosure } from './account-closure.ts';
import { accountEnrollment } from './account-enrollment.ts';
import { accountVending } from './account-vending.ts';
import { arcFailover } from './arc-failover.ts';
import { drDrill } from './dr-drill.ts';
import { governanceDrift } from './governance-drift.ts';
import { findingEnrichment, findingRemediation } from './finding-workflows.ts';
import type { Workflow } from './workflow.ts';

/** Every workflow that the command starts, in the order in which it lists them. */
export const workflows: readonly Workflow[] = [
  accountVending,
  accountEnrollment,
  governanceDrift,
  accountClosure,
  arcFailover,
  drDrill,
  findingRemediation,
  findingEnrichment,
];
