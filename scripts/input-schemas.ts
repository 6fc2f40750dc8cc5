import * as z from 'zod';
import { workflowInput as accountEnrollment } from '../handlers/account-enrollment/contract.ts';
import { workflowInput as accountVending } from '../handlers/account-vending/contract.ts';
import { workflowInput as arcFailover } from '../handlers/arc-failover/contract.ts';
import { drillInput as drDrill } from '../handlers/dr-drill/contract.ts';
import { workflowInput as governanceDrift } from '../handlers/governance-drift/contract.ts';

/** The contract of each workflow's input, by workflow name. */
const workflowInputs = {
  'account-enrollment': accountEnrollment,
  'account-vending': accountVending,
  'arc-failover': arcFailover,
  'dr-drill': drDrill,
  'governance-drift': governanceDrift,
} as const;

/** JSON Schema (draft 2020-12) of each workflow's input, by workflow name. */
export function inputSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(workflowInputs).map(([workflow, contract]) => [
      workflow,
      { title: `Input of ${workflow}`, ...z.toJSONSchema(contract, { io: 'input' }) },
    ]),
  );
}
