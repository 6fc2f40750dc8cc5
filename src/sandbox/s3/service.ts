/** Amazon Simple Storage Service. */
import { defineService } from '../core/service.ts';
import { bucketOperations } from './bucket-operations.ts';
import { listingOperations } from './listing-operations.ts';
import { objectOperations } from './object-operations.ts';

export const s3 = defineService({
  name: 's3',
  iamPrefix: 's3',
  operations: { ...bucketOperations, ...objectOperations, ...listingOperations },
});
