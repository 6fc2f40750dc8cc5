import { getItem, updateItem, type Condition, type Item, type Key } from './table.ts';

/**
 * How far an account's closure is: CLAIMED an execution works on it; QUARANTINED it is in the quarantine OU; WAITING it is out of Control
 * Tower too and cools off; CLOSING AWS is asked to close it, from where there is no way back here; CLOSED; CANCELLED it is back where it
 * was; FAILED it stays in quarantine.
 */
export type ClosureState = 'CLAIMED' | 'QUARANTINED' | 'WAITING' | 'CLOSING' | 'CLOSED' | 'CANCELLED' | 'FAILED';

/** One account that is or was to be closed. */
export interface ClosureEntry {
  /** Version of this shape: executions outlive deployments. */
  readonly schemaVersion: 1;
  readonly accountId: string;
  readonly accountName: string;
  /** Where it was before, where a cancelled closure puts it back. */
  readonly sourceParentId: string;
  readonly quarantineUnitId: string;
  /** Whether Control Tower governed it before. */
  readonly governed: boolean;
  readonly state: ClosureState;
  readonly executionArn: string;
  /** ISO 8601. */
  readonly claimedAt: string;
  readonly updatedAt: string;
  /** Not closed before this, ISO 8601. Kept when another execution goes on. */
  readonly closeAfter: string;
  readonly error?: string;
  readonly errorMsg?: string;
  readonly nextAction?: string;
}

export function closureKey(accountId: string): Key {
  return { pk: `CLOSURE#${accountId}`, sk: 'ENTRY' };
}

/** The entry of an account, or undefined when it was never to be closed. */
export async function readClosureEntry(accountId: string): Promise<ClosureEntry | undefined> {
  const item = await getItem(closureKey(accountId));
  if (!item) return undefined;
  if (item['schemaVersion'] !== 1) {
    throw new Error(
      `the ledger's entry ${String(item['pk'])} has schema version ${String(item['schemaVersion'])}; this function knows 1`,
    );
  }
  return item as unknown as ClosureEntry;
}

/** Changes an entry under a condition. False where it does not hold. */
export function updateClosure(accountId: string, set: Partial<ClosureEntry>, condition: Condition): Promise<boolean> {
  return updateItem(closureKey(accountId), set as Item, { condition });
}

/** The execution still owns the account, and nobody has cancelled its closure. */
export function ownedBy(executionArn: string): Condition {
  return {
    expression: '#executionArn = :owner AND #state <> :cancelled',
    values: { owner: executionArn, cancelled: 'CANCELLED' },
  };
}
