/**
 * The sandbox's state: named tables of JSON rows, changed only inside a transaction.
 *
 * A transaction is the synchronous part of one operation or one timer. Its changes become one journal line, written before the
 * operation's reply (see journal.ts); if the operation throws, they are undone, so a refused call changes nothing.
 * Rows are immutable values: to change one, put a new object.
 */

/** One change: the table, the key, and the new row, or `undefined` where the row was deleted. */
export interface Change {
  readonly table: string;
  readonly key: string;
  readonly row: unknown;
}

/** A keyed set of rows. Iteration is in order of insertion, which a replay of the journal reproduces. */
export interface Table<Row> {
  readonly name: string;
  readonly size: number;
  get(key: string): Row | undefined;
  has(key: string): boolean;
  put(key: string, row: Row): void;
  delete(key: string): void;
  keys(): IterableIterator<string>;
  values(): IterableIterator<Row>;
  entries(): IterableIterator<[string, Row]>;
  /** Calls `listener` after each change (also on undo and replay): for indexes derived from the rows. Returns nothing to unsubscribe. */
  onChange(listener: (key: string, row: Row | undefined, before: Row | undefined) => void): void;
}

class MapTable<Row> implements Table<Row> {
  private rows = new Map<string, Row>();
  /** When each row was inserted: an undone deletion gets its place back, so that iteration agrees with a replay. */
  private readonly insertions = new Map<string, number>();
  private insertionCount = 0;
  private readonly listeners: ((key: string, row: Row | undefined, before: Row | undefined) => void)[] = [];

  constructor(
    readonly name: string,
    private readonly record: (change: Change, before: unknown, place: number | undefined) => void,
  ) {}

  get size(): number {
    return this.rows.size;
  }
  get(key: string): Row | undefined {
    return this.rows.get(key);
  }
  has(key: string): boolean {
    return this.rows.has(key);
  }
  put(key: string, row: Row): void {
    this.record({ table: this.name, key, row }, this.rows.get(key), this.place(key));
    this.apply(key, row);
  }
  delete(key: string): void {
    if (!this.rows.has(key)) return;
    this.record({ table: this.name, key, row: undefined }, this.rows.get(key), this.place(key));
    this.apply(key, undefined);
  }
  keys(): IterableIterator<string> {
    return this.rows.keys();
  }
  values(): IterableIterator<Row> {
    return this.rows.values();
  }
  entries(): IterableIterator<[string, Row]> {
    return this.rows.entries();
  }
  onChange(listener: (key: string, row: Row | undefined, before: Row | undefined) => void): void {
    this.listeners.push(listener);
  }
  /** Sets a row without recording it: replay and undo only. */
  apply(key: string, row: Row | undefined): void {
    const before = this.rows.get(key);
    if (row === undefined) {
      this.rows.delete(key);
      this.insertions.delete(key);
    } else {
      if (before === undefined) this.insertions.set(key, this.insertionCount++);
      this.rows.set(key, row);
    }
    for (const listener of this.listeners) listener(key, row, before);
  }
  /** The key's place in the order of iteration, to be given back by `restore`. */
  place(key: string): number | undefined {
    return this.insertions.get(key);
  }
  /** Undoes one change: the row as it was, in its old place. */
  restore(key: string, before: Row | undefined, place: number | undefined): void {
    const moved = before !== undefined && this.insertions.get(key) !== place;
    this.apply(key, before);
    if (!moved || place === undefined) return;
    this.insertions.set(key, place);
    this.rows = new Map([...this.rows].sort(([one], [other]) => this.insertions.get(one)! - this.insertions.get(other)!));
  }
}

interface Transaction {
  readonly changes: Change[];
  readonly undo: { readonly table: string; readonly key: string; readonly before: unknown; readonly place: number | undefined }[];
}

export class Store {
  private readonly tables = new Map<string, MapTable<unknown>>();
  private transaction: Transaction | undefined;

  /** The table of that name, made empty on first use. Names are `<service>/<plural noun>`, e.g. `organizations/accounts`. */
  table<Row>(name: string): Table<Row> {
    return this.mapTable(name) as unknown as Table<Row>;
  }

  /**
   * Runs `work` as one transaction and returns its result with the changes made. A nested call joins the outer transaction: it
   * returns no changes of its own. When `work` throws, its changes (of a nested call: only those) are undone and the error is passed on.
   */
  transact<Result>(work: () => Result): { result: Result; changes: readonly Change[] } {
    if (this.transaction) {
      const mark = this.transaction.changes.length;
      try {
        return { result: work(), changes: [] };
      } catch (error) {
        this.undo(this.transaction, mark);
        throw error;
      }
    }
    const transaction: Transaction = { changes: [], undo: [] };
    this.transaction = transaction;
    try {
      return { result: work(), changes: transaction.changes };
    } catch (error) {
      this.undo(transaction, 0);
      throw error;
    } finally {
      this.transaction = undefined;
    }
  }

  /** True when the running transaction has changed something. */
  get changed(): boolean {
    return (this.transaction?.changes.length ?? 0) > 0;
  }

  /** True inside `transact`. */
  get inTransaction(): boolean {
    return this.transaction !== undefined;
  }

  /** Applies changes read back from a journal or a snapshot. */
  replay(changes: Iterable<Change>): void {
    for (const { table, key, row } of changes) this.mapTable(table).apply(key, row);
  }

  /** Every row as a change, table by table: what a snapshot holds. */
  *rows(): IterableIterator<Change> {
    for (const [table, rows] of this.tables) for (const [key, row] of rows.entries()) yield { table, key, row };
  }

  /** Takes back the changes from number `mark` on, newest first. */
  private undo(transaction: Transaction, mark: number): void {
    for (const { table, key, before, place } of transaction.undo.splice(mark).reverse())
      this.mapTable(table).restore(key, before, place);
    transaction.changes.length = mark;
  }

  private mapTable(name: string): MapTable<unknown> {
    let table = this.tables.get(name);
    if (!table) {
      table = new MapTable(name, (change, before, place) => {
        if (!this.transaction) throw new Error(`table ${name} was changed outside a transaction (key ${change.key})`);
        this.transaction.changes.push(change);
        this.transaction.undo.push({ table: name, key: change.key, before, place });
      });
      this.tables.set(name, table);
    }
    return table;
  }
}
