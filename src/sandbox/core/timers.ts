/**
 * Durable timers: rows of `sandbox/timers`, armed on the clock while the sandbox is open and armed again, in the same order, when it
 * is opened the next time.
 */
import type { Json } from './json.ts';
import type { Store, Table } from './store.ts';

/** Time as the sandbox sees it, in milliseconds since the epoch; the engine's clock fits. */
export interface Clock {
  now(): number;
  setTimer(at: number, fire: () => void, purpose?: 'work' | 'background'): object;
  clearTimer(timer: object): void;
}

/** `sandbox/timers`, key: the timer's id. */
export interface TimerRow {
  /** Virtual milliseconds. */
  readonly at: number;
  /** Order among timers due at the same time. */
  readonly seq: number;
  /** `<service>/<what-happens>`. */
  readonly kind: string;
  readonly args: Json;
  readonly account: string;
  readonly region: string;
}

export class Timers {
  private readonly rows: Table<TimerRow>;
  private readonly armed = new Map<string, object>();

  /** `run` carries out one due timer: it deletes the row and calls the handler, in one transaction. `isBackground`: see service.ts. */
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly run: (id: string, row: TimerRow) => void,
    private readonly isBackground: (kind: string) => boolean,
  ) {
    this.rows = store.table<TimerRow>('sandbox/timers');
    for (const [id, row] of [...this.rows.entries()].sort(([, one], [, other]) => one.at - other.at || one.seq - other.seq))
      this.arm(id, row);
  }

  /** Adds a timer in the running transaction; it is armed by `settle`. Returns its id. */
  add(timer: Omit<TimerRow, 'seq'>): string {
    const counters = this.store.table<number>('sandbox/counters');
    const seq = (counters.get('timers') ?? 0) + 1;
    counters.put('timers', seq);
    const id = `t${seq}`;
    this.rows.put(id, { ...timer, seq });
    return id;
  }

  /** Cancels a timer in the running transaction; one that has fired or is unknown is left alone. */
  remove(id: string): void {
    this.rows.delete(id);
  }

  /** After a commit: makes the clock agree with what the transaction did to the rows of these ids. */
  settle(ids: Iterable<string>): void {
    for (const id of ids) {
      const row = this.rows.get(id);
      const handle = this.armed.get(id);
      if (row && !handle) this.arm(id, row);
      else if (!row && handle) {
        this.clock.clearTimer(handle);
        this.armed.delete(id);
      }
    }
  }

  /** Takes every timer off the clock; the rows stay. */
  close(): void {
    for (const handle of this.armed.values()) this.clock.clearTimer(handle);
    this.armed.clear();
  }

  private arm(id: string, row: TimerRow): void {
    const fire = (): void => {
      this.armed.delete(id);
      if (this.rows.has(id)) this.run(id, row);
    };
    const handle = this.clock.setTimer(row.at, fire, this.isBackground(row.kind) ? 'background' : 'work');
    this.armed.set(id, handle);
  }
}
