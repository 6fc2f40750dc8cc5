/** A node of the tree that jsonata's parser makes, as far as we look at it. Its typings leave most of it out. */
export interface AstNode {
  type: string;
  value?: unknown;
  [member: string]: unknown;
}

export const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Calls `visit` for every node below and including `root`; parts of a node may be nodes, lists or lists of pairs. */
export function visitNodes(root: unknown, visit: (node: AstNode) => void): void {
  const stack: unknown[] = [root];
  const seen = new Set<unknown>();
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null || value instanceof RegExp || seen.has(value)) continue;
    seen.add(value);
    if (isNode(value)) visit(value);
    stack.push(...Object.values(value));
  }
}
