import { invalidToken } from './api-error.ts';

/** What the List operations and GetExecutionHistory take. */
export interface PageRequest {
  /** 0 or absent: the default, 100. */
  readonly maxResults?: number;
  readonly nextToken?: string;
}

const DEFAULT = 100;

/**
 * One page of a list. The token is the offset of the next page, in base64, with the list's `scope` so that a token of another list is
 * refused. Throws InvalidToken for tokens that are none.
 */
export function page<T>(items: readonly T[], request: PageRequest, scope: string): { items: readonly T[]; nextToken?: string } {
  const { maxResults = 0, nextToken } = request;
  const start = nextToken === undefined ? 0 : offset(nextToken, scope);
  const end = start + (maxResults === 0 ? DEFAULT : maxResults);
  const chosen = items.slice(start, end);
  return end < items.length
    ? { items: chosen, nextToken: Buffer.from(`${end} ${scope}`).toString('base64url') }
    : { items: chosen };
}

function offset(token: string, scope: string): number {
  const [number = '', ...rest] = Buffer.from(token, 'base64url').toString().split(' ');
  if (rest.join(' ') !== scope || !/^\d+$/.test(number)) throw invalidToken();
  return Number(number);
}
