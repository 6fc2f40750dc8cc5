/** What must hold in every run of account-vending, read from the simulated organization's own rows. */
import type { Store } from '../../../src/sandbox/core/store.ts';
import { accountTable } from '../../../src/sandbox/organizations/rows.ts';
import { provisionedProductTable, recordTable } from '../../../src/sandbox/service-catalog/rows.ts';
import type { Violation } from '../simulation.ts';

/** The ledger's entry of an account, as it is stored. */
export interface LedgerEntry {
  readonly accountName: string;
  readonly state: string;
  readonly generation: number;
  readonly accountId?: string;
  readonly errorMsg?: string;
}

/** What the newest run said of a row. */
export interface RowOutcome {
  readonly accountName: string;
  readonly status: string;
  readonly errorMsg?: string | undefined;
}

/** Checked after every event; names are those of the batch's accounts. */
export function whileRunning(store: Store, names: ReadonlySet<string>, slots: number): Violation[] {
  const violations: Violation[] = [];
  const byName = new Map<string, number>();
  for (const { name } of accountTable(store).values()) if (names.has(name)) byName.set(name, (byName.get(name) ?? 0) + 1);
  for (const [name, count] of byName) {
    if (count > 1) violations.push({ invariant: 'no account twice', what: `${count} accounts are named ${name}` });
  }
  const ours = [...recordTable(store).values()].filter(
    ({ type, status, provisionedProductName, parameters }) =>
      type === 'PROVISION_PRODUCT' &&
      (status === 'CREATED' || status === 'IN_PROGRESS') &&
      provisionedProductName.startsWith('account-') &&
      names.has(parameters.AccountName),
  ).length;
  if (ours > slots)
    violations.push({ invariant: 'no more operations than slots', what: `${ours} of ours at a time, ${slots} slots` });
  return violations;
}

/** Hours in which every simulated batch is over, however it goes; a slot that nobody gives back holds its waiters for days. */
const longestHours = 18;

/** Times are virtual milliseconds. */
export function noneWaitedLong(beganAt: number, endedAt: number): Violation[] {
  const hours = (endedAt - beganAt) / 3_600_000;
  return hours > longestHours
    ? [{ invariant: 'no slot is kept for nothing', what: `the batch took ${hours.toFixed(1)} hours` }]
    : [];
}

/** Checked at the end. */
export function atTheEnd(
  store: Store,
  names: readonly string[],
  entries: ReadonlyMap<string, LedgerEntry>,
  reported: ReadonlyMap<string, RowOutcome>,
): Violation[] {
  const violations: Violation[] = [];
  const found = (invariant: string, what: string): void => void violations.push({ invariant, what });
  for (const name of names) {
    const status = reported.get(name)?.status;
    if (status === undefined) found('every row has an outcome', `${name} is in no result`);
    else if (status === 'IN_PROGRESS') found('every row has an outcome', `${name} is still in progress when nothing runs`);
    const account = [...accountTable(store).values()].find((candidate) => candidate.name === name);
    const entry = entries.get(name);
    if (entry === undefined) {
      if (account || status !== 'FAILED') found('ledger and organization agree', `${name} is not in the ledger`);
    } else if (entry.state === 'SETTLED' && entry.accountId !== account?.id) {
      found(
        'ledger and organization agree',
        `${name} is settled as ${entry.accountId}; the organization has ${account?.id ?? 'none'}`,
      );
    } else if (entry.state !== 'SETTLED' && status === 'SUCCEEDED') {
      found('ledger and organization agree', `${name} is reported as vended; the ledger says ${entry.state}`);
    } else if (!['SETTLED', 'INCOMPLETE', 'FAILED', 'UNKNOWN'].includes(entry.state)) {
      found('ledger and organization agree', `${name} is ${entry.state} when nothing runs`);
    }
  }
  return [...violations, ...launches(store, new Set(names))];
}

/** Each launch costs money: one for each account and generation, and none while an earlier generation's can still succeed. */
function launches(store: Store, names: ReadonlySet<string>): Violation[] {
  const byProduct = new Map<string, number>();
  for (const { type, provisionedProductName, parameters } of recordTable(store).values()) {
    if (type !== 'PROVISION_PRODUCT' || !names.has(parameters.AccountName)) continue;
    byProduct.set(provisionedProductName, (byProduct.get(provisionedProductName) ?? 0) + 1);
  }
  const twice = [...byProduct].filter(([, count]) => count > 1);
  const available = new Map<string, number>();
  for (const { status, parameters } of provisionedProductTable(store).values()) {
    if (status === 'AVAILABLE' && names.has(parameters.AccountName))
      available.set(parameters.AccountName, (available.get(parameters.AccountName) ?? 0) + 1);
  }
  return [
    ...twice.map(([name, count]) => ({ invariant: 'one launch a generation', what: `${name} was launched ${count} times` })),
    ...[...available].flatMap(([name, count]) =>
      count > 1 ? [{ invariant: 'one launch a generation', what: `${name} has ${count} provisioned products` }] : [],
    ),
  ];
}
