import { confirmSlot } from '../slots/queue.ts';
import { task } from '../shared/task.ts';
import { terminateProduct } from './contract.ts';
import { terminateFailedProduct } from './failed-products.ts';

/** Terminates one failed product under a slot; raises TerminationPending until it is gone. */
export const handler = task(terminateProduct, async ({ product, holder }) => {
  await confirmSlot('control-tower', holder, product.productName);
  await terminateFailedProduct(product.productId);
  return { ...product, outcome: 'TERMINATED' as const };
});
