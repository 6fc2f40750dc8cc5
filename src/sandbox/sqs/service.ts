/** Amazon Simple Queue Service. */
import { defineService } from '../core/service.ts';
import { messageOperations } from './message-operations.ts';
import { queueOperations } from './queue-operations.ts';

export const sqs = defineService({ name: 'sqs', iamPrefix: 'sqs', operations: { ...queueOperations, ...messageOperations } });
