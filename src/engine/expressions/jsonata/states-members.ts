import jsonata from 'jsonata';
import type { AstNode } from './ast.ts';
import { visitNodes } from './ast.ts';

/** The members of `$states` that an expression reads by name, as in `$states.result.a`; none for a text that does not parse. */
export function statesMembersIn(expression: string): Set<string> {
  const members = new Set<string>();
  let ast: unknown;
  try {
    ast = jsonata(expression).ast();
  } catch {
    return members;
  }
  visitNodes(ast, (node) => {
    if (node.type !== 'path' || !Array.isArray(node['steps'])) return;
    const [first, second] = node['steps'] as AstNode[];
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name') members.add(String(second.value));
  });
  return members;
}

/** Letters, digits and underscores, not a digit first, at most 80 (Developer Guide, "Passing data between states with variables"). */
export const isVariableName = (name: string): boolean => name.length <= 80 && /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name);
