/** Amazon DynamoDB. */
import { defineService } from '../core/service.ts';
import { batchOperations } from './batch-operations.ts';
import { itemOperations } from './item-operations.ts';
import { queryOperations } from './query.ts';
import { tableOperations } from './table-operations.ts';
import { sweep } from './time-to-live.ts';

export const dynamodb = defineService({
  name: 'dynamodb',
  iamPrefix: 'dynamodb',
  operations: { ...tableOperations, ...itemOperations, ...queryOperations, ...batchOperations },
  timers: { sweep },
  backgroundTimers: ['sweep'],
});
