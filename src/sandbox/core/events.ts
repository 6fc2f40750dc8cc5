/** The way of an emitted event to the service that routes events. */
import type { Call, Scope } from './context.ts';
import type { Json } from './json.ts';
import { defineService, type CallContext, type EventEnvelope, type Service, type ServiceEvent } from './service.ts';
import type { Store } from './store.ts';

/** `sandbox/unrouted-events`: events emitted while no service received any, in order. */
const unrouted = 'sandbox/unrouted-events';
const receiver = 'events.amazonaws.com';

/** Fills in the event and hands it over once for each delivery: at once, or by a timer that many milliseconds later. */
export function deliverEvent(
  event: ServiceEvent,
  scope: Scope,
  call: Call,
  deliveries: readonly number[],
  receive: Service['receiveEvent'],
): void {
  const account = event.account ?? scope.account;
  const region = event.region ?? scope.region;
  const context = call.context({ account, region, caller: { kind: 'service', arn: receiver, account } });
  const envelope: EventEnvelope = {
    version: '0',
    id: context.uuid(),
    'detail-type': event['detail-type'],
    source: event.source,
    account,
    time: new Date(call.now).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
  for (const delay of deliveries) {
    if (delay > 0) context.schedule(call.now + delay, 'sandbox/deliver-event', envelope as unknown as Json);
    else route(envelope, context, receive);
  }
}

function route(envelope: EventEnvelope, context: CallContext, receive: Service['receiveEvent']): void {
  if (receive) receive(envelope, context);
  else context.table<EventEnvelope>(unrouted).put(context.uuid(), envelope);
}

/** Hands over what was emitted before the receiving service was there. */
export function routeWaitingEvents(store: Store, context: CallContext, receive: Service['receiveEvent']): void {
  const waiting = store.table<EventEnvelope>(unrouted);
  for (const [key, envelope] of [...waiting.entries()]) {
    waiting.delete(key);
    route(envelope, context, receive);
  }
}

/** The sandbox's own timers. `receiver` is asked when a timer fires, since services may be registered later. */
export function sandboxService(eventReceiver: () => Service['receiveEvent']): Service {
  return defineService({
    name: 'sandbox',
    iamPrefix: 'sandbox',
    operations: {},
    timers: {
      'deliver-event': (args, context) => {
        const envelope = args as unknown as EventEnvelope;
        route(envelope, context, eventReceiver());
      },
    },
  });
}
