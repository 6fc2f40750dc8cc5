/** What the registry holds: how one type of resource is made with the services' own APIs. */
import { AwsError } from '../../sandbox/core/errors.ts';
import type { Json } from '../../engine/json.ts';
import type { JsonObject, MadeResource } from './template.ts';

/** What a resource type may use to make a resource. */
export interface DeployContext {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** Calls a simulated API as the account's administrator. Output members are as the SDK types them. */
  call<Output = JsonObject>(service: string, operation: string, input: object): Promise<Output>;
  /** Content hash (SHA-256, base64) of the code behind a function's `Handler`. */
  codeHash(handler: string): string;
}

/** One resource to be made or changed; `properties` is fully resolved. */
export interface ResourceRequest {
  readonly logicalId: string;
  readonly properties: JsonObject;
  /** What it was when the stack was opened before; absent when it is made the first time. */
  readonly previous?: MadeResource;
}

export interface ResourceType {
  /** Makes the resource, or changes it to the given properties. Making one that is there already leaves it changed likewise. */
  apply(request: ResourceRequest, context: DeployContext): Promise<MadeResource>;
}

/** A physical name as CloudFormation makes one, `<stack>-<logical id>`; ours has no random suffix, so that it is the same each time. */
export function physicalName(request: ResourceRequest, context: DeployContext, member: string, longest = 64): string {
  const given = request.properties[member];
  return typeof given === 'string' ? given : `${context.stackName}-${request.logicalId}`.slice(0, longest);
}

/** Runs `create`; when the resource is there already (error code ends in one of `exists`), runs `update` instead. */
export async function createOrUpdate<Output>(
  create: () => Promise<Output>,
  exists: readonly string[],
  update: () => Promise<Output>,
): Promise<Output> {
  try {
    return await create();
  } catch (error) {
    if (error instanceof AwsError && exists.includes(error.code)) return update();
    throw error;
  }
}

/** The members of `properties` that are named, as an API input: CloudFormation and API agree on these names. */
export function pick(properties: JsonObject, names: readonly string[]): JsonObject {
  const picked: JsonObject = {};
  for (const name of names) if (Object.hasOwn(properties, name)) picked[name] = properties[name]!;
  return picked;
}

/** A policy document as the APIs take it: JSON text. */
export function policyText(document: Json | undefined): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}

/** A member that must be text. */
export function textOf(properties: JsonObject, member: string): string {
  const value = properties[member];
  if (typeof value === 'string') return value;
  throw new Error(`${member} must be text, not ${JSON.stringify(value)}`);
}

/** A member that is a list, empty when absent. */
export function listOf(properties: JsonObject, member: string): Json[] {
  const value = properties[member];
  return Array.isArray(value) ? value : [];
}
