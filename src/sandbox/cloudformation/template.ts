/** Templates of stack sets: IAM roles with a name, a trust policy and managed policies, as JSON or YAML with Ref and Fn::Sub. */
import { parse } from 'yaml';
import { validationError } from './errors.ts';

export interface TemplateRole {
  readonly logicalId: string;
  readonly name: string;
  /** JSON text. */
  readonly trustPolicy: string;
  readonly managedPolicies: readonly string[];
}

type Node = string | number | boolean | null | readonly Node[] | { readonly [key: string]: Node };

/** The template's roles with its parameters filled in. Throws ValidationError. */
export function readTemplate(body: string, given: Readonly<Record<string, string>>): { readonly roles: readonly TemplateRole[] } {
  let template: Node;
  try {
    template = parse(body, {
      customTags: [
        { tag: '!Ref', resolve: (text: string) => ({ Ref: text }) },
        { tag: '!Sub', resolve: (text: string) => ({ 'Fn::Sub': text }) },
      ],
    }) as Node;
  } catch (error) {
    throw validationError(`Template format error: ${(error as Error).message.split('\n')[0]}`);
  }
  const document = object(template);
  const declared = object(document['Parameters'] ?? {});
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values = new Map<string, string>();
  for (const [name, declaration] of Object.entries(declared)) {
    const value = Object.hasOwn(given, name) ? given[name] : object(declaration)['Default'];
    if (value === undefined || value === null) throw validationError(`Parameters: [${name}] must have values`);
    values.set(name, String(value as string));
  }
  values.set('AWS::Partition', 'aws');
  const resources = Object.entries(object(document['Resources'] ?? {}));
  if (resources.length === 0) throw validationError('Template format error: At least one Resources member must be defined.');
  return {
    roles: resources.map(([logicalId, resource]) => {
      const { Type: type, Properties: properties = {} } = object(resource);
      if (type !== 'AWS::IAM::Role')
        throw validationError(`The sandbox's stack sets make AWS::IAM::Role only; ${logicalId} is ${String(type as string)}.`);
      const filled = object(fill(properties, values));
      if (typeof filled['RoleName'] !== 'string') throw validationError(`${logicalId} needs a RoleName.`);
      return {
        logicalId,
        name: filled['RoleName'],
        trustPolicy: JSON.stringify(filled['AssumeRolePolicyDocument']),
        managedPolicies: ((filled['ManagedPolicyArns'] ?? []) as readonly string[]).map(String),
      };
    }),
  };
}

function object(node: Node | undefined): Readonly<Record<string, Node>> {
  if (typeof node !== 'object' || node === null || Array.isArray(node))
    throw validationError('Template format error: an object was expected.');
  return node as Readonly<Record<string, Node>>;
}

function fill(node: Node, values: ReadonlyMap<string, string>): Node {
  if (Array.isArray(node)) return node.map((item) => fill(item as Node, values));
  if (typeof node !== 'object' || node === null) return node;
  const { Ref: ref, 'Fn::Sub': sub } = node as Readonly<Record<string, Node>>;
  const value = (name: string): string => {
    const found = values.get(name);
    if (found === undefined) throw validationError(`Template format error: Unresolved resource dependencies [${name}]`);
    return found;
  };
  if (typeof ref === 'string') return value(ref);
  if (typeof sub === 'string') return sub.replace(/\$\{([\w:]+)\}/g, (_whole, name: string) => value(name));
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, fill(member, values)]));
}
