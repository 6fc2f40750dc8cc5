/** Amazon EventBridge Scheduler. */
import { defineService } from '../core/service.ts';
import { attempt, fire } from './firing.ts';
import { groupOperations } from './group-operations.ts';
import { scheduleOperations } from './schedule-operations.ts';

export const scheduler = defineService({
  name: 'scheduler',
  iamPrefix: 'scheduler',
  operations: { ...scheduleOperations, ...groupOperations },
  timers: { fire, attempt },
  backgroundTimers: ['fire'],
});
