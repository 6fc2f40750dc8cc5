/** Launches that are not over: an item for each in one partition, so that the reconciler finds them without reading the whole ledger. */
import { allItems, deleteItem, putItem, updateItem } from '../ledger/table.ts';

const partition = 'LAUNCHES';
const key = (accountName: string): { pk: string; sk: string } => ({ pk: partition, sk: accountName.toLowerCase() });

export interface OpenLaunch {
  /** Lower case. */
  readonly accountName: string;
  /** The state that somebody was told of last. */
  readonly told?: string;
}

/** Written before Account Factory is asked. */
export async function noteOpenLaunch(accountName: string): Promise<void> {
  await putItem(key(accountName));
}

/** Taken away when the row is settled, one way or the other. */
export async function forgetOpenLaunch(accountName: string): Promise<void> {
  await deleteItem(key(accountName));
}

export async function openLaunches(): Promise<OpenLaunch[]> {
  const items = await allItems(partition);
  return items.map(({ sk, told }) => ({ accountName: String(sk), ...(told === undefined ? {} : { told: String(told) }) }));
}

/** Notes what somebody was told of a launch, unless it was taken away meanwhile. */
export async function noteTold(accountName: string, told: string): Promise<void> {
  await updateItem(key(accountName), { told }, { condition: { expression: 'attribute_exists(sk)' } });
}
