/** Virtual time for code without an engine: it jumps to the next timer when everybody waits for one. */
import type { Clock } from '../../../src/sandbox/core/timers.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

export class SimulatedTime implements Clock {
  private timers: Timer[] = [];
  private order = 0;

  constructor(private time: number) {}

  now(): number {
    return Math.round(this.time);
  }

  setTimer(at: number, fire: () => void): object {
    const timer = { at: Math.max(at, this.time), order: (this.order += 1), fire };
    this.timers.push(timer);
    return timer;
  }

  clearTimer(timer: object): void {
    this.timers = this.timers.filter((one) => one !== timer);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.setTimer(this.time + Math.max(0, milliseconds), resolve));
  }

  /** Lets time pass until `work` is over. Throws when nothing can happen any more. */
  async run<Value>(work: Promise<Value>): Promise<Value> {
    let over = false;
    const watched = work.finally(() => (over = true));
    watched.catch(() => undefined);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (over) return watched;
      const next = this.timers.reduce<Timer | undefined>(
        (first, one) => (!first || one.at < first.at || (one.at === first.at && one.order < first.order) ? one : first),
        undefined,
      );
      if (!next) throw new Error('everybody waits and no time is left');
      this.timers = this.timers.filter((one) => one !== next);
      this.time = Math.max(this.time, next.at);
      next.fire();
    }
  }
}
