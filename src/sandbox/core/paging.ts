/** Pages of a listing with an opaque token, as AWS's list operations answer them. */

export interface Page<Item> {
  readonly items: Item[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/** Thrown for a token that this listing did not give; each service answers it with its own error. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/**
 * The page of `all` that `token` asks for, of at most `size` items. `listing` names the operation and its arguments: a token of one listing
 * is refused by another, as AWS does. Rows added meanwhile appear at the end, since tables keep their order of insertion.
 */
export function page<Item>(all: readonly Item[], size: number, listing: string, token: string | undefined): Page<Item> {
  const start = token === undefined ? 0 : positionIn(listing, token);
  const end = start + size;
  const items = all.slice(start, end);
  return end < all.length ? { items, nextToken: tokenAt(listing, end) } : { items };
}

/** The token that continues `listing` at item `position`; also for a page that holds nothing although more follows. */
export function tokenAt(listing: string, position: number): string {
  return Buffer.from(JSON.stringify([listing, position])).toString('base64url');
}

/** The position that a token of `listing` stands for. */
export function positionIn(listing: string, token: string): number {
  try {
    const [of, position] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [unknown, unknown];
    if (of === listing && typeof position === 'number' && Number.isSafeInteger(position) && position >= 0) return position;
  } catch (error) {
    throw new InvalidToken(`${token} is not a page token`, { cause: error });
  }
  throw new InvalidToken(`${token} is not a page token of ${listing}`);
}
