import type { Value } from './attribute-value.ts';
import { getItem, getItems } from './table.ts';
import type { Key } from './table.ts';

/**
 * How far the account of an entry is:
 * CLAIMED an execution works on it; LAUNCHING Account Factory was asked; VENDED the account is there; SETTLED everything asked for is
 * done; INCOMPLETE the account is there, something after it failed; FAILED no account, the next run starts a new generation;
 * UNKNOWN the launch was not over when its time was: asking Service Catalog will tell.
 */
export type AccountState = 'CLAIMED' | 'LAUNCHING' | 'VENDED' | 'SETTLED' | 'INCOMPLETE' | 'FAILED' | 'UNKNOWN';

/** One account asked for. The key is its name, lower case: lifecycle events carry the name and nothing else to match by. */
export interface AccountEntry {
  /** Version of this shape: executions outlive deployments. */
  readonly schemaVersion: 1;
  readonly accountName: string;
  readonly accountEmail: string;
  readonly organizationalUnitId: string;
  /** Hash of everything that was asked for (handlers/account-vending/asked.ts). */
  readonly asked: string;
  /** Launches so far; advances only after one has failed for good. Part of the product's name and token. */
  readonly generation: number;
  /** Executions in this generation. Part of the execution's name, which AWS keeps taken for 90 days. */
  readonly attempt: number;
  readonly state: AccountState;
  /** The execution that works or last worked on it. */
  readonly executionArn: string;
  /** ISO 8601. */
  readonly claimedAt: string;
  readonly updatedAt: string;
  /** When Account Factory was asked in this generation, ISO 8601. */
  readonly launchedAt?: string;
  /** Token of the task that waits for the launch; removed when it has been answered. Never shown. */
  readonly taskToken?: string;
  readonly recordId?: string;
  readonly accountId?: string;
  /** What was read back from the account when it was settled. */
  readonly checks?: readonly { readonly check: string; readonly outcome: 'OK' | 'PENDING' | 'WRONG'; readonly found: string }[];
  /** The failure's ASL error name, AWS's own text, and what to do next. */
  readonly error?: string;
  readonly errorMsg?: string;
  readonly nextAction?: string;
}

/** Key of an account's entry. */
export function accountKey(accountName: string): Key {
  return { pk: `ACCOUNT#${accountName.toLowerCase()}`, sk: 'ENTRY' };
}

/** The entry of an account, or undefined when none has been asked for under this name. */
export async function readAccountEntry(accountName: string): Promise<AccountEntry | undefined> {
  const item = await getItem(accountKey(accountName));
  return item && toEntry(item);
}

/** The entries of accounts, by their names in lower case. */
export async function readAccountEntries(accountNames: readonly string[]): Promise<ReadonlyMap<string, AccountEntry>> {
  const keys = new Map(accountNames.map(accountKey).map((key) => [key.pk, key]));
  const entries = (await getItems([...keys.values()])).map(toEntry);
  return new Map(entries.map((entry) => [entry.accountName.toLowerCase(), entry]));
}

/** Entries are written by this version of the shape only, so the cast is where its version is checked. */
export function toEntry(item: Record<string, Value>): AccountEntry {
  if (item['schemaVersion'] !== 1) {
    throw new Error(
      `the ledger's entry ${String(item['pk'])} has schema version ${String(item['schemaVersion'])}; this function knows 1`,
    );
  }
  return item as unknown as AccountEntry;
}
