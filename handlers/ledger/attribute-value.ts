import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What an attribute of the ledger may hold. `undefined` members of an object are left out. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value | undefined };

/** A value in DynamoDB's form: `{S: 'text'}`, `{N: '1'}`, ... */
export function toAttribute(value: Value): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (isList(value)) return { L: value.map(toAttribute) };
  return { M: toAttributes(value) };
}

/** The members of an object, each in DynamoDB's form. */
export function toAttributes(item: { readonly [key: string]: Value | undefined }): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, toAttribute(value)] as const])),
  );
}

/** The plain value of an attribute. Sets and binary are not used in the ledger and throw. */
export function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.NULL !== undefined) return null;
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  if (attribute.M !== undefined) return fromAttributes(attribute.M);
  throw new Error(`the ledger holds no attribute of type ${Object.keys(attribute).join()}`);
}

/** The plain object of an item or map. */
export function fromAttributes(item: Record<string, AttributeValue>): Record<string, Value> {
  return Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, fromAttribute(attribute)]));
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
