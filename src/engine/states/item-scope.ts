import type { Branch } from '../execution/branch.ts';
import type { JsonObject } from '../expressions/index.ts';
import type { Json } from '../json.ts';

/** The branch as its ItemSelector sees it: with the item in the Context object. */
export function itemScope(branch: Branch, mapItem: { Index: number; Value: Json }): Branch {
  const scope = Object.create(branch) as Branch;
  const context: JsonObject = { ...branch.context, Map: { Item: mapItem } };
  Object.defineProperty(scope, 'context', { value: context });
  return scope;
}
