/**
 * One remediation in the ledger: its pre-image, written before anything is changed, and how far it is. Partition: the batch, so that a batch
 * can be undone as a whole.
 */
import { firstItems, getItem, putItem, updateItem, allItems, type Key } from '../ledger/table.ts';
import type { Value } from '../ledger/attribute-value.ts';
import type { Json } from '../playbooks/playbook.ts';
import type { Outcome } from '../findings/finding-entry.ts';
import type { RemediationItem } from './contract.ts';

/** PREPARED: the pre-image is kept. APPLYING: a change may have been made. ENDED: `outcome` says how. */
export type RemediationState = 'PREPARED' | 'APPLYING' | 'APPLIED' | 'ENDED';

export interface RemediationEntry {
  readonly schemaVersion: 1;
  readonly item: RemediationItem;
  readonly state: RemediationState;
  /** Images are kept as text: they compare as they were written. */
  readonly before?: string;
  readonly planned?: string;
  /** As it was read again after the change. */
  readonly after?: string;
  readonly changes: readonly string[];
  readonly outcome?: Outcome | 'PLANNED';
  readonly reason?: string;
  /** ISO 8601 times of the change and its verification. */
  readonly appliedAt?: string;
  readonly verifiedAt?: string;
  /** Of an undoing: the batch that it undoes. */
  readonly undoes?: string;
  /** The change has been counted against the account's cap. */
  readonly counted?: boolean;
}

/** What names an attempt on a finding. */
export type Attempt = Pick<RemediationItem, 'findingHash' | 'attempt'>;

export const attemptName = ({ findingHash, attempt }: Attempt): string => `${findingHash}#${attempt}`;
const remediationKey = (ledger: string, attempt: Attempt): Key => ({ pk: ledger, sk: attemptName(attempt) });

export async function readRemediation(ledger: string, attempt: Attempt): Promise<RemediationEntry | undefined> {
  return (await getItem(remediationKey(ledger, attempt))) as unknown as RemediationEntry | undefined;
}

/** Writes a new entry, or replaces one of that state. False when the entry is further than that. */
export function putRemediation(
  ledger: string,
  entry: RemediationEntry,
  replaces: readonly RemediationState[] = [],
): Promise<boolean> {
  const states = Object.fromEntries(replaces.map((state, index) => [`state${index}`, state]));
  const allowed = Object.keys(states).map((name) => `#state = :${name}`);
  return putItem(
    { ...remediationKey(ledger, entry.item), ...(entry as unknown as Record<string, Value>) },
    { expression: ['attribute_not_exists(pk)', ...allowed].join(' OR '), values: states },
  );
}

/** Moves an entry on. False when it is not in one of the states that `from` names. */
export function moveRemediation(
  ledger: string,
  attempt: Attempt,
  from: readonly RemediationState[],
  set: Partial<Omit<RemediationEntry, 'item' | 'changes'>>,
): Promise<boolean> {
  const states = Object.fromEntries(from.map((state, index) => [`from${index}`, state]));
  const expression = Object.keys(states)
    .map((name) => `#state = :${name}`)
    .join(' OR ');
  return updateItem(remediationKey(ledger, attempt), set as Readonly<Record<string, Value>>, {
    condition: { expression, values: states },
  });
}

/** Why a remediation ended that nothing was heard of. */
export const didNotReport = 'the remediation did not report how it ended';

/** Every remediation of a batch. */
export async function remediationsOf(ledger: string): Promise<RemediationEntry[]> {
  const items = await allItems(ledger, { expression: '#schemaVersion = :one', values: { one: 1 } });
  return items as unknown as RemediationEntry[];
}

/** Whether a batch has remediations at all. */
export const hasRemediations = async (ledger: string): Promise<boolean> => (await firstItems(ledger, '', 1)).length > 0;

/** Partition of a batch's remediations; a rehearsal has one of its own, which nothing is undone from. */
export const ledgerOf = (batch: string): string => `REMEDIATION#${batch}`;
export const rehearsalOf = (executionName: string): string => `REHEARSAL#${executionName}`;

export const imageText = (image: Json): string => JSON.stringify(image);
export const imageOf = (text: string): Json => JSON.parse(text) as Json;
