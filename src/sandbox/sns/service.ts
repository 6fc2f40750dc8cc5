/** Amazon Simple Notification Service. */
import { defineService } from '../core/service.ts';
import { publishOperations } from './publish.ts';
import { subscriptionOperations } from './subscription-operations.ts';
import { topicOperations } from './topic-operations.ts';

export const sns = defineService({
  name: 'sns',
  iamPrefix: 'sns',
  operations: { ...topicOperations, ...subscriptionOperations, ...publishOperations },
});
