import type { MaybePromise } from '../execution/maybe-promise.ts';
import type { Clock, TimerHandle, TimerPurpose } from '../ports.ts';
import { ReplayError, type Input, type RecordedInput } from './recorded-input.ts';

interface Timer {
  readonly n: number;
  readonly at: number;
  readonly setAt: number;
  readonly fire: () => void;
  readonly purpose: TimerPurpose | undefined;
  handle: TimerHandle | undefined;
}

/** A timer that was set before the restart, and how to set it again. */
export interface WaitingTimer {
  readonly at: number;
  readonly setAt: number;
  readonly n: number;
  readonly arm: () => void;
}

/** The jobs of one execution, and its time: the engine's own while it runs, that of its recorded inputs while it is replayed. */
export class Timeline implements Clock {
  replaying: boolean;
  /** How many jobs have begun. */
  jobs = 0;
  private time: number;
  private timersSet = 0;
  private readonly timers = new Map<number, Timer>();
  /** While it is replayed: jobs that are ready, and how many may begin before the next input comes. */
  private ready: (() => MaybePromise<void>)[] = [];
  private limit = Infinity;
  private running = false;
  private recorded: readonly RecordedInput[] = [];
  private cursor = 0;

  /** `replayFrom`: when the execution that is to be replayed started; undefined for one that starts now. */
  constructor(
    private readonly base: { readonly clock: Clock; readonly queue: { add(job: () => MaybePromise<void>): void } },
    private readonly write: (input: RecordedInput) => void,
    replayFrom: number | undefined,
  ) {
    this.replaying = replayFrom !== undefined;
    this.time = replayFrom ?? 0;
  }

  /** Keeps an input that came now. */
  received(input: Input): void {
    if (!this.replaying) this.write({ at: this.base.clock.now(), jobs: this.jobs, ...input });
  }

  now(): number {
    return this.replaying ? this.time : this.base.clock.now();
  }

  setTimer(at: number, fire: () => void, purpose?: TimerPurpose): TimerHandle {
    const setAt = this.now();
    const timer: Timer = { n: this.timersSet, at: Math.max(at, setAt), setAt, fire, purpose, handle: undefined };
    this.timersSet += 1;
    if (this.replaying) this.timers.set(timer.n, timer);
    else this.arm(timer);
    return timer;
  }

  clearTimer(handle: TimerHandle): void {
    const timer = handle as Timer;
    this.timers.delete(timer.n);
    if (timer.handle !== undefined) this.base.clock.clearTimer(timer.handle);
  }

  add(job: () => MaybePromise<void>): void {
    if (!this.replaying) {
      this.base.queue.add(() => {
        this.jobs += 1;
        return job();
      });
      return;
    }
    this.ready.push(job);
    this.drain();
  }

  /** Does what was recorded again: each input when as many jobs have begun as had then. `deliver` hands one on. */
  async replay(recorded: readonly RecordedInput[], begin: () => void, deliver: (input: RecordedInput) => void): Promise<void> {
    this.recorded = recorded;
    this.limit = recorded[0]?.jobs ?? Infinity;
    begin();
    for (;;) {
      this.drain();
      await this.quiet();
      const next = this.recorded[this.cursor];
      if (next === undefined) break;
      if (this.jobs < next.jobs || answers.has(next.kind)) {
        throw new ReplayError(`input ${this.cursor + 1} (${next.kind}) does not come where it came`);
      }
      this.cursor += 1;
      this.limit = this.recorded[this.cursor]?.jobs ?? Infinity;
      this.time = next.at;
      deliver(next);
    }
  }

  /** While it is replayed: the next input, which an ongoing call is about to get, when it is of that kind; undefined otherwise. */
  take<Kind extends Input['kind']>(kind: Kind): Extract<RecordedInput, { kind: Kind }> | undefined {
    const next = this.recorded[this.cursor];
    if (next?.kind !== kind) return undefined;
    this.cursor += 1;
    this.limit = this.recorded[this.cursor]?.jobs ?? Infinity;
    return next as Extract<RecordedInput, { kind: Kind }>;
  }

  /** Looks at the input that `take` would give. */
  peek(): RecordedInput | undefined {
    return this.recorded[this.cursor];
  }

  fire(n: number): void {
    const timer = this.timers.get(n);
    if (timer === undefined) throw new ReplayError(`timer ${n} was not set`);
    this.timers.delete(n);
    timer.fire();
  }

  /** From here on it is the engine's time and queue. Timers that are set still are to be armed. */
  goOn(): WaitingTimer[] {
    this.replaying = false;
    this.recorded = [];
    const waiting = [...this.timers.values()];
    this.timers.clear();
    return waiting.map((timer) => ({ at: timer.at, setAt: timer.setAt, n: timer.n, arm: () => this.arm(timer) }));
  }

  private arm(timer: Timer): void {
    timer.handle = this.base.clock.setTimer(
      timer.at,
      () => {
        this.received({ kind: 'timer', n: timer.n });
        timer.fire();
      },
      timer.purpose,
    );
  }

  private drain(): void {
    if (this.running) return;
    this.running = true;
    while (this.ready.length > 0 && this.jobs < this.limit) {
      this.jobs += 1;
      const job = this.ready.shift()!();
      if (job instanceof Promise) {
        void job.then(() => {
          this.running = false;
          this.drain();
        });
        return;
      }
    }
    this.running = false;
  }

  /** Until nothing of the execution runs any more. */
  private async quiet(): Promise<void> {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.running);
  }
}

/** Inputs that answer a call at once: whoever calls takes them. */
const answers: ReadonlySet<Input['kind']> = new Set<Input['kind']>(['activity', 'redrivable']);
