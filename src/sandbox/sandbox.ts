/** A simulated AWS organization: opened from its file or its journal, called over the wire or in process, closed when done. */
import { Authorizer } from './authorization/authorize.ts';
import { CallLog, type CallLogEntry } from './authorization/call-log.ts';
import type { CallSite } from './authorization/condition-values.ts';
import type { Decision } from './authorization/decide.ts';
import { CallNumbers } from './core/call-numbers.ts';
import { Dispatcher, type CompleteCall, type Outcome } from './core/dispatcher.ts';
import { AwsError } from './core/errors.ts';
import { routeWaitingEvents, sandboxService } from './core/events.ts';
import { hash32, randomStream, randomUuid } from './core/random.ts';
import { Registry } from './core/registry.ts';
import type { Caller, CallContext, InternalCall, Permission, SandboxPorts, SandboxSettings, Service } from './core/service.ts';
import { Store } from './core/store.ts';
import type { Clock } from './core/timers.ts';
import { Faults } from './faults/faults.ts';
import { Journal } from './journal/journal.ts';
import { settingsOf, type Organization } from './organization/organization.ts';
import { seeds } from './seed.ts';
import { services } from './services.ts';
import { findSession, LastingSessions } from './sts/sessions.ts';
import { answer, loadingFor, type TimedResponse } from './wire/endpoint.ts';
import type { WireRequest } from './wire/request.ts';
import type { Signature } from './wire/signature.ts';

export interface SandboxOptions {
  readonly organization: Organization;
  /** Folder of the journal; without one the sandbox lives in memory only. */
  readonly directory?: string;
  /** Its time begins at the organization's `now`, or goes on at `journalTime(directory)`. */
  readonly clock: Clock;
  readonly ports: SandboxPorts;
  /** Keeps every decision for `callLog`; a batch of thousands takes room and time for it. Implied by `callLogFile`. */
  readonly callLog?: boolean;
  /** File to which decisions are logged, one per process; see call-log.ts. */
  readonly callLogFile?: string;
  /** Services to simulate; all of them by default. */
  readonly services?: readonly Service[];
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Sandbox {
  readonly store: Store;
  readonly settings: SandboxSettings;
  /** Adds a service, e.g. `states` of the embedded engine. Timers of its kinds may be waiting already. */
  register(service: Service): void;
  /** Settles when the code that a request needs is loaded; undefined when it is. */
  loadingFor(request: WireRequest): Promise<unknown> | undefined;
  /** Answers a request off the wire. Rejects with ReplyLostError when a fault lost the answer, with UnreachableError when the Region is out. */
  handle(request: WireRequest): Promise<TimedResponse>;
  /** Carries out a call in process, authorized like any other. Never rejects: errors are in the outcome. */
  invoke(request: CompleteCall): Promise<Outcome>;
  /** As `invoke`, without the latency. Rejects with the AwsError. The account defaults to the caller's, the Region to the home Region. */
  call(request: InternalCall & { readonly caller: Caller }): Promise<unknown>;
  /** Credentials of a principal, the same ones each time. They do not expire. */
  credentials(caller: Caller): Credentials;
  /** Whom a signature's credentials stand for. @throws AwsError when they are unknown or have expired. */
  callerOf(signature: Pick<Signature, 'accessKeyId' | 'sessionToken'>): Caller;
  /** Decides and logs without carrying anything out; `call` names in the log what asked. */
  decide(caller: Caller, permissions: readonly Permission[], site: CallSite, call: string): Decision;
  /** Runs `work` as a transaction of the service principal `groundcrew.amazonaws.com`, in the management account and home Region. */
  transact<Result>(work: (context: CallContext) => Result): Result;
  /** Every distinct decision so far. */
  callLog(): readonly (CallLogEntry & { readonly count: number })[];
  /** Writes the virtual time to the journal, and compacts a long one. */
  checkpoint(): void;
  close(): void;
}

/** Opens the organization: replays its journal, or seeds a new one from the file. */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  return new OpenSandbox(options);
}

class OpenSandbox implements Sandbox {
  readonly store = new Store();
  readonly settings: SandboxSettings;
  private readonly registry = new Registry();
  private readonly dispatcher: Dispatcher;
  private readonly authorizer: Authorizer;
  private readonly sessions: LastingSessions;
  private readonly journal: Journal | undefined;
  private readonly clock: Clock;
  private requests = 0;

  constructor({
    organization,
    directory,
    clock,
    ports,
    callLog = false,
    callLogFile,
    services: simulated = services,
  }: SandboxOptions) {
    this.clock = clock;
    this.journal = directory === undefined ? undefined : Journal.open(directory, this.store);
    const kept = this.store.table<Organization>('sandbox/organization').get('organization');
    const source = kept ?? organization;
    this.settings = settingsOf(source);
    this.sessions = new LastingSessions(this.settings.seed);
    this.authorizer = new Authorizer(this.store, callLog || callLogFile !== undefined ? new CallLog(callLogFile) : undefined);
    const faults = new Faults(source.faults);
    this.registry.add(sandboxService(() => this.registry.eventReceiver()));
    for (const service of simulated) this.registry.add(service);
    this.dispatcher = new Dispatcher(
      this.store,
      this.settings,
      ports,
      new CallNumbers(this.store),
      this.registry,
      {
        authorize: (...call) => this.authorizer.authorize(...call),
        fault: (request, call) => faults.ofCall(request, call),
        eventDeliveries: (event, scope, call) => faults.ofEvent(event, scope, call),
        latency: (_request, call) => 15 + Math.floor(45 * call.draw('latency')),
        commit: (changes, now) => this.journal?.append(changes, now),
      },
      clock,
    );
    if (!kept) this.seed(organization);
  }

  register(service: Service): void {
    this.registry.add(service);
    const receive = service.receiveEvent;
    if (receive) this.transact((context) => routeWaitingEvents(this.store, context, receive));
  }

  loadingFor(request: WireRequest): Promise<unknown> | undefined {
    return loadingFor(request);
  }

  handle(request: WireRequest): Promise<TimedResponse> {
    return answer(request, {
      callerOf: (signature) => this.callerOf(signature),
      invoke: (call) => this.invoke(call),
      requestId: () => this.requestId(),
    });
  }

  invoke(request: CompleteCall): Promise<Outcome> {
    return this.dispatcher.invoke(request);
  }

  async call(request: InternalCall & { readonly caller: Caller }): Promise<unknown> {
    const { account = request.caller.account, region = this.settings.homeRegion } = request;
    const outcome = await this.invoke({ ...request, account, region });
    if ('error' in outcome) throw outcome.error;
    return outcome.output;
  }

  credentials(caller: Caller): Credentials {
    const { accessKeyId, secretAccessKey, sessionToken } = this.sessions.of(caller);
    return { accessKeyId, secretAccessKey, sessionToken };
  }

  callerOf({ accessKeyId, sessionToken }: Pick<Signature, 'accessKeyId' | 'sessionToken'>): Caller {
    const session = findSession(this.store, this.sessions, accessKeyId);
    if (!session || session.sessionToken !== sessionToken) {
      throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', { statusCode: 403 });
    }
    if (session.expiresAt !== undefined && session.expiresAt <= this.clock.now()) {
      throw new AwsError('ExpiredToken', 'The security token included in the request is expired', { statusCode: 403 });
    }
    return session.caller;
  }

  decide(caller: Caller, permissions: readonly Permission[], site: CallSite, call: string): Decision {
    return this.authorizer.decide(caller, permissions, site, call);
  }

  transact<Result>(work: (context: CallContext) => Result): Result {
    const { managementAccount: account, homeRegion: region } = this.settings;
    const caller: Caller = { kind: 'service', arn: 'groundcrew.amazonaws.com', account };
    return this.dispatcher.transact({ account, region, caller }, work);
  }

  callLog(): readonly (CallLogEntry & { readonly count: number })[] {
    if (!this.authorizer.log) throw new Error('decisions are not kept: open the sandbox with callLog');
    return this.authorizer.log.entries();
  }

  checkpoint(): void {
    this.journal?.append([], this.clock.now());
    this.journal?.compactIfLong();
  }

  close(): void {
    this.dispatcher.timers.close();
    this.checkpoint();
    this.journal?.close();
  }

  private seed(organization: Organization): void {
    this.transact((context) => {
      context.table<Organization>('sandbox/organization').put('organization', organization);
      for (const seed of seeds) seed(organization, context);
    });
  }

  private requestId(): string {
    this.requests += 1;
    return randomUuid(randomStream(hash32(`${this.settings.seed}`), `wire/${this.requests}`));
  }
}
