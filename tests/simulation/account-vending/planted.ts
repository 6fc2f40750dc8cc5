/** Faults planted to show that each invariant catches what it is there for. They act through AWS's APIs, as a defect of ours would. */
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LocalOwner } from '../../../src/local/index.ts';
import type { Planted } from '../simulation.ts';
import { accountNames } from './organization.ts';
import type { OperatorAction, SeededPlan } from './seeded-plan.ts';

interface Plant {
  readonly what: string;
  /** What the operators do besides. */
  readonly actions?: readonly OperatorAction[];
  atTheEnd?(local: LocalOwner, plan: SeededPlan): Promise<void>;
  /** Nobody starts the same file again. */
  readonly startsOnlyOnce?: true;
}

const besideTheLimiter = [0, 1, 2, 3].map((index) => ({ kind: 'launch-beside', afterMinutes: 4, index }) as const);
const strangerHolds = [{ kind: 'hold-slots', afterMinutes: 1, index: 0 }] as const;
const secondAccount = [{ kind: 'create-again', afterMinutes: 600, index: 0 }] as const;
const relaunch = [0, 1, 2].map((index) => ({ kind: 'relaunch', afterMinutes: 600, index }) as const);

export const planted: ReadonlyMap<string, Plant> = new Map<string, Plant>([
  ['no account twice', { what: 'a second account of the same name is created', actions: secondAccount }],
  ['no more operations than slots', { what: 'accounts of the batch are launched beside the limiter', actions: besideTheLimiter }],
  ['no slot is kept for nothing', { what: 'somebody else holds every slot of the limiter', actions: strangerHolds }],
  ['every row has an outcome', { what: 'the batch is started once and never again', startsOnlyOnce: true }],
  ['ledger and organization agree', { what: 'an entry of the ledger is deleted', atTheEnd: deleteEntry }],
  ['nothing is left when nothing runs', { what: 'a batch does not say that it is over', atTheEnd: stayInInterlock }],
  ['nothing is terminated without an approval', { what: 'somebody terminates products by hand', actions: relaunch }],
  ['one launch a generation', { what: 'a product is terminated and launched again under its name', actions: relaunch }],
]);

export const plantedFaults: readonly Planted[] = [...planted].map(([invariant, { what }]) => ({ invariant, what }));

async function deleteEntry(local: LocalOwner, plan: SeededPlan): Promise<void> {
  const dynamodb = new DynamoDBClient(local.sdkConfig('planted'));
  const pk = `ACCOUNT#${accountNames(plan)[0]!}`;
  const TableName = local.stackOutputs['management']!['LedgerTableName']!;
  await dynamodb.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: 'ENTRY' } } }));
  dynamodb.destroy();
}

async function stayInInterlock(local: LocalOwner): Promise<void> {
  const dynamodb = new DynamoDBClient(local.sdkConfig('planted'));
  const TableName = local.stackOutputs['management']!['LedgerTableName']!;
  await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'INTERLOCK#RUNNING' }, sk: { S: 'a batch' } } }));
  dynamodb.destroy();
}
