/**
 * The one path of every call and timer: authorize, fault, transaction, journal line, effects, reply.
 * A call that throws leaves no change; a change that is answered is in the journal.
 */
import { Call, type Scope, type World } from './context.ts';
import type { CallNumbers } from './call-numbers.ts';
import type { AwsError } from './errors.ts';
import { deliverEvent } from './events.ts';
import type { Registry } from './registry.ts';
import type { CallContext, InternalCall, Operation, SandboxPorts, SandboxSettings, Service, ServiceEvent } from './service.ts';
import type { Change, Store } from './store.ts';
import { Timers, type Clock, type TimerRow } from './timers.ts';

/** A call with everything filled in. */
export type CompleteCall = Required<InternalCall>;

/** What a fault does to one call (see faults/). */
export interface CallFault {
  /** Milliseconds added to the call's latency. */
  readonly latencyMs?: number;
  /** Answered instead of carrying the call out. */
  readonly error?: AwsError;
  /** Carried out, and the answer lost on the way. */
  readonly replyLost?: boolean;
}

/** How an emitted event reaches EventBridge: once per entry, after that many milliseconds (see faults/). */
export type EventDeliveries = readonly number[];

/** The parts that the dispatcher asks; given by sandbox.ts, so that the core depends on none of them. */
export interface Guards {
  /** Throws AwsError AccessDenied (in the service's own code) unless the caller may make the call. */
  authorize(request: CompleteCall, service: Service, operation: Operation<unknown, unknown>, context: CallContext): void;
  fault(request: CompleteCall, call: Call): CallFault;
  eventDeliveries(event: ServiceEvent, scope: Scope, call: Call): EventDeliveries;
  /** Milliseconds that the call takes when no fault adds to them. */
  latency(request: CompleteCall, call: Call): number;
  /** Writes the changes durably; returns when they are. */
  commit(changes: readonly Change[], now: number): void;
}

/** The connection broke before the answer arrived: what an SDK sees as a transport error. */
export class ReplyLostError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ECONNRESET';
  constructor(request: CompleteCall) {
    super(`socket hang up: a fault of the organization file lost the answer of ${request.service}:${request.operation}`);
  }
}

/** What a call came to. `error` is an AwsError, a ReplyLostError, or a mistake of the program. */
export type Outcome = { readonly latencyMs: number } & ({ readonly output: unknown } | { readonly error: unknown });

export class Dispatcher implements World {
  readonly timers: Timers;

  constructor(
    readonly store: Store,
    readonly settings: SandboxSettings,
    readonly ports: SandboxPorts,
    readonly numbers: CallNumbers,
    private readonly registry: Registry,
    private readonly guards: Guards,
    private readonly clock: Clock,
  ) {
    this.timers = new Timers(
      store,
      clock,
      (id, row) => this.runTimer(id, row),
      (kind) => registry.isBackground(kind),
    );
  }

  now(): number {
    return this.clock.now();
  }

  /** Carries out one call. Never rejects. */
  async invoke(request: CompleteCall): Promise<Outcome> {
    const call = new Call(this);
    const fault = this.guards.fault(request, call);
    const latencyMs = this.guards.latency(request, call) + (fault.latencyMs ?? 0);
    try {
      const result = this.commit(call, () => this.carryOut(request, call, fault.error));
      const output = await result;
      return fault.replyLost ? { error: new ReplyLostError(request), latencyMs } : { output, latencyMs };
    } catch (error) {
      return { error, latencyMs };
    }
  }

  /** Runs `work` as a transaction of the sandbox's own, e.g. to seed it or to record a session. */
  transact<Result>(scope: Scope, work: (context: CallContext) => Result): Result {
    const call = new Call(this);
    return this.commit(call, () => work(call.context(scope)));
  }

  nested(request: CompleteCall, call: Call): unknown {
    return this.store.transact(() => this.carryOut(request, call, undefined)).result;
  }

  emit(event: ServiceEvent, scope: Scope, call: Call): void {
    deliverEvent(event, scope, call, this.guards.eventDeliveries(event, scope, call), this.registry.eventReceiver());
  }

  private carryOut(request: CompleteCall, call: Call, fault: AwsError | undefined): unknown {
    const { service, operation } = this.registry.operation(request.service, request.operation);
    const context = call.context(request);
    this.guards.authorize(request, service, operation, context);
    if (fault) throw fault;
    return operation.handle(request.input, context);
  }

  private commit<Result>(call: Call, work: () => Result): Result {
    const { result, changes } = this.store.transact(() => {
      const value = work();
      if (this.store.changed) call.record();
      return value;
    });
    if (changes.length > 0) this.guards.commit(changes, call.now);
    this.timers.settle(call.changedTimers);
    for (const effect of call.effects) effect();
    return result;
  }

  private runTimer(id: string, row: TimerRow): void {
    const [service] = row.kind.split('/') as [string];
    const principal = `${service}.amazonaws.com`;
    const caller = { kind: 'service', arn: principal, account: row.account } as const;
    this.transact({ account: row.account, region: row.region, caller }, (context) => {
      context.cancelTimer(id);
      this.registry.timer(row.kind)(row.args, context);
    });
  }
}
