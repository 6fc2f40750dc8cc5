/** A service that receives emitted events in EventBridge's place. */
import { services } from '../../../src/sandbox/services.ts';
import { defineService, type EventEnvelope, type Service } from '../../../src/sandbox/core/service.ts';

/** Every service but EventBridge, and one that keeps the events in `received`. */
export function servicesWithEventLog(): { readonly services: readonly Service[]; readonly received: EventEnvelope[] } {
  const received: EventEnvelope[] = [];
  const log = defineService({
    name: 'event-log',
    iamPrefix: 'event-log',
    operations: {},
    receiveEvent: (event) => void received.push(event),
  });
  return { services: [...services.filter(({ name }) => name !== 'events'), log], received };
}
