/** AWS Organizations. */
import { defineService } from '../core/service.ts';
import { accountOperations, accountTimers } from './accounts.ts';
import { describeOperations } from './describe.ts';
import { organizationalUnitOperations } from './organizational-units.ts';
import { policyOperations } from './policies.ts';
import { policyAttachmentOperations } from './policy-attachments.ts';
import { revertingTimers } from './reverting-tool.ts';
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
  timers: { ...accountTimers, ...revertingTimers },
  // A closed account is gone for good 90 days later; the governance tool looks again and again.
  backgroundTimers: ['close-account', 'revert'],
});
