import { isInheritedName } from '../json-values.ts';
import type { AstNode } from './ast.ts';
import { visitNodes } from './ast.ts';

/** Name of the function that replaces unsafe steps; the blank keeps it out of reach of expressions. */
export const ownMemberName = 'own member';

/**
 * jsonata reads `a.constructor` as a JavaScript property, inherited ones included, from where a chain of calls could reach the host.
 * Steps with such names become calls of a function that sees only the data's own members.
 */
export function hideInheritedMembers(root: unknown): void {
  visitNodes(root, (node) => {
    if (node.type !== 'name' || typeof node.value !== 'string' || !isInheritedName(node.value)) return;
    const name: AstNode = { type: 'string', value: node.value };
    Object.assign(node, {
      type: 'function',
      value: '(',
      procedure: { type: 'variable', value: ownMemberName },
      arguments: [name],
    });
  });
}

/** JSONata's lookup (`a.b`, `$lookup(a, 'b')`) over own members only; arrays are searched item by item. */
export function lookupOwn(input: unknown, name: string): unknown {
  if (Array.isArray(input)) {
    const found = input.flatMap((item) => {
      const member = lookupOwn(item, name);
      return member === undefined ? [] : member;
    });
    return found.length === 0 ? undefined : found.length === 1 ? found[0] : found;
  }
  if (typeof input !== 'object' || input === null || isFunctionValue(input)) return undefined;
  return Object.hasOwn(input, name) ? (input as Record<string, unknown>)[name] : undefined;
}

/** A function of JSONata, as its library marks them: built in, lambda, or plain JavaScript. */
export function isFunctionValue(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  const marked = value as { _jsonata_function?: unknown; _jsonata_lambda?: unknown };
  return marked._jsonata_function === true || marked._jsonata_lambda === true;
}
