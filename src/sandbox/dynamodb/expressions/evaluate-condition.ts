/** Evaluates conditions and filters against an item. */
import type { Item, Value } from '../attribute-values.ts';
import { compareValues, contentOf, equalValues, typeOf } from '../attribute-values.ts';
import type { Condition, Operand } from './ast.ts';
import { valueAt } from './documents.ts';

/** True when the item fulfils the condition. A missing attribute fulfils no comparison but `<>`. */
export function fulfils(item: Item, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return fulfils(item, condition.left) && fulfils(item, condition.right);
    case 'or':
      return fulfils(item, condition.left) || fulfils(item, condition.right);
    case 'not':
      return !fulfils(item, condition.condition);
    case 'comparison': {
      const [left, right] = [resolve(item, condition.left), resolve(item, condition.right)];
      if (condition.comparator === '<>') return !left || !right || !equalValues(left, right);
      if (!left || !right) return false;
      if (condition.comparator === '=') return equalValues(left, right);
      return inOrder(compareValues(left, right), condition.comparator);
    }
    case 'between': {
      const [value, low, high] = [condition.operand, condition.low, condition.high].map((operand) => resolve(item, operand));
      if (!value || !low || !high) return false;
      return inOrder(compareValues(value, low), '>=') && inOrder(compareValues(value, high), '<=');
    }
    case 'in': {
      const value = resolve(item, condition.operand);
      return (
        value !== undefined &&
        condition.candidates.some((candidate) => {
          const other = resolve(item, candidate);
          return other !== undefined && equalValues(value, other);
        })
      );
    }
    case 'function': {
      const [value, argument] = condition.operands.map((operand) => resolve(item, operand));
      switch (condition.name) {
        case 'attribute_exists':
          return value !== undefined;
        case 'attribute_not_exists':
          return value === undefined;
        case 'attribute_type':
          return value !== undefined && argument !== undefined && typeOf(value) === contentOf(argument);
        case 'begins_with':
          return value !== undefined && argument !== undefined && beginsWith(value, argument);
        case 'contains':
          return value !== undefined && argument !== undefined && contains(value, argument);
      }
    }
  }
}

function inOrder(order: number | undefined, comparator: '<' | '<=' | '>' | '>='): boolean {
  if (order === undefined) return false;
  if (order === 0) return comparator.length === 2;
  return order < 0 ? comparator.startsWith('<') : comparator.startsWith('>');
}

function resolve(item: Item, operand: Operand): Value | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  const value = resolve(item, operand.of);
  const size = value && sizeFunction(value);
  return size === undefined ? undefined : { N: String(size) };
}

/** `size(path)`: length of a string (characters) or binary (bytes), members of a set, list or map. */
function sizeFunction(value: Value): number | undefined {
  if ('S' in value) return value.S.length;
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('M' in value) return Object.keys(value.M).length;
  const content = contentOf(value);
  return Array.isArray(content) ? content.length : undefined;
}

const bytes = (text: string): string => Buffer.from(text, 'base64').toString('latin1');

function beginsWith(value: Value, prefix: Value): boolean {
  if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
  return 'B' in value && 'B' in prefix && bytes(value.B).startsWith(bytes(prefix.B));
}

function contains(value: Value, part: Value): boolean {
  if ('S' in value) return 'S' in part && value.S.includes(part.S);
  if ('B' in value) return 'B' in part && bytes(value.B).includes(bytes(part.B));
  if ('L' in value) return value.L.some((element) => equalValues(element, part));
  if ('SS' in value) return 'S' in part && value.SS.includes(part.S);
  if ('NS' in value) return 'N' in part && value.NS.includes(part.N);
  return 'BS' in value && 'B' in part && value.BS.includes(part.B);
}
