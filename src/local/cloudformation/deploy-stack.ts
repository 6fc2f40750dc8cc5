/** Instantiates one template: resources in order of dependency, each through the simulated APIs, and remembers what was made. */
import { createHash } from 'node:crypto';
import { AwsError } from '../../sandbox/core/errors.ts';
import type { Json } from '../../engine/json.ts';
import { creationOrder } from './creation-order.ts';
import { conditionHolds, resolve, type ResolveScope } from './intrinsics.ts';
import type { DeployContext } from './resource-type.ts';
import { resourceTypes } from './resources/registry.ts';
import { TemplateError, type JsonObject, type MadeResource, type Template } from './template.ts';

/** A resource as it is remembered between two openings of an organization. */
export interface StackResource extends MadeResource {
  readonly type: string;
  /** Hash of the resolved properties (for functions, of the code too): the same hash needs no call. */
  readonly hash: string;
}

/** Remembers stacks: journalled, so that an organization that is opened again finds them. */
export interface StackMemory {
  /** `stack` is the stack's account, Region and name. */
  resources(stack: string): ReadonlyMap<string, StackResource>;
  save(stack: string, logicalId: string, resource: StackResource): Promise<void>;
}

export interface StackRequest {
  readonly template: Template;
  /** File of the template, for messages. */
  readonly file: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly pseudo: Readonly<Record<string, Json>>;
}

export interface Stack {
  readonly outputs: Readonly<Record<string, string>>;
  /** Logical ids that were made or changed now; empty when the template is as it was. */
  readonly changed: readonly string[];
  /** Logical ids that an earlier template had: they stay until the organization is begun anew. */
  readonly left: readonly string[];
}

/**
 * Makes or changes the stack.
 * @throws TemplateError that names type, resource and file: an unknown type, a wrong reference, a refused API call.
 */
export async function deployStack(request: StackRequest, memory: StackMemory, context: DeployContext): Promise<Stack> {
  const { template, file } = request;
  // The same template may be in several accounts and Regions.
  const stack = `${context.account}/${context.region}/${context.stackName}`;
  const known = memory.resources(stack);
  const made = new Map<string, MadeResource>();
  const scope: ResolveScope = {
    template,
    parameters: parameterValues(request),
    pseudo: request.pseudo,
    resource: (logicalId) => made.get(logicalId),
  };
  const changed: string[] = [];
  refuseUnknownTypes(template, file);
  try {
    for (const logicalId of creationOrder(template)) {
      const resource = template.Resources[logicalId]!;
      const at = `Resources/${logicalId}`;
      if (resource.Condition !== undefined && !conditionHolds(resource.Condition, scope, at)) continue;
      const properties = resolve(resource.Properties ?? {}, scope, `${at}/Properties`) as JsonObject;
      const hash = hashOf(resource.Type, properties, context);
      const before = known.get(logicalId);
      if (before?.hash === hash && before.type === resource.Type) {
        made.set(logicalId, before);
        continue;
      }
      const previous = before?.type === resource.Type ? before : undefined;
      const result = await apply(resource.Type, { logicalId, properties, ...(previous ? { previous } : {}) }, context);
      made.set(logicalId, result);
      changed.push(logicalId);
      const { physicalId, attributes } = result;
      await memory.save(stack, logicalId, { type: resource.Type, hash, physicalId, attributes });
    }
    const outputs = Object.entries(template.Outputs ?? {})
      .filter(
        ([name, { Condition: condition }]) => condition === undefined || conditionHolds(condition, scope, `Outputs/${name}`),
      )
      .map(([name, { Value }]) => [name, String(resolve(Value, scope, `Outputs/${name}`))]);
    const left = [...known.keys()].filter((logicalId) => !Object.hasOwn(template.Resources, logicalId));
    return { outputs: Object.fromEntries(outputs) as Record<string, string>, changed, left };
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function apply(type: string, request: Parameters<typeof applyType>[1], context: DeployContext): Promise<MadeResource> {
  try {
    return await applyType(type, request, context);
  } catch (error) {
    const reason =
      error instanceof AwsError ? `${error.code}: ${error.message}` : error instanceof Error ? error.message : String(error);
    throw new TemplateError(`the resource ${request.logicalId} (${type}) could not be made: ${reason}`, { cause: error });
  }
}

const applyType = (
  type: string,
  request: { logicalId: string; properties: JsonObject; previous?: MadeResource },
  context: DeployContext,
): Promise<MadeResource> => resourceTypes.get(type)!.apply(request, context);

function refuseUnknownTypes(template: Template, file: string): void {
  const unknown = Object.entries(template.Resources).filter(([, { Type }]) => !resourceTypes.has(Type));
  if (unknown.length === 0) return;
  const names = unknown.map(([logicalId, { Type }]) => `${logicalId} (${Type})`).join(', ');
  throw new TemplateError(
    `${file}: the sandbox cannot make these resources, their type is unknown to it: ${names}. ` +
      'Add the type to src/local/cloudformation/resources, or take the resource out of the template.',
  );
}

function parameterValues({ template, parameters = {} }: StackRequest): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [name, { Type, Default }] of Object.entries(template.Parameters ?? {})) {
    const value = Object.hasOwn(parameters, name) ? parameters[name]! : Default;
    if (value === undefined) throw new TemplateError(`Parameters/${name} has no default and was given no value`);
    values[name] = Type === 'CommaDelimitedList' || Type.startsWith('List<') ? String(value).split(',') : value;
  }
  return values;
}

function hashOf(type: string, properties: JsonObject, context: DeployContext): string {
  const { Code: _code, ...rest } = properties;
  const subject =
    type === 'AWS::Lambda::Function' ? { ...rest, Code: context.codeHash(String(properties['Handler'])) } : properties;
  return createHash('sha256').update(JSON.stringify(subject)).digest('hex');
}
