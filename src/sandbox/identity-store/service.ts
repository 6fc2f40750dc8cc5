/** Identity Center's identity store. */
import { defineService } from '../core/service.ts';
import { groupOperations } from './groups.ts';
import { userOperations } from './users.ts';

export const identityStore = defineService({
  name: 'identitystore',
  iamPrefix: 'identitystore',
  operations: { ...userOperations, ...groupOperations },
});
