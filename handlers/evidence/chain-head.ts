/** The head of each workflow's chain of bundles, in the evidence table; whoever extends the chain holds its lease. */
import { getItem, updateItem } from '../ledger/table.ts';
import { now } from '../shared/runtime.ts';

/** The last bundle of a chain. */
export interface Link {
  readonly id: string;
  readonly manifestSha256: string;
}

/** Longer than a function may run: a lease that is older belongs to one that is gone. */
const leaseMs = 16 * 60_000;

const keyOf = (workflow: string) => ({ pk: `EVIDENCE#${workflow}`, sk: 'HEAD' });

/** Takes the lease; false when another has it. */
export async function takeLease(workflow: string, owner: string): Promise<boolean> {
  const at = now();
  return updateItem(
    keyOf(workflow),
    { owner, leaseUntil: at + leaseMs },
    { condition: { expression: 'attribute_not_exists(#leaseUntil) OR #leaseUntil < :at OR #owner = :owner', values: { at } } },
  );
}

/** The last bundle of the chain; null before the first. */
export async function readHead(workflow: string): Promise<Link | null> {
  const item = await getItem(keyOf(workflow));
  return item && typeof item['id'] === 'string' ? { id: item['id'], manifestSha256: String(item['manifestSha256']) } : null;
}

/** Makes a bundle the last of the chain and gives the lease up. False when the lease is lost: the bundle is not in the chain. */
export async function extendChain(workflow: string, owner: string, link: Link): Promise<boolean> {
  return updateItem(keyOf(workflow), { ...link }, { remove: ['leaseUntil'], condition: ownedBy(owner) });
}

/** Gives the lease up and leaves the chain as it is. */
export async function giveLeaseUp(workflow: string, owner: string): Promise<void> {
  await updateItem(keyOf(workflow), { gaveUpAt: now() }, { remove: ['leaseUntil'], condition: ownedBy(owner) });
}

function ownedBy(owner: string) {
  return { expression: '#owner = :owner AND attribute_exists(#leaseUntil)', values: { owner } };
}
