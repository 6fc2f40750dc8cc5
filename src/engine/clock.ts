import type { Clock, TimerHandle, TimerPurpose } from './ports.ts';

interface Timer {
  readonly at: number;
  readonly seq: number;
  readonly fire: () => void;
  readonly purpose: TimerPurpose;
  cleared: boolean;
}

/**
 * A clock that stands still until it is told to jump to its next timer. Timers fire in the order of (time, order of setting).
 * `src/local` jumps when nothing in the simulation is runnable; `runToIdle` does so for an engine that is used alone.
 */
export class VirtualClock implements Clock {
  private time: number;
  private seq = 0;
  /** A binary heap by (at, seq): a batch of thousands sets and clears tens of thousands of timers. */
  private readonly heap: Timer[] = [];
  private work = 0;

  /** @param start milliseconds since the epoch. */
  constructor(start: number) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  setTimer(at: number, fire: () => void, purpose: TimerPurpose = 'work'): TimerHandle {
    const timer: Timer = { at: Math.max(at, this.time), seq: this.seq++, fire, purpose, cleared: false };
    this.push(timer);
    if (purpose === 'work') this.work += 1;
    return timer;
  }

  clearTimer(timer: TimerHandle): void {
    this.end(timer as Timer);
  }

  /** Whether a timer is set at which something goes on: neither a time limit nor one that recurs. */
  hasWork(): boolean {
    return this.work > 0;
  }

  /** When the next timer is due, in milliseconds since the epoch; undefined when none is set. */
  nextTimerAt(): number | undefined {
    while (this.heap[0]?.cleared) this.pop();
    return this.heap[0]?.at;
  }

  /** Jumps to the next timer and fires it. Does nothing when none is set. */
  advance(): void {
    if (this.nextTimerAt() === undefined) return;
    const timer = this.pop()!;
    this.end(timer);
    this.time = Math.max(this.time, timer.at);
    timer.fire();
  }

  /** Jumps from timer to timer, after a full turn of the event loop each, until none is left or `until` says so. */
  async runToIdle(until: () => boolean = () => false): Promise<void> {
    for (;;) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (until() || this.nextTimerAt() === undefined) return;
      this.advance();
    }
  }

  /** Once for each timer: fired, or cleared before. */
  private end(timer: Timer): void {
    if (timer.cleared) return;
    timer.cleared = true;
    if (timer.purpose === 'work') this.work -= 1;
  }

  private push(timer: Timer): void {
    const { heap } = this;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = timer;
  }

  private pop(): Timer | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return top;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.seq < b.seq);

/** Real time. For watching an engine live, and for handlers that do real work. */
export class WallClock implements Clock {
  now(): number {
    return Date.now();
  }

  setTimer(at: number, fire: () => void): TimerHandle {
    return { timeout: longTimeout(at, fire) };
  }

  clearTimer(timer: TimerHandle): void {
    (timer as { timeout: { clear: () => void } }).timeout.clear();
  }
}

/** Node's timers hold at most 2^31 - 1 ms (24.8 days); a Wait may be longer. */
function longTimeout(at: number, fire: () => void): { clear: () => void } {
  const longest = 2 ** 31 - 1;
  let handle: NodeJS.Timeout;
  const arm = (): void => {
    const left = at - Date.now();
    handle = left > longest ? setTimeout(arm, longest) : setTimeout(fire, Math.max(0, left));
  };
  arm();
  return { clear: () => clearTimeout(handle) };
}
