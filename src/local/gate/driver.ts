/**
 * Moves the simulation on: when nothing is runnable, after a full turn of the event loop, it releases one request, or, if none waits,
 * lets the clock jump to the next timer. It works only while somebody asks for it (`drive`, `during`), so that nothing happens in
 * virtual time behind the back of a person who is typing.
 */
import type { Gate } from './gate.ts';

/** A clock that stands still until it is told to go on. The engine's VirtualClock is one. */
export interface JumpingClock {
  now(): number;
  /** When the next timer is due, in virtual milliseconds; undefined when none is set. */
  nextTimerAt(): number | undefined;
  /** Whether a timer is set at which something goes on, rather than is given up or recurs. */
  hasWork(): boolean;
  /** Jumps to the next timer and fires it. */
  advance(): void;
}

/** Real milliseconds after which code that neither returns nor waits for the sandbox no longer holds the clock: its timeout then ends it. */
const stuckAfterMs = 10_000;

interface Demand {
  /** Called when nothing is runnable, parked or set, or a person is waited for. */
  readonly onStalled: () => void;
}

export class Driver {
  private readonly demands = new Set<Demand>();
  private looping = false;
  private closed = false;
  private wake: (() => void) | undefined;
  /** Since when, in real time, the clock stands at its time: a request meanwhile does not begin the wait anew. */
  private stood: { readonly at: number; readonly since: number } | undefined;

  /** `pace`: virtual time passes at this many times real time; undefined lets the clock jump. */
  constructor(
    private readonly clock: JumpingClock,
    private readonly gate: Gate,
    private readonly pace: number | undefined,
    /** Virtual time that must not be reached while a person is waited for; undefined when nobody is. */
    private readonly holdsAt: () => number | undefined = () => undefined,
    /** Whether somebody outside is served, who may end what waits. */
    private readonly serves: () => boolean = () => false,
  ) {}

  /** Drives until `settled` is settled and passes its result on; `stalled` when only a person or another process can let it go on. */
  drive<Value>(settled: Promise<Value>): Promise<Value | 'stalled'> {
    return this.demand(settled, true);
  }

  /** Drives until `settled` is settled. A stall is waited out: another request from outside may end it. */
  during<Value>(settled: Promise<Value>): Promise<Value> {
    return this.demand(settled, false) as Promise<Value>;
  }

  /** Ends driving; what is waiting stays unanswered. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }

  private async demand<Value>(settled: Promise<Value>, endsWhenStalled: boolean): Promise<Value | 'stalled'> {
    let demand: Demand | undefined;
    try {
      return await new Promise<Value | 'stalled'>((resolve, reject) => {
        demand = { onStalled: () => (endsWhenStalled ? resolve('stalled') : undefined) };
        settled.then(resolve, reject);
        this.demands.add(demand);
        this.wake?.();
        void this.loop().catch(reject);
      });
    } finally {
      if (demand) this.demands.delete(demand);
    }
  }

  private async loop(): Promise<void> {
    if (this.looping) return;
    this.looping = true;
    this.stood = undefined;
    let busySince: number | undefined;
    try {
      while (this.demands.size > 0 && !this.closed) {
        await turn();
        if (this.demands.size === 0) break;
        if (this.gate.runnable > 0) {
          busySince ??= performance.now();
          if (performance.now() - busySince < stuckAfterMs) continue;
        }
        busySince = undefined;
        if (this.gate.releaseOne()) continue;
        const at = this.clock.nextTimerAt();
        if (at !== undefined && !this.isHeld(at)) {
          const pace = this.paceNow();
          if (pace === undefined || (await this.passRealTime(at, pace))) this.clock.advance();
          continue;
        }
        this.stood = undefined;
        const told = new Set(this.demands);
        for (const { onStalled } of told) onStalled();
        await turn();
        // A demand that came meanwhile may see another time to go on to: it has to be told on its own.
        const isNew = [...this.demands].some((demand) => !told.has(demand));
        if (!isNew && this.demands.size > 0 && this.gate.waiting === 0 && this.gate.runnable === 0) await this.nextDemand();
      }
    } finally {
      this.looping = false;
    }
  }

  /** Whether the jump to `at` is a person's to allow: it would take the time they have, or nothing but limits is left. */
  private isHeld(at: number): boolean {
    const hold = this.holdsAt();
    return hold !== undefined && (at >= hold || !this.clock.hasWork());
  }

  /**
   * Real time as such where nothing but limits is left and somebody outside may come before them: a worker, or a client with a token.
   * Jumping would take the time that they have.
   */
  private paceNow(): number | undefined {
    return this.pace ?? (this.serves() && !this.clock.hasWork() ? 1 : undefined);
  }

  /** Waits as long as the jump to `at` takes at this pace. False when a request from outside came first. */
  private async passRealTime(at: number, pace: number): Promise<boolean> {
    const now = this.clock.now();
    if (this.stood?.at !== now) this.stood = { at: now, since: performance.now() };
    const until = this.stood.since + (at - now) / pace;
    while (performance.now() < until && !this.closed && this.demands.size > 0) {
      if (this.gate.waiting > 0 || this.clock.nextTimerAt() !== at) return false;
      await new Promise((resolve) => setTimeout(resolve, Math.min(50, Math.max(1, until - performance.now()))));
    }
    return this.demands.size > 0;
  }

  private async nextDemand(): Promise<void> {
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
  }
}

/** One full turn of the event loop: every microtask and `nextTick` that is due has run when it ends. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
