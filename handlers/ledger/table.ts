import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { client } from '../shared/clients.ts';
import { allPages } from '../shared/pages.ts';
import { awsErrorName, ServiceThrottled } from '../shared/errors.ts';
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

/** Keys that BatchGetItem takes at once. */
const batchSize = 100;

/** Reads items of which each is there or not, strongly consistent, in no order. */
export async function getItems(keys: readonly Key[]): Promise<Item[]> {
  const table = environment('LEDGER_TABLE');
  const found: Item[] = [];
  for (let start = 0; start < keys.length; start += batchSize) {
    let Keys = keys.slice(start, start + batchSize).map((key) => toAttributes({ ...key }));
    while (Keys.length > 0) {
      const { Responses, UnprocessedKeys } = await client(DynamoDBClient).send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
      );
      const left = UnprocessedKeys?.[table]?.Keys ?? [];
      if (left.length === Keys.length) throw new ServiceThrottled('DynamoDB processed no key of a BatchGetItem');
      found.push(...(Responses?.[table] ?? []).map(fromAttributes));
      Keys = left;
    }
  }
  return found;
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

export interface UpdateOptions {
  readonly remove?: readonly string[];
  readonly condition?: Condition;
}

/** Sets and removes attributes of an item, which is made when it is not there. False when the condition does not hold. */
export async function updateItem(key: Key, set: Readonly<Record<string, Value>>, options: UpdateOptions = {}): Promise<boolean> {
  return unlessRefused(client(DynamoDBClient).send(new UpdateItemCommand(update(key, set, options))));
}

/** As `updateItem`; gives the item as it is then too, also where the condition does not hold. */
export async function updateAndRead(
  key: Key,
  set: Readonly<Record<string, Value>>,
  options: UpdateOptions,
): Promise<{ readonly written: boolean; readonly item: Item }> {
  try {
    const { Attributes } = await client(DynamoDBClient).send(
      new UpdateItemCommand({
        ...update(key, set, options),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { written: true, item: fromAttributes(Attributes ?? {}) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { written: false, item: fromAttributes(error.Item ?? {}) };
  }
}

/** Changes members of maps, which `updateItem` cannot say. `named` are the placeholders that are not the name after their `#`. */
export async function changeItem(
  key: Key,
  expression: string,
  condition: Condition,
  named: Readonly<Record<string, string>>,
): Promise<boolean> {
  return unlessRefused(
    client(DynamoDBClient).send(
      new UpdateItemCommand({
        TableName: environment('LEDGER_TABLE'),
        Key: toAttributes({ ...key }),
        UpdateExpression: expression,
        ConditionExpression: condition.expression,
        ExpressionAttributeNames: { ...names(`${expression} ${condition.expression}`), ...named },
        ExpressionAttributeValues: values(condition.values ?? {}),
      }),
    ),
  );
}

function update(key: Key, set: Readonly<Record<string, Value>>, options: UpdateOptions): UpdateItemCommandInput {
  const remove = options.remove ?? [];
  const expression = [
    `SET ${Object.keys(set)
      .map((name) => `#${name} = :${name}`)
      .join(', ')}`,
    ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`] : []),
  ].join(' ');
  return {
    TableName: environment('LEDGER_TABLE'),
    Key: toAttributes({ ...key }),
    UpdateExpression: expression,
    ...(options.condition ? { ConditionExpression: options.condition.expression } : {}),
    ...expressionAttributes(`${expression} ${options.condition?.expression ?? ''}`, { ...set, ...options.condition?.values }),
  };
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
    if (isRefusal(error)) return false;
    throw error;
  }
}

function isRefusal(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof ConditionalCheckFailedException || awsErrorName(error) === 'ConditionalCheckFailedException';
}
