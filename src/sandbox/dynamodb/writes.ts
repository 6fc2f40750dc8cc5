/** Puts, updates, deletes and condition checks, as the single operations, batches and transactions share them. */
import type { AttributeValue, ReturnValue } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../core/service.ts';
import type { Item } from './attribute-values.ts';
import { record, writeItem } from './attribute-values.ts';
import { conditionFailed, invalidParameter } from './errors.ts';
import { applyUpdate } from './expressions/apply-update.ts';
import type { Condition, Update } from './expressions/ast.ts';
import { project } from './expressions/documents.ts';
import { fulfils } from './expressions/evaluate-condition.ts';
import { parseCondition } from './expressions/parse-condition.ts';
import { parseUpdate, updatedPaths } from './expressions/parse-update.ts';
import { Placeholders } from './expressions/placeholders.ts';
import { checkItem, readKey, readNewItem, rowKey } from './keys.ts';
import type { TableRow } from './rows.ts';
import { itemsOf, keyNames } from './rows.ts';
import { armTimeToLive } from './time-to-live.ts';

/** What the inputs of PutItem, UpdateItem, DeleteItem and ConditionCheck have in common. */
export interface WriteInput {
  readonly Item?: Record<string, AttributeValue> | undefined;
  readonly Key?: Record<string, AttributeValue> | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

/** A write that has been checked against the table's schema, and not yet against the item. */
export interface Write {
  readonly table: TableRow;
  readonly kind: 'put' | 'update' | 'delete' | 'check';
  /** The item of a put, the key of the others. */
  readonly item: Item;
  readonly condition: Condition | undefined;
  readonly update: Update | undefined;
  readonly returnItemOnFailure: boolean;
}

export interface Written {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** Parses and checks everything that does not depend on the stored item. */
export function prepareWrite(table: TableRow, kind: Write['kind'], input: WriteInput): Write {
  const placeholders = new Placeholders(
    { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues },
    input.ConditionExpression !== undefined || input.UpdateExpression !== undefined,
  );
  const update = input.UpdateExpression === undefined ? undefined : parseUpdate(input.UpdateExpression, placeholders);
  const condition =
    input.ConditionExpression === undefined
      ? undefined
      : parseCondition(input.ConditionExpression, 'ConditionExpression', placeholders);
  placeholders.refuseUnused();
  for (const [name] of update ? updatedPaths(update) : []) {
    if (keyNames(table.key).includes(String(name))) {
      throw invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
  const item = kind === 'put' ? readNewItem(table, input.Item ?? {}) : readKey(table, input.Key ?? {});
  return { table, kind, item, condition, update, returnItemOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' };
}

/** Carries one write out; throws ConditionalCheckFailedException when its condition is not fulfilled. */
export function write(prepared: Write, context: CallContext): Written {
  const { table, kind, item, condition, update } = prepared;
  const items = itemsOf(context.store, table);
  const id = rowKey(table.key, item);
  const before = items.get(id);
  if (condition && !fulfils(before ?? record(), condition)) {
    throw conditionFailed(prepared.returnItemOnFailure && before ? writeItem(before) : undefined);
  }
  if (kind === 'check') return { before, after: before };
  if (kind === 'delete') {
    items.delete(id);
    return { before, after: undefined };
  }
  let after = item;
  if (kind === 'update') {
    after = before ?? item;
    if (update) after = applyUpdate(after, update);
    checkItem(table, after, 'Item size to update has exceeded the maximum allowed size');
  }
  items.put(id, after);
  if (table.timeToLive !== undefined && Object.hasOwn(after, table.timeToLive)) armTimeToLive(table, context);
  return { before, after };
}

/** `Attributes` of the answer, as ReturnValues asks for them; undefined where there are none to return. */
export function returnedAttributes(
  { update }: Write,
  { before, after }: Written,
  returnValues: ReturnValue | undefined,
): Record<string, AttributeValue> | undefined {
  const paths = update ? updatedPaths(update) : [];
  switch (returnValues) {
    case 'ALL_OLD':
      return before && writeItem(before);
    case 'ALL_NEW':
      return after && writeItem(after);
    case 'UPDATED_OLD':
      return before && nonEmpty(project(before, paths));
    case 'UPDATED_NEW':
      return after && nonEmpty(project(after, paths));
    default:
      return undefined;
  }
}

const nonEmpty = (item: Item): Record<string, AttributeValue> | undefined =>
  Object.keys(item).length === 0 ? undefined : writeItem(item);
