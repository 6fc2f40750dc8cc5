/** The order in which resources are made: what another one refers to comes first; otherwise as the template lists them. */
import type { Json } from '../../engine/json.ts';
import { isObject, TemplateError, type Template, type TemplateResource } from './template.ts';

/**
 * Logical ids in order of creation.
 * @throws TemplateError for a circle or a DependsOn of nothing.
 */
export function creationOrder(template: Template): string[] {
  const resources = new Map(Object.entries(template.Resources));
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (logicalId: string, path: readonly string[]): void => {
    if (state.get(logicalId) === 'done') return;
    const through = [...path, logicalId];
    if (state.get(logicalId) === 'open')
      throw new TemplateError(`Circular dependency between resources: ${through.join(' -> ')}`);
    state.set(logicalId, 'open');
    for (const needed of dependencies(logicalId, resources.get(logicalId)!, resources)) visit(needed, through);
    state.set(logicalId, 'done');
    order.push(logicalId);
  };
  for (const logicalId of resources.keys()) visit(logicalId, []);
  return order;
}

function dependencies(logicalId: string, resource: TemplateResource, resources: ReadonlyMap<string, unknown>): Set<string> {
  const needed = new Set<string>();
  for (const name of typeof resource.DependsOn === 'string' ? [resource.DependsOn] : (resource.DependsOn ?? [])) {
    if (!resources.has(name))
      throw new TemplateError(`Resources/${logicalId}: DependsOn names ${name}, which is not in the template`);
    needed.add(name);
  }
  const collect = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(collect);
    if (!isObject(value)) return;
    for (const name of referredNames(value)) if (resources.has(name)) needed.add(name);
    Object.values(value).forEach(collect);
  };
  collect(resource.Properties ?? {});
  needed.delete(logicalId);
  return needed;
}

/** Names in a Ref, Fn::GetAtt or Fn::Sub object. */
function referredNames(value: { [key: string]: Json }): string[] {
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': substitution } = value;
  const names: string[] = [];
  if (typeof ref === 'string') names.push(ref);
  if (Array.isArray(attribute) && typeof attribute[0] === 'string') names.push(attribute[0]);
  if (typeof attribute === 'string') names.push(attribute.split('.')[0]!);
  const template = Array.isArray(substitution) ? substitution[0] : substitution;
  if (typeof template === 'string') for (const [, name] of template.matchAll(/\$\{([^!}.]+)[^}]*\}/g)) names.push(name!.trim());
  return names;
}
