/** governance-drift for the command: nothing has to be given; what is left out of the scan may be. */
import { workflowInput } from '../../../handlers/governance-drift/contract.ts';
import { documentWorkflow } from './document-workflow.ts';
import type { Workflow } from './workflow.ts';

const withFile = documentWorkflow({
  name: 'governance-drift',
  purpose: 'find what Control Tower does not govern as it should',
  target: 'management',
  input: workflowInput,
  example: 'except.yml',
});

export const governanceDrift: Workflow = {
  ...withFile,
  async prepare(file, options, connection) {
    if (file) return withFile.prepare(file, options, connection);
    return { nameStem: 'governance-drift', input: {} };
  },
};
