/**
 * Attribute values as the store keeps them: DynamoDB's JSON form, binaries as base64, numbers in their plain notation.
 * Source: DynamoDB API reference, AttributeValue; Developer Guide, "Item sizes and formats".
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { invalidParameter, validation } from './errors.ts';
import { formatNumber, parseNumber, sortableNumber } from './numbers.ts';

/** One attribute value at rest; exactly one member is there. */
export type Value =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly Value[] }
  | { readonly M: Item };

/** Attributes by name. Made without a prototype, so that an attribute may be called `__proto__`. */
export type Item = Readonly<Record<string, Value>>;

export type ValueType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';
const types: readonly ValueType[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'];

/** An empty item, or a shallow copy of one, that can be written to. */
export function record<Member = Value>(from: Readonly<Record<string, Member>> = {}): Record<string, Member> {
  return Object.assign(Object.create(null) as Record<string, Member>, from);
}

export const typeOf = (value: Value): ValueType => types.find((type) => Object.hasOwn(value, type))!;

/** The bare content of a value of any type, for comparisons that treat types alike. */
export const contentOf = (value: Value): unknown => (value as Record<string, unknown>)[typeOf(value)];

/** An attribute of an item, or undefined; never an inherited member. */
export const attribute = (item: Item, name: string): Value | undefined => (Object.hasOwn(item, name) ? item[name] : undefined);

const base64 = (bytes: unknown): string =>
  typeof bytes === 'string' ? bytes : Buffer.from(bytes as Uint8Array).toString('base64');

/** Checks a value as a client sends it and brings it into the form at rest. */
export function readValue(value: AttributeValue): Value {
  /* Nearly every value is a text alone. */
  if (typeof value.S === 'string' && Object.keys(value).length === 1) return { S: value.S };
  const given = types.filter((type) => (value as unknown as Record<string, unknown>)[type] !== undefined);
  if (given.length === 0)
    throw validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  if (given.length > 1) {
    throw validation(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: normalNumber(value.N) };
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.NULL !== undefined) {
    if (!value.NULL) throw invalidParameter('Null attribute value types must have the value of true');
    return { NULL: true };
  }
  if (value.SS !== undefined) return { SS: set('string', value.SS) };
  if (value.NS !== undefined) {
    return {
      NS: set('number', value.NS.map(normalNumber)),
    };
  }
  if (value.BS !== undefined) return { BS: set('binary', value.BS.map(base64)) };
  if (value.L !== undefined) return { L: value.L.map(readValue) };
  return { M: readItem(value.M!) };
}

const plainInteger = /^(?:0|-?[1-9]\d{0,14})$/;

/** A number's plain notation. */
const normalNumber = (text: string): string => (plainInteger.test(text) ? text : formatNumber(parseNumber(text)));

function set(kind: string, members: readonly string[]): readonly string[] {
  if (members.length === 0) throw invalidParameter(`An ${kind} set  may not be empty`);
  if (new Set(members).size < members.length)
    throw invalidParameter(`Input collection [${members.join(', ')}] contains duplicates.`);
  return members;
}

export function readItem(attributes: Readonly<Record<string, AttributeValue>>): Item {
  const item = record();
  for (const [name, value] of Object.entries(attributes)) item[name] = readValue(value);
  return item;
}

/** The value as the SDK returns it: binaries as bytes. */
export function writeValue(value: Value): AttributeValue {
  if ('B' in value) return { B: Buffer.from(value.B, 'base64') };
  if ('BS' in value) return { BS: value.BS.map((text) => Buffer.from(text, 'base64')) };
  if ('L' in value) return { L: value.L.map(writeValue) };
  if ('M' in value) return { M: writeItem(value.M) };
  if ('SS' in value) return { SS: [...value.SS] };
  if ('NS' in value) return { NS: [...value.NS] };
  return value;
}

export function writeItem(item: Item): Record<string, AttributeValue> {
  const output = record<AttributeValue>();
  for (const [name, value] of Object.entries(item)) output[name] = writeValue(value);
  return output;
}

/** Equality of values: sets without order, lists and maps by content, numbers by value (their texts are normal). */
export function equalValues(one: Value, other: Value): boolean {
  const type = typeOf(one);
  if (type !== typeOf(other)) return false;
  if ('L' in one && 'L' in other) {
    return one.L.length === other.L.length && one.L.every((value, index) => equalValues(value, other.L[index]!));
  }
  if ('M' in one && 'M' in other) {
    const names = Object.keys(one.M);
    return (
      names.length === Object.keys(other.M).length &&
      names.every((name) => {
        const there = attribute(other.M, name);
        return there !== undefined && equalValues(one.M[name]!, there);
      })
    );
  }
  if (type === 'SS' || type === 'NS' || type === 'BS') {
    const members = contentOf(one) as readonly string[];
    const there = new Set(contentOf(other) as readonly string[]);
    return members.length === there.size && members.every((member) => there.has(member));
  }
  return contentOf(one) === contentOf(other);
}

const ascii = /^[ -~]*$/;

/** For S, N and B: a text whose order under `<` is DynamoDB's order (UTF-8 bytes, numeric value, unsigned bytes). */
export function sortable(value: Value): string {
  if ('S' in value) return ascii.test(value.S) ? value.S : Buffer.from(value.S, 'utf8').toString('latin1');
  if ('N' in value) return sortableNumber(parseNumber(value.N));
  return 'B' in value ? Buffer.from(value.B, 'base64').toString('latin1') : '';
}

/** Negative, zero or positive; undefined where the two cannot be ordered (different types, or not S, N or B). */
export function compareValues(one: Value, other: Value): number | undefined {
  const type = typeOf(one);
  if (type !== typeOf(other) || (type !== 'S' && type !== 'N' && type !== 'B')) return undefined;
  const [left, right] = [sortable(one), sortable(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const utf8 = (text: string): number => Buffer.byteLength(text, 'utf8');
const binary = (text: string): number => Buffer.byteLength(text, 'base64');
const numeric = (text: string): number =>
  Math.ceil(text.replace(/[-.]|^0+|0+$/g, '').length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
const sum = <Element>(elements: readonly Element[], size: (element: Element) => number): number =>
  elements.reduce((total, element) => total + size(element), 0);

/** Bytes that a value counts for against the 400 KB limit of an item. */
export function sizeOfValue(value: Value): number {
  if ('S' in value) return utf8(value.S);
  if ('N' in value) return numeric(value.N);
  if ('B' in value) return binary(value.B);
  if ('SS' in value) return sum(value.SS, utf8);
  if ('NS' in value) return sum(value.NS, numeric);
  if ('BS' in value) return sum(value.BS, binary);
  if ('L' in value) return 3 + sum(value.L, (element) => sizeOfValue(element) + 1);
  if ('M' in value) return 3 + sum(Object.entries(value.M), ([name, member]) => utf8(name) + sizeOfValue(member) + 1);
  return 1;
}

/** Bytes of an item: names and values. */
export const sizeOfItem = (item: Item): number => sum(Object.entries(item), ([name, value]) => utf8(name) + sizeOfValue(value));
