/** AWS Service Catalog with one product: Control Tower's Account Factory. */
import { defineService } from '../core/service.ts';
import { lifecycleTimers } from './account-factory/lifecycle.ts';
import { runTimers } from './account-factory/run.ts';
import { terminationTimers } from './account-factory/terminate.ts';
import { portfolioOperations } from './portfolios.ts';
import { productOperations } from './products.ts';
import { provisionedProductOperations } from './provisioned-products.ts';
import { provisioningOperations } from './provisioning.ts';

export const serviceCatalog = defineService({
  name: 'servicecatalog',
  iamPrefix: 'servicecatalog',
  operations: { ...productOperations, ...portfolioOperations, ...provisioningOperations, ...provisionedProductOperations },
  timers: { ...runTimers, ...terminationTimers, ...lifecycleTimers },
});
