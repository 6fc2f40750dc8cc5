/** AWS Security Hub (CSPM) with a delegated administrator and an aggregation Region. */
import { defineService } from '../core/service.ts';
import { customActionOperations } from './custom-actions.ts';
import { getFindingsOperations } from './get-findings.ts';
import { importFindingsOperations } from './import-findings.ts';
import { updateFindingsOperations, updateFindingsTimers } from './update-findings.ts';

export const securityHub = defineService({
  name: 'securityhub',
  iamPrefix: 'securityhub',
  operations: {
    ...getFindingsOperations,
    ...updateFindingsOperations,
    ...importFindingsOperations,
    ...customActionOperations,
  },
  timers: updateFindingsTimers,
});
