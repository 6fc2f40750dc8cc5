/** AWS Identity and Access Management: roles and their policies. People come through IAM Identity Center; users have access keys only. */
import { defineService } from '../core/service.ts';
import { accessKeyOperations } from './access-keys.ts';
import { managedPolicyOperations } from './managed-policies.ts';
import { passwordPolicyOperations } from './password-policy.ts';
import { rolePolicyOperations } from './role-policies.ts';
import { roleOperations } from './roles.ts';
import { simulateOperations } from './simulate.ts';

export const iam = defineService({
  name: 'iam',
  iamPrefix: 'iam',
  operations: {
    ...roleOperations,
    ...rolePolicyOperations,
    ...managedPolicyOperations,
    ...simulateOperations,
    ...passwordPolicyOperations,
    ...accessKeyOperations,
  },
});
