import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { client } from '../shared/clients.ts';
import { allPages } from '../shared/pages.ts';
import { awsErrorName } from '../shared/errors.ts';
import { environment } from '../shared/runtime.ts';
import { fromAttributes, toAttribute, toAttributes } from './attribute-value.ts';
import type { Value } from './attribute-value.ts';

/** Key of an item: `pk` names the thing (ACCOUNT#<name>, LIMITER#<name>), `sk` the part of it. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Record<string, Value>;

/** A condition over attribute names as `#name` and values as `:name`; both are declared by using them. */
export interface Condition {
  readonly expression: string;
  readonly values?: Readonly<Record<string, Value>>;
}

const names = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name!]));
const values = (given: Readonly<Record<string, Value>>): ReturnType<typeof toAttributes> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [`:${name}`, toAttribute(value)]));
const expressionAttributes = (text: string, given: Readonly<Record<string, Value>>): object => ({
  ...(text.includes('#') ? { ExpressionAttributeNames: names(text) } : {}),
  ...(Object.keys(given).length > 0 ? { ExpressionAttributeValues: values(given) } : {}),
});

/** Reads one item, strongly consistent. */
export async function getItem(key: Key): Promise<Item | undefined> {
  const { Item: item } = await client(DynamoDBClient).send(
    new GetItemCommand({ TableName: environment('LEDGER_TABLE'), Key: toAttributes({ ...key }), ConsistentRead: true }),
  );
  return item && fromAttributes(item);
}

/** Writes a whole item. False when the condition does not hold. */
export async function putItem(
  item: Key & { readonly [name: string]: Value | undefined },
  condition?: Condition,
): Promise<boolean> {
  return unlessRefused(
    client(DynamoDBClient).send(
      new PutItemCommand({
        TableName: environment('LEDGER_TABLE'),
        Item: toAttributes(item),
        ...(condition
          ? { ConditionExpression: condition.expression, ...expressionAttributes(condition.expression, condition.values ?? {}) }
          : {}),
      }),
    ),
  );
}

/** Sets and removes attributes of an item, which is made when it is not there. False when the condition does not hold. */
export async function updateItem(
  key: Key,
  set: Readonly<Record<string, Value>>,
  options: { remove?: readonly string[]; condition?: Condition } = {},
): Promise<boolean> {
  const remove = options.remove ?? [];
  const update = [
    `SET ${Object.keys(set)
      .map((name) => `#${name} = :${name}`)
      .join(', ')}`,
    ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`] : []),
  ].join(' ');
  return unlessRefused(
    client(DynamoDBClient).send(
      new UpdateItemCommand({
        TableName: environment('LEDGER_TABLE'),
        Key: toAttributes({ ...key }),
        UpdateExpression: update,
        ...(options.condition ? { ConditionExpression: options.condition.expression } : {}),
        ...expressionAttributes(`${update} ${options.condition?.expression ?? ''}`, { ...set, ...options.condition?.values }),
      }),
    ),
  );
}

/** Deletes an item; one that is not there is no error. False when the condition does not hold. */
export async function deleteItem(key: Key, condition?: Condition): Promise<boolean> {
  return unlessRefused(
    client(DynamoDBClient).send(
      new DeleteItemCommand({
        TableName: environment('LEDGER_TABLE'),
        Key: toAttributes({ ...key }),
        ...(condition
          ? { ConditionExpression: condition.expression, ...expressionAttributes(condition.expression, condition.values ?? {}) }
          : {}),
      }),
    ),
  );
}

/** The first `limit` items of a partition whose sort key begins with `prefix`, in order, strongly consistent. */
export async function firstItems(pk: string, prefix: string, limit: number): Promise<Item[]> {
  const { Items } = await client(DynamoDBClient).send(
    new QueryCommand({
      TableName: environment('LEDGER_TABLE'),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: toAttributes({ ':pk': pk, ':prefix': prefix }),
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return (Items ?? []).map(fromAttributes);
}

/** Every item of a partition that the filter lets through, strongly consistent. A filter names no attribute of the key. */
export async function allItems(pk: string, filter?: Condition): Promise<Item[]> {
  const items = await allPages(
    (token) =>
      client(DynamoDBClient).send(
        new QueryCommand({
          TableName: environment('LEDGER_TABLE'),
          KeyConditionExpression: 'pk = :pk',
          ...(filter ? { FilterExpression: filter.expression } : {}),
          ...expressionAttributes(filter?.expression ?? '', { pk, ...filter?.values }),
          ConsistentRead: true,
          ...(token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) as ReturnType<typeof toAttributes> }),
        }),
      ),
    ({ Items }) => Items,
    ({ LastEvaluatedKey }) => LastEvaluatedKey && JSON.stringify(LastEvaluatedKey),
  );
  return items.map(fromAttributes);
}

/** True when the write was made, false when its condition did not hold; every other error is thrown. */
async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || awsErrorName(error) === 'ConditionalCheckFailedException')
      return false;
    throw error;
  }
}
