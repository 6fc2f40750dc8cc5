/** Service Quotas. */
import { defineService } from '../core/service.ts';
import { quotaOperations, quotaTimers } from './quotas.ts';

export const serviceQuotas = defineService({
  name: 'servicequotas',
  iamPrefix: 'servicequotas',
  operations: quotaOperations,
  timers: quotaTimers,
});
