import { allItems, deleteItem, getItem, putItem, updateItem, type Item, type Key } from './table.ts';

/**
 * How far an account's enrollment is: CLAIMED an execution works on it; STARTED Control Tower was asked; ENROLLED Control Tower is done;
 * SETTLED everything asked for is done; INCOMPLETE it is enrolled, something after it failed; FAILED it is not enrolled and back where it
 * was; UNKNOWN Control Tower was not done when the account's time was over.
 */
export type EnrollmentState = 'CLAIMED' | 'STARTED' | 'ENROLLED' | 'SETTLED' | 'INCOMPLETE' | 'FAILED' | 'UNKNOWN';

/** One account that is or was to be enrolled. */
export interface EnrollmentEntry {
  /** Version of this shape: executions outlive deployments. */
  readonly schemaVersion: 1;
  readonly accountId: string;
  readonly accountName: string;
  readonly accountArn: string;
  readonly path: 'service-catalog' | 'move-account' | 'reset-baseline';
  /** Where it was before, and where it goes. */
  readonly sourceParentId: string;
  readonly targetUnitId: string;
  /** ARN of the target unit's enabled baseline. */
  readonly targetBaseline: string;
  /** Hash of everything that was asked for (handlers/account-enrollment/asked.ts). */
  readonly asked: string;
  /** Tries at Control Tower so far; advances only after one has failed for good. Part of the product's name and token. */
  readonly generation: number;
  /** Executions in this generation. Part of the execution's name, which AWS keeps taken for 90 days. */
  readonly attempt: number;
  readonly state: EnrollmentState;
  readonly executionArn: string;
  /** ISO 8601. */
  readonly claimedAt: string;
  readonly updatedAt: string;
  /** When Control Tower was asked in this generation, ISO 8601. */
  readonly startedAt?: string;
  /** Token of the task that waits; removed when it has been answered. Never shown. */
  readonly taskToken?: string;
  /** Service Catalog's record, or Control Tower's operation on the unit. */
  readonly recordId?: string;
  readonly operationId?: string;
  /** The failure's ASL error name, AWS's own text, and what to do next. */
  readonly error?: string;
  readonly errorMsg?: string;
  readonly nextAction?: string;
}

export function enrollmentKey(accountId: string): Key {
  return { pk: `ENROLLMENT#${accountId}`, sk: 'ENTRY' };
}

/** The entry of an account, or undefined when it was never asked for. */
export async function readEnrollmentEntry(accountId: string): Promise<EnrollmentEntry | undefined> {
  const item = await getItem(enrollmentKey(accountId));
  if (!item) return undefined;
  if (item['schemaVersion'] !== 1) {
    throw new Error(
      `the ledger's entry ${String(item['pk'])} has schema version ${String(item['schemaVersion'])}; this function knows 1`,
    );
  }
  return item as unknown as EnrollmentEntry;
}

/** Changes an entry that the execution owns. False when a newer execution has taken it over. */
export function updateEnrollment(
  entry: Pick<EnrollmentEntry, 'accountId' | 'executionArn'>,
  set: Partial<EnrollmentEntry>,
  remove: readonly (keyof EnrollmentEntry)[] = [],
): Promise<boolean> {
  return updateItem(enrollmentKey(entry.accountId), set as Item, {
    ...(remove.length > 0 ? { remove } : {}),
    condition: { expression: '#executionArn = :executionArn', values: { executionArn: entry.executionArn } },
  });
}

const open = 'ENROLLMENTS#OPEN';

/** Notes that an enrollment is under way, so that it is found when its execution is gone. */
export async function noteOpenEnrollment(accountId: string): Promise<void> {
  await putItem({ pk: open, sk: accountId });
}

export async function forgetOpenEnrollment(accountId: string): Promise<void> {
  await deleteItem({ pk: open, sk: accountId });
}

/** Ids of the accounts whose enrollment is under way. */
export async function openEnrollments(): Promise<string[]> {
  const items = await allItems(open);
  return items.map(({ sk }) => String(sk));
}

/** Which account's enrollment has begun the operation on a unit: the unit's event names no account. */
export async function noteUnitOperation(unitId: string, accountId: string): Promise<void> {
  await putItem({ pk: `UNIT#${unitId}`, sk: 'OPERATION', accountId });
}

export async function readUnitOperation(unitId: string): Promise<string | undefined> {
  const item = await getItem({ pk: `UNIT#${unitId}`, sk: 'OPERATION' });
  return item && String(item['accountId']);
}
