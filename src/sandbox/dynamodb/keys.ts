/** Primary keys: their checks and the row keys they are stored under. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item, Value } from './attribute-values.ts';
import { attribute, contentOf, readItem, record, sizeOfItem, typeOf } from './attribute-values.ts';
import { invalidParameter, validation } from './errors.ts';
import type { Key, TableRow } from './rows.ts';
import { keyNames } from './rows.ts';

/** Greatest size of an item: 400 KB, names included. */
export const maximumItemSize = 400 * 1024;

/** The row key of an item: its key values as one text. */
export const rowKey = (key: Key, item: Item): string => JSON.stringify(keyNames(key).map((name) => contentOf(item[name]!)));

/** The key attributes of an item. */
export function keyOf(key: Key, item: Item): Item {
  const attributes = record();
  for (const name of keyNames(key)) attributes[name] = item[name]!;
  return attributes;
}

/** Checks the `Key` of a request: exactly the key attributes, of their types. */
export function readKey(table: TableRow, attributes: Readonly<Record<string, AttributeValue>>): Item {
  const key = readItem(attributes);
  const names = keyNames(table.key);
  const mismatch =
    Object.keys(key).length !== names.length || names.some((name) => typeOfAttribute(key, name) !== table.attributes[name]);
  if (mismatch) throw validation('The provided key element does not match the schema');
  for (const name of names) refuseEmptyKey(name, key[name]!);
  return key;
}

/** Checks the `Item` of a put: key attributes of the table and of its indexes, and its size. */
export function readNewItem(table: TableRow, attributes: Readonly<Record<string, AttributeValue>>): Item {
  const item = readItem(attributes);
  checkItem(table, item, 'Item size has exceeded the maximum allowed size');
  return item;
}

export function checkItem(table: TableRow, item: Item, tooLarge: string): void {
  for (const name of keyNames(table.key)) {
    const type = typeOfAttribute(item, name);
    if (type === undefined) throw invalidParameter(`Missing the key ${name} in the item`);
    if (type !== table.attributes[name]) {
      throw invalidParameter(`Type mismatch for key ${name} expected: ${table.attributes[name]} actual: ${type}`);
    }
    refuseEmptyKey(name, item[name]!);
  }
  for (const { name: index, key } of table.indexes) {
    for (const name of keyNames(key)) {
      const type = typeOfAttribute(item, name);
      if (type !== undefined && type !== table.attributes[name]) {
        throw invalidParameter(
          `Type mismatch for Index Key ${name} Expected: ${table.attributes[name]} Actual: ${type} IndexName: ${index}`,
        );
      }
    }
  }
  if (sizeOfItem(item) > maximumItemSize) throw validation(tooLarge);
}

function typeOfAttribute(item: Item, name: string): string | undefined {
  const value = attribute(item, name);
  return value && typeOf(value);
}

function refuseEmptyKey(name: string, value: Value): void {
  const content = contentOf(value);
  if (content !== '') return;
  const kind = 'S' in value ? 'string' : 'binary';
  throw validation(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
  );
}
