/** Amazon Simple Notification Service. */
import { defineService } from '../core/service.ts';
import { deliver, publishOperations } from './publish.ts';
import { topicOperations } from './topic-operations.ts';

export const sns = defineService({
  name: 'sns',
  iamPrefix: 'sns',
  operations: { ...topicOperations, ...publishOperations },
  timers: { deliver },
});
