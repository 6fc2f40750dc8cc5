/** Faults of the organization file, applied to calls and emitted events by the organization's seeded randomness. */
import { AwsError } from '../core/errors.ts';
import type { Call, Scope } from '../core/context.ts';
import type { CallFault, CompleteCall, EventDeliveries } from '../core/dispatcher.ts';
import type { ServiceEvent } from '../core/service.ts';
import type { Fault } from '../organization/schema.ts';
import { throttleError } from './throttles.ts';

const onTime: EventDeliveries = [0];
/** When the second copy of a duplicated event comes, unless the fault says. */
const duplicateDelay = 30_000;

export class Faults {
  private readonly calls: readonly Fault[];
  private readonly events: readonly Fault[];
  /** How many calls or events each fault has looked at; they start again when the organization is opened again. */
  private readonly counts = new Map<Fault, number>();

  constructor(faults: readonly Fault[]) {
    this.calls = faults.filter(({ effect }) => !effect.startsWith('event-'));
    this.events = faults.filter(({ effect }) => effect.startsWith('event-'));
  }

  /** What befalls a call. Latencies add up; the first of the other effects wins. */
  ofCall(request: CompleteCall, call: Call): CallFault {
    if (this.calls.length === 0) return {};
    let latencyMs = 0;
    let outcome: CallFault = {};
    for (const fault of this.calls) {
      if (!this.strikes(fault, request.service, request.operation, request, call)) continue;
      if (fault.effect === 'latency') latencyMs += fault.delay ?? 0;
      else if (!outcome.error && !outcome.replyLost) outcome = effectOf(fault);
    }
    return { ...outcome, latencyMs };
  }

  /** When an event is delivered: not at all, twice, late, or at once. */
  ofEvent(event: ServiceEvent, scope: Scope, call: Call): EventDeliveries {
    const site = { account: event.account ?? scope.account, region: event.region ?? scope.region };
    const fault = this.events.find((candidate) => this.strikes(candidate, event.source, eventName(event), site, call));
    if (!fault) return onTime;
    if (fault.effect === 'event-lost') return [];
    if (fault.effect === 'event-late') return [fault.delay ?? 0];
    return [0, fault.delay ?? duplicateDelay];
  }

  private strikes(
    fault: Fault,
    service: string,
    operation: string,
    site: { account: string; region: string },
    call: Call,
  ): boolean {
    if ((fault.service !== '*' && fault.service !== service) || (fault.operation !== '*' && fault.operation !== operation))
      return false;
    if (fault.account !== undefined && fault.account !== site.account) return false;
    if (fault.region !== undefined && fault.region !== site.region) return false;
    if (fault.from !== undefined && call.now < Date.parse(fault.from)) return false;
    if (fault.until !== undefined && call.now >= Date.parse(fault.until)) return false;
    const count = (this.counts.get(fault) ?? 0) + 1;
    this.counts.set(fault, count);
    if (fault.nth !== undefined) return typeof fault.nth === 'number' ? fault.nth === count : fault.nth.includes(count);
    return call.draw(`fault/${service}/${operation}/${count}`) < (fault.probability ?? 0);
  }
}

function effectOf(fault: Fault): CallFault {
  if (fault.effect === 'throttle') return { error: throttleError(fault.service) };
  if (fault.effect === 'error' && fault.error) {
    const { code, message, statusCode } = fault.error;
    return { error: new AwsError(code, message, { statusCode }) };
  }
  return { replyLost: true };
}

/** `eventName` of an event that came through CloudTrail, else its detail-type. */
function eventName({ detail, 'detail-type': detailType }: ServiceEvent): string {
  const name = typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? detail['eventName'] : undefined;
  return typeof name === 'string' ? name : detailType;
}
