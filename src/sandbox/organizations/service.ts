/** AWS Organizations. */
import { defineService } from '../core/service.ts';
import { describeOperations } from './describe.ts';

export const organizations = defineService({
  name: 'organizations',
  iamPrefix: 'organizations',
  operations: { ...describeOperations },
});
