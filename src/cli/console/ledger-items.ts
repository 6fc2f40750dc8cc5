/** Items of the ledgers as plain values. Task tokens are left out: who has one can answer for its task. */
import { DynamoDBClient, paginateQuery, paginateScan, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Connection } from '../connection.ts';
import type { Ledger } from './context.ts';

export type Item = Readonly<Record<string, unknown>>;

/** Members that are nobody's business on a page. */
const secret = /token/i;

/** Every item of a partition, in order of its sort key. */
export async function partition(connection: Connection, { place, tableName }: Ledger, key: string): Promise<Item[]> {
  const client = connection.clientOf(DynamoDBClient, place);
  try {
    const items: Item[] = [];
    const query = {
      TableName: tableName,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':pk': { S: key } },
    };
    for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...Items.map(plainItem));
    return items;
  } finally {
    client.destroy();
  }
}

/** The first items of a table, and whether there are more. */
export async function firstItems(
  connection: Connection,
  { place, tableName }: Ledger,
  most: number,
): Promise<{ items: Item[]; more: boolean }> {
  const client = connection.clientOf(DynamoDBClient, place);
  try {
    const items: Item[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) {
      items.push(...Items.map(plainItem));
      if (items.length > most) break;
    }
    return { items: items.slice(0, most), more: items.length > most };
  } finally {
    client.destroy();
  }
}

const plainItem = (item: Record<string, AttributeValue>): Item => membersOf(item);

function membersOf(members: Readonly<Record<string, AttributeValue>>): Item {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([name]) => !secret.test(name))
      .map(([name, value]) => [name, plain(value)]),
  );
}

function plain(value: AttributeValue): unknown {
  if (value.M) return membersOf(value.M);
  if (value.L) return value.L.map(plain);
  if (value.N !== undefined) return Number(value.N);
  if (value.NULL) return null;
  return value.S ?? value.BOOL ?? value.SS ?? value.NS ?? '(bytes)';
}

/** A member that is a text. */
export const textIn = (item: Item, name: string): string | undefined => (typeof item[name] === 'string' ? item[name] : undefined);
