import type { Store } from '../../../src/sandbox/core/store.ts';
import { itemsOf, tables } from '../../../src/sandbox/dynamodb/rows.ts';
import type { LedgerEntry } from './invariants.ts';

/** The ledger's entries by account name. */
export function ledgerEntries(store: Store): Map<string, LedgerEntry> {
  const ledger = [...tables(store).values()].find(({ name }) => name.endsWith('LedgerTable'));
  if (!ledger) throw new Error('the organization has no ledger table');
  const entries = new Map<string, LedgerEntry>();
  for (const item of itemsOf(store, ledger).values()) {
    const plain = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, Object.values(value)[0] as unknown]));
    if (!String(plain['pk']).startsWith('ACCOUNT#') || plain['sk'] !== 'ENTRY') continue;
    entries.set(plain['accountName'] as string, { ...plain, generation: Number(plain['generation']) } as unknown as LedgerEntry);
  }
  return entries;
}
