/** Amazon EventBridge: the default bus, its rules and their targets. */
import { defineService } from '../core/service.ts';
import { busPolicyOperations } from './bus-policy.ts';
import { deliver, receiveEvent } from './delivery.ts';
import { putEventsOperations } from './put-events.ts';
import { ruleOperations } from './rule-operations.ts';
import { tick } from './rule-schedule.ts';

export const events = defineService({
  name: 'events',
  iamPrefix: 'events',
  operations: { ...ruleOperations, ...putEventsOperations, ...busPolicyOperations },
  timers: { deliver, tick },
  backgroundTimers: ['tick'],
  receiveEvent,
});
