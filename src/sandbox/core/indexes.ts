/** Parts for indexes over tables. An index is derived: undo and replay maintain it, nothing journals it. */
import type { Store, Table } from './store.ts';

const nothing: ReadonlySet<string> = new Set();

/** Sets of keys by what they have in common. */
export class Grouping {
  private readonly groups = new Map<string, Set<string>>();

  /** The keys of that group, in the order in which they joined it. */
  of(group: string): ReadonlySet<string> {
    return this.groups.get(group) ?? nothing;
  }

  /** Moves `key` from one group to another; an undefined group is none. */
  move(key: string, from: string | undefined, to: string | undefined): void {
    if (from === to) return;
    if (from !== undefined) {
      const group = this.groups.get(from);
      group?.delete(key);
      if (group?.size === 0) this.groups.delete(from);
    }
    if (to === undefined) return;
    const group = this.groups.get(to);
    if (group) group.add(key);
    else this.groups.set(to, new Set([key]));
  }
}

/** Feeds a table's present rows and every later change to `listener`. */
export function follow<Row>(
  table: Table<Row>,
  listener: (key: string, row: Row | undefined, before: Row | undefined) => void,
): void {
  for (const [key, row] of table.entries()) listener(key, row, undefined);
  table.onChange(listener);
}

/** A function that gives each store its own index, made by `build` on first use. */
export function perStore<Index>(build: (store: Store) => Index): (store: Store) => Index {
  const built = new WeakMap<Store, Index>();
  return (store) => {
    let index = built.get(store);
    if (index === undefined) {
      index = build(store);
      built.set(store, index);
    }
    return index;
  };
}

/** Groups a table's keys by `groupOf`; rows for which it is undefined are in no group. */
export function groupTable<Row>(table: Table<Row>, groupOf: (row: Row) => string | undefined): Grouping {
  const grouping = new Grouping();
  follow(table, (key, row, before) => grouping.move(key, before && groupOf(before), row && groupOf(row)));
  return grouping;
}
