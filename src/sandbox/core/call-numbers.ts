/**
 * The number of each call or timer run, from which its random numbers, ids and request id derive. The count is a row, written together
 * with the first change of a call: calls that only read leave no trace in the journal.
 */
import type { Store } from './store.ts';

/** `sandbox/counters`, key `calls`: the number of the last call that changed something. */
const table = 'sandbox/counters';

export class CallNumbers {
  private last: number;

  constructor(private readonly store: Store) {
    this.last = store.table<number>(table).get('calls') ?? 0;
  }

  /** The next number; 1 for the first call of an organization. */
  next(): number {
    this.last += 1;
    return this.last;
  }

  /** Writes the number into the running transaction. */
  record(call: number): void {
    this.store.table<number>(table).put('calls', call);
  }
}
