/** What a KeyConditionExpression may say: one partition, and at most one range of sort keys. */
import type { Value } from './attribute-values.ts';
import { typeOf } from './attribute-values.ts';
import { invalidParameter, validation } from './errors.ts';
import type { Condition, Operand } from './expressions/ast.ts';
import type { Key, TableRow } from './rows.ts';

export interface KeyCondition {
  readonly hash: Value;
  /** The condition on the sort key, to be evaluated on the item. */
  readonly range: Condition | undefined;
}

/** Reads the parsed expression against a table's or index's key; throws AWS's ValidationException. */
export function keyCondition(condition: Condition, key: Key, types: TableRow['attributes']): KeyCondition {
  const parts = conjuncts(condition);
  const named = parts.map((part) => ({ part, name: attributeOf(part) }));
  const hash = named.filter(({ name }) => name === key.hash);
  const range = named.filter(({ name }) => name !== key.hash);
  if (hash.length === 0) throw validation(`Query condition missed key schema element: ${key.hash}`);
  if (hash.length > 1 || range.length > 1) {
    throw validation('Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key');
  }
  const equality = hash[0]!.part;
  if (equality.kind !== 'comparison' || equality.comparator !== '=' || equality.right.kind !== 'value') {
    throw validation('Query key condition not supported');
  }
  const other = range[0];
  if (other && other.name !== key.range) {
    throw validation(
      key.range === undefined ? 'Query key condition not supported' : `Query condition missed key schema element: ${key.range}`,
    );
  }
  checkType(equality.right, types[key.hash]);
  for (const operand of other ? operandsOf(other.part) : []) checkType(operand, types[key.range!]);
  return { hash: equality.right.value, range: other?.part };
}

function conjuncts(condition: Condition): Condition[] {
  if (condition.kind === 'and') return [...conjuncts(condition.left), ...conjuncts(condition.right)];
  if (condition.kind === 'or' || condition.kind === 'not') {
    const operator = condition.kind.toUpperCase();
    throw validation(`Invalid operator used in KeyConditionExpression: ${operator}`);
  }
  return [condition];
}

function operandsOf(part: Condition): readonly Operand[] {
  if (part.kind === 'comparison') return [part.left, part.right];
  if (part.kind === 'between') return [part.operand, part.low, part.high];
  return part.kind === 'function' ? part.operands : [];
}

function attributeOf(part: Condition): string {
  if (part.kind === 'in') throw validation('Invalid operator used in KeyConditionExpression: IN');
  if (part.kind === 'comparison' && part.comparator === '<>')
    throw validation('Invalid operator used in KeyConditionExpression: <>');
  if (part.kind === 'function' && part.name !== 'begins_with') {
    throw validation(`Invalid operator used in KeyConditionExpression: ${part.name}`);
  }
  const [first, ...others] = operandsOf(part);
  if (first?.kind !== 'path' || first.path.length !== 1 || others.some(({ kind }) => kind !== 'value')) {
    throw validation('Invalid KeyConditionExpression: KeyConditionExpression must compare a key attribute with values');
  }
  return String(first.path[0]);
}

function checkType(operand: Operand, expected: string | undefined): void {
  if (operand.kind === 'value' && typeOf(operand.value) !== expected) {
    throw invalidParameter('Condition parameter type does not match schema type');
  }
}
