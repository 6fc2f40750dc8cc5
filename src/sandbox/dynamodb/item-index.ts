/**
 * The order of a table's items: partitions by a hash of the partition key, items in a partition by sort key. Derived from the rows
 * and kept up to date by their changes. One for the table itself and one per secondary index, which thus is never behind (on AWS a
 * global index is eventually consistent).
 */
import { perStore } from '../core/indexes.ts';
import { hash32 } from '../core/random.ts';
import type { Item } from './attribute-values.ts';
import { attribute, sortable, typeOf } from './attribute-values.ts';
import type { CallContext } from '../core/service.ts';
import { follow } from '../core/indexes.ts';
import type { Key, TableRow } from './rows.ts';
import { itemsOf } from './rows.ts';

/** Where an item stands: `sort` and then `id` decide. */
export interface Entry {
  readonly sort: string;
  /** Key of the item's row. */
  readonly id: string;
}

export class ItemIndex {
  private readonly partitions = new Map<string, Entry[]>();
  private order: string[] | undefined;

  constructor(
    private readonly key: Key,
    private readonly types: TableRow['attributes'],
  ) {}

  /** The partition of an item and its place in it; undefined when the item lacks a key attribute of the right type. */
  place(item: Item, id: string): { partition: string; entry: Entry } | undefined {
    const hash = attribute(item, this.key.hash);
    const range = this.key.range === undefined ? undefined : attribute(item, this.key.range);
    if (!hash || typeOf(hash) !== this.types[this.key.hash]) return undefined;
    if (this.key.range !== undefined && (!range || typeOf(range) !== this.types[this.key.range])) return undefined;
    return { partition: partitionName(sortable(hash)), entry: { sort: range ? sortable(range) : '', id } };
  }

  change(id: string, item: Item | undefined, before: Item | undefined): void {
    const from = before && this.place(before, id);
    const to = item && this.place(item, id);
    if (from && to && from.partition === to.partition && from.entry.sort === to.entry.sort) return;
    if (from) this.remove(from.partition, from.entry);
    if (to) this.insert(to.partition, to.entry);
  }

  /** Entries of one partition in order. */
  partition(name: string): readonly Entry[] {
    return this.partitions.get(name) ?? [];
  }

  /** Names of all partitions in the order in which a Scan meets them. */
  names(): readonly string[] {
    this.order ??= [...this.partitions.keys()].sort();
    return this.order;
  }

  private insert(partition: string, entry: Entry): void {
    let entries = this.partitions.get(partition);
    if (!entries) {
      entries = [];
      this.partitions.set(partition, entries);
      this.order = undefined;
    }
    entries.splice(firstNotBefore(entries, entry), 0, entry);
  }

  private remove(partition: string, entry: Entry): void {
    const entries = this.partitions.get(partition);
    if (!entries) return;
    entries.splice(firstNotBefore(entries, entry), 1);
    if (entries.length > 0) return;
    this.partitions.delete(partition);
    this.order = undefined;
  }
}

/** The name of the partition that a (sortable) partition key lives in; names sort by hash, as DynamoDB scatters keys. */
export const partitionName = (key: string): string => hash32(key).toString(16).padStart(8, '0') + key;

export const isBefore = (one: Entry, other: Entry): boolean =>
  one.sort < other.sort || (one.sort === other.sort && one.id < other.id);

/** Position of the first entry that is not before `entry`. */
export function firstNotBefore(entries: readonly Entry[], entry: Entry): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(entries[middle]!, entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const indexesByTable = perStore(() => new Map<string, ReadonlyMap<string, ItemIndex>>());

/** The table's own order (no `name`) or that of a secondary index; undefined when the table has no such index. */
export function itemIndex(table: TableRow, name: string | undefined, context: CallContext): ItemIndex | undefined {
  const known = indexesByTable(context.store);
  let indexes = known.get(table.id);
  if (!indexes) {
    const built = new Map([['', new ItemIndex(table.key, table.attributes)]]);
    for (const { name: own, key } of table.indexes) built.set(own, new ItemIndex(key, table.attributes));
    follow(itemsOf(context.store, table), (id, item, before) => {
      for (const index of built.values()) index.change(id, item, before);
    });
    known.set(table.id, built);
    indexes = built;
  }
  return indexes.get(name ?? '');
}
