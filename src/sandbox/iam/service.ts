/** AWS Identity and Access Management: roles and their policies. There are no users: people come through IAM Identity Center. */
import { defineService } from '../core/service.ts';
import { managedPolicyOperations } from './managed-policies.ts';
import { rolePolicyOperations } from './role-policies.ts';
import { roleOperations } from './roles.ts';
import { simulateOperations } from './simulate.ts';

export const iam = defineService({
  name: 'iam',
  iamPrefix: 'iam',
  operations: { ...roleOperations, ...rolePolicyOperations, ...managedPolicyOperations, ...simulateOperations },
});
