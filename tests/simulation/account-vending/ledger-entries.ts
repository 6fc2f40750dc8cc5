import type { Store } from '../../../src/sandbox/core/store.ts';
import { itemsOf, tables } from '../../../src/sandbox/dynamodb/rows.ts';
import type { Item } from '../../../src/sandbox/dynamodb/attribute-values.ts';
import type { LedgerEntry } from './invariants.ts';

/** The ledger's entries by account name. */
export function ledgerEntries(store: Store): Map<string, LedgerEntry> {
  const entries = new Map<string, LedgerEntry>();
  for (const item of ledgerItems(store)) {
    const plain = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, Object.values(value)[0] as unknown]));
    if (!String(plain['pk']).startsWith('ACCOUNT#') || plain['sk'] !== 'ENTRY') continue;
    entries.set(plain['accountName'] as string, { ...plain, generation: Number(plain['generation']) } as unknown as LedgerEntry);
  }
  return entries;
}

/** Every item of the ledger, as it is stored. */
export function ledgerItems(store: Store): Item[] {
  const ledger = [...tables(store).values()].find(({ name }) => name.endsWith('LedgerTable'));
  if (!ledger) throw new Error('the organization has no ledger table');
  return [...itemsOf(store, ledger).values()];
}
