/** Query and Scan, with their pages: at most 1 MB or `Limit` items are read, then filtered. */
import type { AttributeValue, QueryInput, QueryOutput, ScanInput, ScanOutput } from '@aws-sdk/client-dynamodb';
import type { CallContext, OperationTable, Permission } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { hash32 } from '../core/random.ts';
import type { Item } from './attribute-values.ts';
import { readItem, record, sizeOfItem, sortable, writeItem } from './attribute-values.ts';
import { consumed } from './capacity.ts';
import { validation } from './errors.ts';
import type { Condition, Path } from './expressions/ast.ts';
import { project } from './expressions/documents.ts';
import { fulfils } from './expressions/evaluate-condition.ts';
import { parseCondition } from './expressions/parse-condition.ts';
import { parseProjection } from './expressions/parse-projection.ts';
import { Placeholders } from './expressions/placeholders.ts';
import type { Entry, ItemIndex } from './item-index.ts';
import { firstNotBefore, isBefore, itemIndex, partitionName } from './item-index.ts';
import { refuseLegacyMembers, requireMembers } from './item-operations.ts';
import { keyCondition } from './key-conditions.ts';
import { keyOf, rowKey } from './keys.ts';
import { tablePermission } from './permissions.ts';
import type { SecondaryIndex, TableRow } from './rows.ts';
import { itemsOf, keyNames, tableOf } from './rows.ts';

const pageSize = 1024 * 1024;

interface Reading {
  readonly table: TableRow;
  readonly secondary: SecondaryIndex | undefined;
  readonly index: ItemIndex;
  readonly filter: Condition | undefined;
  readonly keyCondition: Condition | undefined;
  readonly paths: readonly Path[] | undefined;
  readonly start: Item | undefined;
}

function prepare(input: QueryInput & ScanInput, context: CallContext): Reading {
  refuseLegacyMembers(input);
  const { FilterExpression, KeyConditionExpression, ProjectionExpression, IndexName, Limit } = input;
  const placeholders = new Placeholders(
    { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues },
    [FilterExpression, KeyConditionExpression, ProjectionExpression].some((text) => text !== undefined),
  );
  const condition = (text: string | undefined, field: string): Condition | undefined =>
    text === undefined ? undefined : parseCondition(text, field, placeholders);
  const filter = condition(FilterExpression, 'FilterExpression');
  const keyConditions = condition(KeyConditionExpression, 'KeyConditionExpression');
  const paths = ProjectionExpression === undefined ? undefined : parseProjection(ProjectionExpression, placeholders);
  placeholders.refuseUnused();
  if (Limit !== undefined && Limit < 1) {
    throw validation(
      `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  const table = tableOf(input.TableName!, context);
  const index = itemIndex(table, IndexName, context);
  if (!index) throw validation(`The table does not have the specified index: ${IndexName}`);
  const secondary = table.indexes.find(({ name }) => name === IndexName);
  if (secondary?.scope === 'global' && input.ConsistentRead) {
    throw validation('Consistent reads are not supported on global secondary indexes');
  }
  const start = input.ExclusiveStartKey && readItem(input.ExclusiveStartKey);
  if (start) {
    const names = new Set([...keyNames(table.key), ...(secondary ? keyNames(secondary.key) : [])]);
    if (Object.keys(start).length !== names.size || ![...names].every((name) => Object.hasOwn(start, name))) {
      throw validation('The provided starting key is invalid');
    }
  }
  return { table, secondary, index, filter, keyCondition: keyConditions, paths, start };
}

/** Reads entries until a limit is met; `entries` yields them in the order of the answer. */
function readPage(reading: Reading, entries: Iterable<Entry>, input: QueryInput, context: CallContext): QueryOutput {
  const { table, secondary, filter, paths } = reading;
  const items = itemsOf(context.store, table);
  const found: Record<string, AttributeValue>[] = [];
  let scanned = 0;
  let count = 0;
  let bytes = 0;
  let last: Item | undefined;
  let more = false;
  for (const { id } of entries) {
    if (scanned === input.Limit || bytes >= pageSize) {
      more = true;
      break;
    }
    const item = items.get(id)!;
    scanned += 1;
    bytes += sizeOfItem(item);
    last = item;
    if (filter && !fulfils(item, filter)) continue;
    count += 1;
    if (input.Select !== 'COUNT')
      found.push(writeItem(paths ? project(item, paths) : projectedItem(item, table, secondary, input)));
  }
  // DynamoDB stops at Limit without looking whether anything follows.
  if (scanned === input.Limit) more = true;
  return {
    ...(input.Select === 'COUNT' ? {} : { Items: found }),
    Count: count,
    ScannedCount: scanned,
    ...(more && last
      ? { LastEvaluatedKey: writeItem({ ...keyOf(table.key, last), ...(secondary ? keyOf(secondary.key, last) : {}) }) }
      : {}),
    ...consumed(input.ReturnConsumedCapacity, table.name, input.ConsistentRead ? 'consistent-read' : 'read', () => bytes),
  };
}

/** What an index holds of an item. */
function projectedItem(item: Item, table: TableRow, secondary: SecondaryIndex | undefined, { Select }: QueryInput): Item {
  const type = secondary?.projection.ProjectionType ?? 'ALL';
  if (!secondary || type === 'ALL' || (secondary.scope === 'local' && Select === 'ALL_ATTRIBUTES')) return item;
  const names = new Set([
    ...keyNames(table.key),
    ...keyNames(secondary.key),
    ...(type === 'INCLUDE' ? (secondary.projection.NonKeyAttributes ?? []) : []),
  ]);
  const part = record();
  for (const name of names) if (Object.hasOwn(item, name)) part[name] = item[name]!;
  return part;
}

function query(input: QueryInput, context: CallContext): QueryOutput {
  requireMembers(input, ['TableName']);
  const reading = prepare(input, context);
  const { table, secondary, index } = reading;
  if (!reading.keyCondition) {
    throw validation('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  }
  const key = secondary?.key ?? table.key;
  refuseKeysInFilter(reading.filter, key);
  const { hash, range } = keyCondition(reading.keyCondition, key, table.attributes);
  const items = itemsOf(context.store, table);
  const partition = index.partition(partitionName(sortable(hash)));
  const forward = input.ScanIndexForward ?? true;
  const start = reading.start && index.place(reading.start, rowKey(table.key, reading.start))?.entry;
  function* entries(): Iterable<Entry> {
    let position = forward ? 0 : partition.length - 1;
    if (start) {
      position = firstNotBefore(partition, start);
      if (forward && partition[position]?.id === start.id && partition[position]?.sort === start.sort) position += 1;
      if (!forward) position -= 1;
    }
    for (; position >= 0 && position < partition.length; position += forward ? 1 : -1) {
      const entry = partition[position]!;
      if (!range || fulfils(items.get(entry.id)!, range)) yield entry;
    }
  }
  return readPage(reading, entries(), input, context);
}

/** A Query's filter may not name the key attributes it selects by. */
function refuseKeysInFilter(filter: Condition | undefined, key: { hash: string; range?: string }): void {
  const named = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('kind' in node && node.kind === 'value') return;
    if ('kind' in node && node.kind === 'path' && 'path' in node) named.add(String((node.path as Path)[0]));
    else Object.values(node).forEach(visit);
  };
  visit(filter);
  const wrong = [key.hash, key.range].find((name) => name !== undefined && named.has(name));
  if (wrong !== undefined) {
    throw validation(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${wrong}`);
  }
}

function scan(input: ScanInput, context: CallContext): ScanOutput {
  requireMembers(input, ['TableName']);
  const { Segment, TotalSegments } = input;
  if ((Segment === undefined) !== (TotalSegments === undefined)) {
    const [present, missing] = Segment === undefined ? ['TotalSegments', 'Segment'] : ['Segment', 'TotalSegments'];
    throw validation(
      `The ${missing} parameter is required but was not present in the request when ${present} parameter is present`,
    );
  }
  if (Segment !== undefined && Segment >= TotalSegments!) {
    throw validation(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  }
  const reading = prepare(input, context);
  const { table, index } = reading;
  const start = reading.start && index.place(reading.start, rowKey(table.key, reading.start));
  function* entries(): Iterable<Entry> {
    for (const name of index.names()) {
      if (Segment !== undefined && hash32(name) % TotalSegments! !== Segment) continue;
      if (start && name < start.partition) continue;
      for (const entry of index.partition(name)) {
        const done = start && name === start.partition && !isBefore(start.entry, entry);
        if (!done) yield entry;
      }
    }
  }
  return readPage(reading, entries(), input, context);
}

/** The values that a query's condition compares names with: the partition key's is among them, for dynamodb:LeadingKeys. */
function* partitionsAsked(input: QueryInput): Iterable<Readonly<Record<string, AttributeValue>>> {
  const { KeyConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {}, IndexName } = input;
  if (IndexName !== undefined) return;
  for (const [, name = '', value = ''] of KeyConditionExpression.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)) {
    const attribute = Object.hasOwn(ExpressionAttributeNames, name) ? ExpressionAttributeNames[name]! : name;
    if (Object.hasOwn(ExpressionAttributeValues, value)) yield { [attribute]: ExpressionAttributeValues[value]! };
  }
}

const reading =
  (action: string) =>
  (input: QueryInput, context: CallContext): readonly Permission[] => [
    tablePermission(action, input.TableName, context, {
      index: input.IndexName,
      keys: [...partitionsAsked(input)],
      ...(input.Select === undefined ? {} : { conditions: { 'dynamodb:Select': input.Select } }),
    }),
  ];

export const queryOperations: OperationTable = {
  Query: operation<QueryInput, QueryOutput>({ handle: query, permissions: reading('Query') }),
  Scan: operation<ScanInput, ScanOutput>({ handle: scan, permissions: reading('Scan') }),
};
