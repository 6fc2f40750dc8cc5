/** Pages of a listing with an opaque token, as AWS's list operations answer them. */

export interface Page<Item> {
  readonly items: Item[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/**
 * The page of `all` that `token` asks for, of at most `size` items. `listing` names the operation and its arguments: a token of one
 * listing is refused by another, as AWS does. Rows added meanwhile appear at the end, since tables keep their order of insertion.
 * Undefined for a token that this listing did not give; each service answers that with its own error.
 */
export function pageOf<Item>(
  all: readonly Item[],
  size: number,
  listing: string,
  token: string | undefined,
): Page<Item> | undefined {
  const start = token === undefined ? 0 : positionIn(listing, token);
  if (start === undefined) return undefined;
  const end = start + size;
  const items = all.slice(start, end);
  return end < all.length ? { items, nextToken: tokenAt(listing, end) } : { items };
}

/** The token that continues `listing` at item `position`; also for a page that holds nothing although more follows. */
export function tokenAt(listing: string, position: number): string {
  return Buffer.from(JSON.stringify([listing, position])).toString('base64url');
}

/** The position that a token of `listing` stands for; undefined for any other text. */
export function positionIn(listing: string, token: string): number | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed) || parsed[0] !== listing) return undefined;
  const position: unknown = parsed[1];
  return typeof position === 'number' && Number.isSafeInteger(position) && position >= 0 ? position : undefined;
}
