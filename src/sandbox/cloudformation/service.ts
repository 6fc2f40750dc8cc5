/** AWS CloudFormation: service-managed stack sets, whose templates may hold IAM roles, and the stacks in an account. */
import { defineService } from '../core/service.ts';
import { stackInstanceOperations } from './stack-instances.ts';
import { stackSetOperationOperations } from './stack-set-operations.ts';
import { stackSetOperations } from './stack-sets.ts';
import { stackSetTimers } from './run-operation.ts';
import { stackOperations } from './stacks.ts';

export const cloudformation = defineService({
  name: 'cloudformation',
  iamPrefix: 'cloudformation',
  operations: { ...stackSetOperations, ...stackInstanceOperations, ...stackSetOperationOperations, ...stackOperations },
  timers: stackSetTimers,
});
