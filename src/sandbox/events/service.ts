/** Amazon EventBridge: the default bus, its rules and their targets. Rules on a schedule are not run (use EventBridge Scheduler). */
import { defineService } from '../core/service.ts';
import { deliver, receiveEvent } from './delivery.ts';
import { putEventsOperations } from './put-events.ts';
import { ruleOperations } from './rule-operations.ts';

export const events = defineService({
  name: 'events',
  iamPrefix: 'events',
  operations: { ...ruleOperations, ...putEventsOperations },
  timers: { deliver },
  receiveEvent,
});
