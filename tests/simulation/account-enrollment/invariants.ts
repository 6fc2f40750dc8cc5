/** What must hold in every run of account-enrollment, read from the simulated organization's own rows. */
import { baselineOperationTable, enabledBaselineTable } from '../../../src/sandbox/control-tower/rows.ts';
import type { Store } from '../../../src/sandbox/core/store.ts';
import { itemsOf, tables } from '../../../src/sandbox/dynamodb/rows.ts';
import { accountTable, organizationalUnitTable } from '../../../src/sandbox/organizations/rows.ts';
import { organization } from '../../../src/sandbox/organizations/tree.ts';
import { recordTable } from '../../../src/sandbox/service-catalog/rows.ts';
import type { Violation } from '../simulation.ts';
import type { SeededAccount, SeededPlan } from './seeded-plan.ts';

const busy = /another AWS Control Tower operation is in progress/;

/** Checked when nothing runs any more. `reported`: what the newest run said of each account. */
export function atTheEnd(store: Store, plan: SeededPlan, reported: ReadonlyMap<string, string>): Violation[] {
  const violations: Violation[] = [];
  const found = (invariant: string, what: string): void => void violations.push({ invariant, what });
  const entries = ledgerItems(store);
  for (const account of plan.accounts) {
    const { id, name, hidden } = account;
    const governed = enabledBaselineTable(store).get(id)?.status === 'SUCCEEDED';
    const parentId = accountTable(store).get(id)!.parentId;
    const [source, target] = [placeOf(store, account.place), placeOf(store, account.targetOu.split('/')[1]!)];
    if (parentId !== (governed ? target : source))
      found(
        'no account is left between OUs',
        `${name} is ${governed ? 'governed' : 'not governed'} in ${nameOf(store, parentId)}`,
      );
    if (!hidden && !governed) found('every account ends enrolled', `${name} is not`);
    const status = reported.get(id);
    if (status === undefined || status === 'IN_PROGRESS') found('every account has an outcome', `${name}: ${status ?? 'none'}`);
    else if ((status === 'SUCCEEDED') !== governed)
      found('reports and Control Tower agree', `${name} is reported ${status}; it is ${governed ? '' : 'not '}governed`);
    const entry = entries.get(`ENROLLMENT#${id} ENTRY`);
    if (entry?.['state'] === 'SETTLED' && !governed)
      found('reports and Control Tower agree', `${name} is settled and not governed`);
    if (['CLAIMED', 'STARTED'].includes(String(entry?.['state'])))
      found('every account has an outcome', `the ledger says ${String(entry!['state'])} of ${name} when nothing runs`);
  }
  for (const [key, { holders }] of entries) {
    if (!/^LIMITER#\S+ STATE$/.test(key)) continue;
    const held = Object.keys((holders as Record<string, unknown> | undefined) ?? {});
    if (held.length > 0) found('no slot is kept for nothing', `${key}: ${held.join()}`);
  }
  return [...violations, ...operations(store), ...terminations(store, [...entries.values()])];
}

/** Nobody else works in this organization, so an operation that was in the way was one of ours. */
function operations(store: Store): Violation[] {
  const invariant = 'no operation beside another';
  const moves = [...baselineOperationTable(store).values()].filter(({ statusMessage }) => busy.test(statusMessage ?? ''));
  const launches = [...recordTable(store).values()].filter(({ errors }) =>
    errors?.some(({ description }) => busy.test(description)),
  );
  const launched = new Map<string, number>();
  for (const { type, provisionedProductName: name } of recordTable(store).values())
    if (type === 'PROVISION_PRODUCT') launched.set(name, (launched.get(name) ?? 0) + 1);
  return [
    ...moves.map(({ targetId }) => ({ invariant, what: `${targetId} was moved beside another` })),
    ...launches.map(({ provisionedProductName }) => ({
      invariant,
      what: `${provisionedProductName} was launched beside others`,
    })),
    ...[...launched].flatMap(([name, count]) =>
      count > 1 ? [{ invariant: 'one launch a generation', what: `${name} was launched ${count} times` }] : [],
    ),
  ];
}

/** Every product that was terminated stands in an approval that was given. */
function terminations(store: Store, items: readonly Record<string, unknown>[]): Violation[] {
  const approved = items
    .filter(({ pk }) => String(pk).startsWith('APPROVAL'))
    .map((item) => JSON.stringify(item))
    .filter((text) => text.includes('APPROVED'));
  return [...recordTable(store).values()]
    .filter(
      ({ type, provisionedProductId: id }) =>
        type === 'TERMINATE_PROVISIONED_PRODUCT' && !approved.some((text) => text.includes(id)),
    )
    .map(({ provisionedProductName: name }) => ({ invariant: 'nothing is terminated without an approval', what: name }));
}

function placeOf(store: Store, name: SeededAccount['place'] | string): string {
  if (name === 'root') return organization(store).rootId;
  for (const unit of organizationalUnitTable(store).values()) if (unit.name === name) return unit.id;
  throw new Error(`no unit is called ${name}`);
}

const nameOf = (store: Store, id: string): string => organizationalUnitTable(store).get(id)?.name ?? 'the root';

/** The ledger's items in plain values, by `pk sk`. */
function ledgerItems(store: Store): Map<string, Record<string, unknown>> {
  const ledger = [...tables(store).values()].find(({ name }) => name.endsWith('LedgerTable'))!;
  const items = new Map<string, Record<string, unknown>>();
  for (const item of itemsOf(store, ledger).values()) {
    const plain = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, Object.values(value)[0] as unknown]));
    items.set(`${String(plain['pk'])} ${String(plain['sk'])}`, plain);
  }
  return items;
}
