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
  /** Jumps to the next timer and fires it. */
  advance(): void;
}

/** Real milliseconds after which code that neither returns nor waits for the sandbox no longer holds the clock: its timeout then ends it. */
const stuckAfterMs = 10_000;

interface Demand {
  /** Called when nothing is runnable, parked or set. */
  readonly onStalled: () => void;
}

export class Driver {
  private readonly demands = new Set<Demand>();
  private looping = false;
  private closed = false;
  private wake: (() => void) | undefined;

  /** `pace`: virtual time passes at this many times real time; undefined lets the clock jump. */
  constructor(
    private readonly clock: JumpingClock,
    private readonly gate: Gate,
    private readonly pace: number | undefined,
  ) {}

  /** Drives until `settled` is settled and passes its result on; `stalled` when only something from outside can go on. */
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
        if (at !== undefined) {
          if (this.pace === undefined || (await this.passRealTime(at))) this.clock.advance();
          continue;
        }
        for (const { onStalled } of this.demands) onStalled();
        await turn();
        if (this.demands.size > 0 && this.gate.waiting === 0 && this.gate.runnable === 0) await this.nextDemand();
      }
    } finally {
      this.looping = false;
    }
  }

  /** Waits as long as the jump to `at` takes at this pace. False when a request from outside came first. */
  private async passRealTime(at: number): Promise<boolean> {
    const until = performance.now() + (at - this.clock.now()) / this.pace!;
    while (performance.now() < until && !this.closed && this.demands.size > 0) {
      if (this.gate.waiting > 0) return false;
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
