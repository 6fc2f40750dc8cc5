/** IAM Identity Center's administration. */
import { defineService } from '../core/service.ts';
import { assignmentOperations } from './assignments.ts';
import { permissionSetOperations } from './permission-sets.ts';
import { requestTimers } from './requests.ts';

export const ssoAdmin = defineService({
  name: 'sso',
  iamPrefix: 'sso',
  operations: { ...permissionSetOperations, ...assignmentOperations },
  timers: requestTimers,
});
