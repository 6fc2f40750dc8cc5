/** AWS Organizations. */
import { defineService } from '../core/service.ts';
import { accountOperations, accountTimers } from './accounts.ts';
import { describeOperations } from './describe.ts';
import { organizationalUnitOperations } from './organizational-units.ts';
import { policyOperations } from './policies.ts';
import { policyAttachmentOperations } from './policy-attachments.ts';
import { serviceAccessOperations } from './service-access.ts';
import { tagOperations } from './tags.ts';

export const organizations = defineService({
  name: 'organizations',
  iamPrefix: 'organizations',
  operations: {
    ...describeOperations,
    ...accountOperations,
    ...organizationalUnitOperations,
    ...policyOperations,
    ...policyAttachmentOperations,
    ...serviceAccessOperations,
    ...tagOperations,
  },
  timers: accountTimers,
  // A closed account is gone for good 90 days later.
  backgroundTimers: ['close-account'],
});
