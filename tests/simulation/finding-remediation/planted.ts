/** Faults planted to show that each invariant catches what it is there for. */
import { itemsOf, tables } from '../../../src/sandbox/dynamodb/rows.ts';
import { toAttributes } from '../../../handlers/ledger/attribute-value.ts';
import { findingTable } from '../../../src/sandbox/securityhub/rows.ts';
import type { Findings } from '../../workflows/support/findings.ts';
import type { Planted } from '../simulation.ts';
import type { People } from './people.ts';
import { invariants, type Watch } from './watch.ts';

interface Plant {
  readonly what: string;
  /** The plan's batches are undone in any case. */
  readonly undoes?: true;
  begin?(world: Findings, watch: Watch): void;
  beforeTheEnd?(world: Findings, watch: Watch, people: People): void;
  afterUndo?(world: Findings, watch: Watch, people: People): void;
}

export const planted: ReadonlyMap<string, Plant> = new Map<string, Plant>([
  [
    invariants.lost,
    {
      what: 'the ledger forgets a finding',
      beforeTheEnd: (world, watch) => changeItems(world, watch, 'FINDING#', () => undefined),
    },
  ],
  [
    invariants.outcome,
    {
      what: 'an outcome is written over another',
      beforeTheEnd: (world, watch) =>
        changeItems(world, watch, 'FINDING#', (item) => ({
          ...item,
          outcome: item['outcome'] === 'FAILED' ? 'VERIFIED' : 'FAILED',
        })),
    },
  ],
  [invariants.preImage, { what: 'a resource is changed before the ledger knows how it was', begin: changeUnprepared }],
  [invariants.caps, { what: 'the counters of the hour are set back whenever a change begins', begin: forgetCaps }],
  [
    invariants.foreign,
    {
      what: 'an undo puts back a resource that somebody changed',
      undoes: true,
      afterUndo: (world, watch) => {
        for (const [id, place] of watch.places) {
          if (!watch.everForeign(id)) continue;
          const table = world.local.sandbox.store.table(place.table);
          world.local.sandbox.store.transact(() => table.put(place.key, { ...(place.original as object), by: 'undo' }));
        }
      },
    },
  ],
  [invariants.twice, { what: 'an update is sent again that has arrived', beforeTheEnd: updateAgain }],
  [
    invariants.reports,
    {
      what: 'the ledger ends otherwise than the reports say',
      beforeTheEnd: (world, watch) => changeItems(world, watch, 'FINDING#', (item) => ({ ...item, outcome: 'NO_PLAYBOOK' })),
    },
  ],
  [
    invariants.restored,
    {
      what: 'an undo puts back less than there was',
      undoes: true,
      afterUndo: (world, watch) => {
        for (const [, place] of watch.places) {
          const table = world.local.sandbox.store.table(place.table);
          world.local.sandbox.store.transact(() =>
            table.put(place.key, { ...(table.get(place.key) as object), forgotten: true }),
          );
        }
      },
    },
  ],
]);

export const plantedFaults: readonly Planted[] = [...planted].map(([invariant, { what }]) => ({ invariant, what }));

type Item = Readonly<Record<string, unknown>>;

/** Writes or deletes items of the ledger. */
function changeItems({ local }: Findings, watch: Watch, prefix: string, change: (item: Item) => Item | undefined): void {
  const { store } = local.sandbox;
  const rows = itemsOf(
    store,
    [...tables(store).values()].find(({ name }) => name.includes('security'))!,
  );
  store.transact(() => {
    for (const [key, row] of [...rows.entries()]) {
      const { pk } = row as { pk?: { S?: string } };
      if (!pk?.S?.startsWith(prefix)) continue;
      const item = [...watch.ledger.values()].find((one) => one['pk'] === pk.S)!;
      const next = change(item);
      if (next) rows.put(key, toAttributes(next as never) as never);
      else rows.delete(key);
    }
  });
}

/** Whenever a repair looks at its resource, somebody with the playbook's role changes it. */
function changeUnprepared({ local }: Findings, watch: Watch): void {
  local.onEvent(({ event }) => {
    if (event.stateEnteredEventDetails?.name !== 'Prepare Fix') return;
    for (const place of watch.places.values()) {
      const table = local.sandbox.store.table<object>(place.table);
      local.sandbox.store.transact(() => table.put(place.key, { ...table.get(place.key)!, touched: event.id }));
    }
  });
}

function forgetCaps(world: Findings, watch: Watch): void {
  world.local.onEvent(({ event }) => {
    if (!['Apply Fix', 'Apply Canary'].includes(event.stateEnteredEventDetails?.name ?? '')) return;
    changeItems(world, watch, 'CAP#', () => undefined);
  });
}

function updateAgain({ local: { sandbox } }: Findings): void {
  const findings = findingTable(sandbox.store);
  for (let time = 0; time < 9; time += 1)
    sandbox.store.transact(() => {
      for (const [key, row] of [...findings.entries()])
        if (row.updates > 0) findings.put(key, { ...row, updates: row.updates + 1 });
    });
}
