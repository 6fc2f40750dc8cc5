/** AWS Account Management. */
import { defineService } from '../core/service.ts';
import { contactOperations } from './contacts.ts';
import { regionOperations, regionTimers } from './regions.ts';

export const account = defineService({
  name: 'account',
  iamPrefix: 'account',
  operations: { ...contactOperations, ...regionOperations },
  timers: regionTimers,
});
