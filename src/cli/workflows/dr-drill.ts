import { drillInput } from '../../../handlers/dr-drill/contract.ts';
import { documentWorkflow } from './document-workflow.ts';

export const drDrill = documentWorkflow({
  name: 'dr-drill',
  purpose: 'deny a Region or control plane to a unit for a while, and prove what goes on',
  target: 'management',
  input: drillInput,
  example: 'examples/drill-eu-west-1.yml',
  dryRun: true,
});
