/**
 * Deletion of expired items. AWS deletes within days of the expiry; here a sweep runs every virtual hour while a table has a
 * time-to-live attribute and items that carry it (not AWS's).
 */
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';
import { attribute } from './attribute-values.ts';
import type { TableRow } from './rows.ts';
import { itemsOf, tables } from './rows.ts';

const interval = 60 * 60 * 1000;

/** Five years: DynamoDB leaves items alone whose time lies further back. */
const oldest = 5 * 365 * 24 * 60 * 60;

/** `dynamodb/sweeps`, key: the table's id; there while a sweep is scheduled. */
const sweeps = (context: CallContext) => context.table<true>('dynamodb/sweeps');

/** Schedules the next sweep unless there is one already or the table holds nothing that expires. */
export function armTimeToLive(table: TableRow, context: CallContext): void {
  if (table.timeToLive === undefined || sweeps(context).has(table.id)) return;
  const next = nextExpiry(table, context);
  if (next === undefined) return;
  sweeps(context).put(table.id, true);
  context.schedule(Math.max(context.now, next) + interval, 'dynamodb/sweep', table.arn);
}

function nextExpiry(table: TableRow, context: CallContext): number | undefined {
  let next: number | undefined;
  for (const item of itemsOf(context.store, table).values()) {
    const value = attribute(item, table.timeToLive!);
    if (!value || !('N' in value)) continue;
    const at = Number(value.N) * 1000;
    if (at < context.now - oldest * 1000) continue;
    next = Math.min(next ?? at, at);
  }
  return next;
}

/** Timer `dynamodb/sweep`: deletes what has expired and schedules the next sweep. */
export function sweep(arn: Json, context: CallContext): void {
  const table = tables(context.store).get(arn as string);
  if (!table) return;
  sweeps(context).delete(table.id);
  if (table.timeToLive === undefined) return;
  const items = itemsOf(context.store, table);
  const seconds = context.now / 1000;
  for (const [id, item] of [...items.entries()]) {
    const value = attribute(item, table.timeToLive);
    if (value && 'N' in value && Number(value.N) <= seconds && Number(value.N) > seconds - oldest) items.delete(id);
  }
  armTimeToLive(table, context);
}
