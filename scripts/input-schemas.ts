import * as z from 'zod';
import { workflowInput as accountVending } from '../handlers/account-vending/contract.ts';
import { workflowInput as arcFailover } from '../handlers/arc-failover/contract.ts';

/** The contract of each workflow's input, by workflow name. */
const workflowInputs = { 'account-vending': accountVending, 'arc-failover': arcFailover } as const;

/** JSON Schema (draft 2020-12) of each workflow's input, by workflow name. */
export function inputSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(workflowInputs).map(([workflow, contract]) => [
      workflow,
      { title: `Input of ${workflow}`, ...z.toJSONSchema(contract, { io: 'input' }) },
    ]),
  );
}
