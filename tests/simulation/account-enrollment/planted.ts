/** Faults planted to show that each invariant catches what it is there for. */
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ListParentsCommand, MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import type { LocalOwner } from '../../../src/local/index.ts';
import { enabledBaselineTable } from '../../../src/sandbox/control-tower/rows.ts';
import { recordTable } from '../../../src/sandbox/service-catalog/rows.ts';
import type { Planted } from '../simulation.ts';
import type { OperatorAction, SeededPlan } from './seeded-plan.ts';

interface Plant {
  readonly what: string;
  readonly actions?: readonly OperatorAction[];
  /** Nobody starts the same again. */
  readonly startsOnlyOnce?: true;
  atTheEnd?(local: LocalOwner, plan: SeededPlan): Promise<void> | void;
}

const stops = [1, 2, 3].map((atMinute) => ({ kind: 'stop-account', atMinute, index: 0 }) as const);
const emptied = [1, 2, 3, 4, 5].map((atMinute) => ({ kind: 'empty-limiters', atMinute, index: 0 }) as const);

export const planted: ReadonlyMap<string, Plant> = new Map<string, Plant>([
  ['no account is left between OUs', { what: 'an account is moved to another OU', atTheEnd: moveAway }],
  ['every account ends enrolled', { what: 'accounts are stopped and never started again', actions: stops, startsOnlyOnce: true }],
  [
    'every account has an outcome',
    {
      what: 'the batch is stopped and never started again',
      actions: [{ kind: 'stop-batch', atMinute: 1, index: 0 }],
      startsOnlyOnce: true,
    },
  ],
  ['reports and Control Tower agree', { what: 'an account is taken out of Control Tower', atTheEnd: takeOut }],
  ['no slot is kept for nothing', { what: 'a stranger holds a slot', atTheEnd: holdSlot }],
  ['no operation beside another', { what: 'the limiters forget who holds their slots', actions: emptied }],
  ['nothing is terminated without an approval', { what: 'a product is terminated by hand', atTheEnd: terminateByHand }],
  ['one launch a generation', { what: 'a product is launched again under its name', atTheEnd: launchAgain }],
]);

export const plantedFaults: readonly Planted[] = [...planted].map(([invariant, { what }]) => ({ invariant, what }));

async function moveAway(local: LocalOwner, { accounts }: SeededPlan): Promise<void> {
  const organizations = new OrganizationsClient(local.sdkConfig('planted'));
  const parentOf = async (id: string): Promise<string> =>
    (await organizations.send(new ListParentsCommand({ ChildId: id }))).Parents![0]!.Id!;
  const [AccountId] = accounts.map(({ id }) => id);
  const SourceParentId = await parentOf(AccountId!);
  for (const { id } of accounts.slice(1)) {
    const DestinationParentId = await parentOf(id);
    if (DestinationParentId === SourceParentId) continue;
    await organizations.send(new MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId }));
    break;
  }
  organizations.destroy();
}

function takeOut({ sandbox: { store } }: LocalOwner, { accounts }: SeededPlan): void {
  store.transact(() => {
    for (const { id } of accounts) enabledBaselineTable(store).delete(id);
  });
}

async function holdSlot(local: LocalOwner): Promise<void> {
  const dynamodb = new DynamoDBClient(local.sdkConfig('planted'));
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: local.stackOutputs['management']!['LedgerTableName']!,
      Key: { pk: { S: 'LIMITER#control-tower' }, sk: { S: 'STATE' } },
      UpdateExpression: 'SET holders = :stranger',
      ExpressionAttributeValues: { ':stranger': { M: { stranger: { M: {} } } } },
    }),
  );
  dynamodb.destroy();
}

function terminateByHand({ sandbox: { store } }: LocalOwner): void {
  const records = recordTable(store);
  store.transact(() => {
    for (const row of [...records.values()].slice(0, 1))
      records.put('rec-by-hand', {
        ...row,
        id: 'rec-by-hand',
        type: 'TERMINATE_PROVISIONED_PRODUCT',
        provisionedProductId: 'pp-by-hand',
      });
  });
}

function launchAgain({ sandbox: { store } }: LocalOwner): void {
  const records = recordTable(store);
  store.transact(() => {
    for (const row of [...records.values()].slice(0, 1)) records.put('rec-again', { ...row, id: 'rec-again' });
  });
}
