import { isInheritedName } from '../json-values.ts';
import type { AstNode } from './ast.ts';
import { isNode } from './ast.ts';

/** Answer of a fast path that cannot tell: the library has to evaluate. */
export const ask = Symbol('ask the library');

/** Evaluates without the library: a value, undefined for nothing, or `ask`. */
export type FastPath = (variable: (name: string) => unknown) => unknown;

/** Members that a node may have; any other (a predicate, a sort, an index) changes what it means. */
const plainMembers: ReadonlySet<string> = new Set([
  'type',
  'value',
  'position',
  'steps',
  'lhs',
  'rhs',
  'condition',
  'then',
  'else',
  'expressions',
]);

/** Deeper expressions go to the library, whose own recursion ends in an error that we catch. */
const maxDepth = 50;

/**
 * Compiles expressions so plain that their value is certain: paths of names, literals, arithmetic, comparisons, `&`, `and`, `or`,
 * conditions and object constructors of such. Where the values are not of the plain kind (arrays on the way, mixed types), it asks.
 * @returns undefined when the expression is not of that form.
 */
export function compileFastPath(node: unknown, depth = 0): FastPath | undefined {
  if (depth > maxDepth || !isNode(node) || Object.keys(node).some((member) => !plainMembers.has(member))) return undefined;
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return () => node.value;
    case 'variable':
      return compileVariable(node);
    case 'path':
      return compilePath(node);
    case 'binary':
      return compileBinary(node, depth + 1);
    case 'condition':
      return compileCondition(node, depth + 1);
    case 'block':
      return Array.isArray(node['expressions']) && node['expressions'].length === 1
        ? compileFastPath(node['expressions'][0], depth + 1)
        : undefined;
    case 'unary':
      return node.value === '{' ? compileObject(node, depth + 1) : undefined;
    default:
      return undefined;
  }
}

function compileVariable(node: AstNode): FastPath | undefined {
  const name = node.value;
  // `$` and `$$` have no value at the top of an expression.
  return typeof name === 'string' && name !== '' && name !== '$' ? (variable) => variable(name) : undefined;
}

function compilePath(node: AstNode): FastPath | undefined {
  const [first, ...rest] = node['steps'] as AstNode[];
  const start = first?.type === 'variable' ? compileFastPath(first) : undefined;
  if (start === undefined) return undefined;
  const names: string[] = [];
  for (const step of rest) {
    if (step.type !== 'name' || typeof step.value !== 'string' || isInheritedName(step.value)) return undefined;
    if (Object.keys(step).some((member) => !plainMembers.has(member))) return undefined;
    names.push(step.value);
  }
  return (variable) => {
    let value = start(variable);
    for (const name of names) {
      // A path maps over arrays and flattens: the library does that.
      if (Array.isArray(value)) return ask;
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
}

type Operation = (left: unknown, right: unknown) => unknown;

const arithmetic =
  (compute: (left: number, right: number) => number): Operation =>
  (left, right) => {
    if (typeof left !== 'number' || typeof right !== 'number') return ask;
    const result = compute(left, right);
    return Number.isFinite(result) ? result : ask;
  };

const comparison =
  (compare: (left: number | string, right: number | string) => boolean): Operation =>
  (left, right) =>
    (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string')
      ? compare(left, right)
      : ask;

/** Objects, arrays and nothing have rules of their own. */
const equality =
  (equal: boolean): Operation =>
  (left, right) =>
    typeof left === 'object' || typeof right === 'object' || left === undefined || right === undefined
      ? ask
      : (left === right) === equal;

const operations: ReadonlyMap<unknown, Operation> = new Map<unknown, Operation>([
  ['+', arithmetic((left, right) => left + right)],
  ['-', arithmetic((left, right) => left - right)],
  ['*', arithmetic((left, right) => left * right)],
  ['/', arithmetic((left, right) => left / right)],
  ['%', arithmetic((left, right) => left % right)],
  ['<', comparison((left, right) => left < right)],
  ['<=', comparison((left, right) => left <= right)],
  ['>', comparison((left, right) => left > right)],
  ['>=', comparison((left, right) => left >= right)],
  ['=', equality(true)],
  ['!=', equality(false)],
  ['&', (left, right) => (typeof left === 'string' && typeof right === 'string' ? left + right : ask)],
]);

function compileBinary(node: AstNode, depth: number): FastPath | undefined {
  const [left, right] = [compileFastPath(node['lhs'], depth), compileFastPath(node['rhs'], depth)];
  if (left === undefined || right === undefined) return undefined;
  if (node.value === 'and' || node.value === 'or') return compileLogic(left, right, node.value === 'or');
  const operation = operations.get(node.value);
  if (operation === undefined) return undefined;
  return (variable) => {
    const one = left(variable);
    if (one === ask) return ask;
    const other = right(variable);
    return other === ask ? ask : operation(one, other);
  };
}

/** `decisive` is the left answer that settles the whole. */
function compileLogic(left: FastPath, right: FastPath, decisive: boolean): FastPath {
  return (variable) => {
    const one = left(variable);
    if (typeof one !== 'boolean') return ask;
    if (one === decisive) return decisive;
    const other = right(variable);
    return typeof other === 'boolean' ? other : ask;
  };
}

function compileCondition(node: AstNode, depth: number): FastPath | undefined {
  const [condition, then] = [compileFastPath(node['condition'], depth), compileFastPath(node['then'], depth)];
  const otherwise = node['else'] === undefined ? (): undefined => undefined : compileFastPath(node['else'], depth);
  if (condition === undefined || then === undefined || otherwise === undefined) return undefined;
  return (variable) => {
    const answer = condition(variable);
    if (typeof answer !== 'boolean') return ask;
    return answer ? then(variable) : otherwise(variable);
  };
}

function compileObject(node: AstNode, depth: number): FastPath | undefined {
  const members: [name: string, value: FastPath][] = [];
  for (const [key, value] of node['lhs'] as [AstNode, AstNode][]) {
    const compiled = compileFastPath(value, depth);
    if (key.type !== 'string' || typeof key.value !== 'string' || compiled === undefined) return undefined;
    if (isInheritedName(key.value) || members.some(([name]) => name === key.value)) return undefined;
    members.push([key.value, compiled]);
  }
  return (variable) => {
    const result: Record<string, unknown> = {};
    for (const [name, value] of members) {
      const member = value(variable);
      if (member === ask) return ask;
      if (member !== undefined) result[name] = member;
    }
    return result;
  };
}
