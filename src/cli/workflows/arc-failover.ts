/** arc-failover for the command: a file with the plan and the cell in, the report out. */
import { workflowInput } from '../../../handlers/arc-failover/contract.ts';
import { documentWorkflow } from './document-workflow.ts';

export const arcFailover = documentWorkflow({
  name: 'arc-failover',
  purpose: 'move traffic to another Region with ARC routing controls, over any of their five endpoints',
  target: 'recovery',
  input: workflowInput,
  example: 'examples/failover-plan.yml',
  dryRun: true,
});
