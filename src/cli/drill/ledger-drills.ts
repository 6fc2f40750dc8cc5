/** What the ledger says of drills, read with the operator's own rights. */
import { DeleteItemCommand, DynamoDBClient, paginateQuery, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Connection } from '../connection.ts';

/** A drill as the ledger has it. Times are ISO 8601. */
export interface LedgerDrill {
  readonly drillId: string;
  readonly name: string;
  readonly state: string;
  readonly executionArn: string;
  readonly t0: string;
  readonly t1: string;
  readonly verdict?: string;
  readonly reportKeys: readonly string[];
}

export interface DrillLedger {
  readonly drills: readonly LedgerDrill[];
  /** The drill that has the organization's one place, whether its lease is over or not. */
  readonly lock?: { readonly drillId: string; readonly until: string };
  /** Why drills are frozen. */
  readonly frozen?: string;
  /** Executions whose units vending and enrollment keep out of. */
  readonly interlocks: readonly string[];
}

export type Item = Readonly<Record<string, AttributeValue>>;
const text = (value: AttributeValue | undefined): string => value?.S ?? '';
const freezeKey = { pk: { S: 'DRILL' }, sk: { S: 'FREEZE' } };

/** Lets `use` read and write the ledger's table; any ARN of its place will do for `place`. */
export async function withLedger<Result>(
  connection: Connection,
  place: string,
  use: (client: DynamoDBClient, tableName: string) => Promise<Result>,
): Promise<Result> {
  const tableName = await connection.output('LedgerTableName');
  const client = connection.clientOf(DynamoDBClient, place);
  try {
    return await use(client, tableName);
  } finally {
    client.destroy();
  }
}

/** Everything of drills in the ledger. */
export function drillItems(connection: Connection, place: string): Promise<Item[]> {
  return withLedger(connection, place, (client, tableName) => items(client, tableName, 'DRILL'));
}

async function items(client: DynamoDBClient, TableName: string, partition: string): Promise<Item[]> {
  const all: Item[] = [];
  const query = {
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: partition } },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) all.push(...Items);
  return all;
}

/** Reads the drills, their place, the freeze and the interlock. */
export async function readDrillLedger(connection: Connection, place: string): Promise<DrillLedger> {
  const own = await drillItems(connection, place);
  const armed = await withLedger(connection, place, (client, tableName) => items(client, tableName, 'INTERLOCK#ARMED'));
  const lock = own.find(({ sk }) => text(sk) === 'LOCK');
  const freeze = own.find(({ sk }) => text(sk) === 'FREEZE');
  return {
    drills: own.filter(({ sk }) => text(sk).startsWith('ENTRY#')).map(drillOf),
    ...(lock ? { lock: { drillId: text(lock['drillId']), until: text(lock['until']) } } : {}),
    ...(freeze ? { frozen: text(freeze['reason']) } : {}),
    interlocks: armed.filter(({ until }) => Date.parse(text(until)) > connection.now()).map(({ sk }) => text(sk)),
  };
}

function drillOf(item: Item): LedgerDrill {
  const report = item['report']?.M;
  return {
    drillId: text(item['drillId']),
    name: text(item['plan']?.M?.['input']?.M?.['name']),
    state: text(item['state']),
    executionArn: text(item['executionArn']),
    t0: text(item['t0']),
    t1: text(item['t1']),
    ...(report ? { verdict: text(report['verdict']) } : {}),
    reportKeys: report?.['keys']?.L?.map(text) ?? [],
  };
}

/** Freezes drills, or lifts the freeze where no reason is given. An armed drill ends itself when its guards look next. */
export async function setFreeze(connection: Connection, place: string, reason: string | undefined, by: string): Promise<void> {
  await withLedger(connection, place, async (client, TableName) => {
    if (reason === undefined) await client.send(new DeleteItemCommand({ TableName, Key: freezeKey }));
    else {
      const facts = { reason: { S: reason }, by: { S: by }, at: { S: new Date(connection.now()).toISOString() } };
      await client.send(new PutItemCommand({ TableName, Item: { ...freezeKey, ...facts } }));
    }
  });
}
