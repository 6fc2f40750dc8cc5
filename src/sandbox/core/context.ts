/** What one call or timer sees: its random stream, its ids, and the effects it asks for. One instance per call, shared by nested calls. */
import { hash32, randomId, randomStream, randomUuid, type RandomStream } from './random.ts';
import type { CallNumbers } from './call-numbers.ts';
import type { Json } from './json.ts';
import type { Caller, CallContext, InternalCall, SandboxPorts, SandboxSettings, ServiceEvent } from './service.ts';
import type { Store, Table } from './store.ts';
import type { Timers } from './timers.ts';

/** What contexts share: the open sandbox. */
export interface World {
  readonly store: Store;
  readonly settings: SandboxSettings;
  readonly ports: SandboxPorts;
  readonly timers: Timers;
  readonly numbers: CallNumbers;
  now(): number;
  /** Authorizes and carries out a nested call in the running transaction; see dispatcher.ts. */
  nested(request: Required<InternalCall>, call: Call): unknown;
  emit(event: ServiceEvent, scope: Scope, call: Call): void;
  /** A transaction of its own, outside any other. */
  transact<Result>(scope: Scope, work: (context: CallContext) => Result): Result;
}

/** Whose call it is and where. */
export interface Scope {
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
}

/** One top-level call or timer run: everything that its nested calls share. */
export class Call {
  readonly number: number;
  readonly now: number;
  readonly effects: (() => void)[] = [];
  readonly changedTimers = new Set<string>();
  /* Made when they are first drawn from: most calls only read, and draw nothing. */
  private ids: RandomStream | undefined;
  private draws: RandomStream | undefined;
  private ownRequestId: string | undefined;
  private recorded = false;

  constructor(readonly world: World) {
    this.number = world.numbers.next();
    this.now = world.now();
  }

  get requestId(): string {
    return (this.ownRequestId ??= randomUuid(this.stream('request')));
  }

  random(): number {
    this.draws ??= this.stream('draws');
    return this.draws();
  }

  /** The stream of ids. Taking from it records the call's number, so that no id is given twice, even after a crash. */
  idStream(): RandomStream {
    this.record();
    return (this.ids ??= this.stream('ids'));
  }

  /** Puts the call's number into the running transaction, once. Outside one (a late id of a promise) the number stays in memory. */
  record(): void {
    if (this.recorded || !this.world.store.inTransaction) return;
    this.recorded = true;
    this.world.numbers.record(this.number);
  }

  /** A number in [0, 1) that belongs to this call and `purpose` without moving the call's own draws (faults, latency). */
  draw(purpose: string): number {
    return hash32(`${this.world.settings.seed}/${purpose}/${this.number}`) / 0x1_0000_0000;
  }

  private stream(purpose: string): RandomStream {
    return randomStream(this.world.settings.seed, `${purpose}/${this.number}`);
  }

  /** The view of this call that operations get. */
  context(scope: Scope): CallContext {
    return new ScopedContext(this, scope);
  }
}

class ScopedContext implements CallContext {
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
  readonly now: number;
  readonly store: Store;
  readonly settings: SandboxSettings;
  readonly ports: SandboxPorts;

  constructor(
    private readonly run: Call,
    private readonly scope: Scope,
  ) {
    this.account = scope.account;
    this.region = scope.region;
    this.caller = scope.caller;
    this.now = run.now;
    this.store = run.world.store;
    this.settings = run.world.settings;
    this.ports = run.world.ports;
  }

  get requestId(): string {
    return this.run.requestId;
  }
  random(): number {
    return this.run.random();
  }
  id(length: number, alphabet?: string): string {
    return randomId(this.run.idStream(), length, alphabet);
  }
  uuid(): string {
    return randomUuid(this.run.idStream());
  }
  table<Row>(name: string): Table<Row> {
    return this.store.table<Row>(name);
  }
  schedule(at: number, kind: string, args: Json): string {
    const id = this.run.world.timers.add({ at, kind, args, account: this.account, region: this.region });
    this.run.changedTimers.add(id);
    return id;
  }
  cancelTimer(id: string): void {
    this.run.world.timers.remove(id);
    this.run.changedTimers.add(id);
  }
  emit(event: ServiceEvent): void {
    this.run.world.emit(event, this.scope, this.run);
  }
  call<Output>(request: InternalCall): Output {
    const complete = { ...this.scope, ...request };
    return this.run.world.nested(
      { ...complete, account: request.account ?? request.caller?.account ?? this.account },
      this.run,
    ) as Output;
  }
  afterCommit(effect: () => void): void {
    this.run.effects.push(effect);
  }
  transact(work: (context: CallContext) => void): void {
    this.run.world.transact(this.scope, work);
  }
}
