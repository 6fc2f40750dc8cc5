/** What IAM's operations have in common: ids, tags, pages with a Marker. */
import type { CallContext } from '../core/service.ts';
import { pageOf } from '../core/paging.ts';
import { validationError } from './errors.ts';
import type { TagPair } from './rows.ts';

/** `AROA` and 17 characters, as IAM's unique ids are. */
export function iamId(prefix: string, context: CallContext): string {
  return prefix + context.id(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
}

export function tagPairs(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): TagPair[] {
  return (tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
}

/** A page of at most MaxItems (100). Throws ValidationError for a marker that this listing did not give. */
export function markerPage<Item>(
  all: readonly Item[],
  listing: string,
  { Marker, MaxItems = 100 }: { Marker?: string | undefined; MaxItems?: number | undefined },
): { items: Item[]; IsTruncated: boolean; Marker?: string } {
  const page = pageOf(all, MaxItems, listing, Marker);
  if (!page) throw validationError('Invalid Marker.');
  const { items, nextToken } = page;
  return nextToken === undefined ? { items, IsTruncated: false } : { items, IsTruncated: true, Marker: nextToken };
}
