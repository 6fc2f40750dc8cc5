/** Resolves intrinsic functions (CloudFormation User Guide, "Intrinsic function reference"). */
import type { Json } from '../../engine/json.ts';
import { isObject, TemplateError, type JsonObject, type MadeResource, type Template } from './template.ts';

/** What the functions can refer to. */
export interface ResolveScope {
  readonly template: Template;
  /** Values of the parameters, defaults included. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** `AWS::Region` and its kind. */
  readonly pseudo: Readonly<Record<string, Json>>;
  /** A resource made before, by logical id; undefined when it is not made (yet). */
  resource(logicalId: string): MadeResource | undefined;
}

/** Stands for `AWS::NoValue`: the member or element is left out. */
const noValue = Symbol('AWS::NoValue');
type Resolved = Json | typeof noValue;

/**
 * The value with every function resolved.
 * @throws TemplateError that names `at`, the place in the template.
 */
export function resolve(value: Json, scope: ResolveScope, at: string): Json {
  const resolved = resolveOrNothing(value, scope, at);
  if (resolved === noValue) throw new TemplateError(`${at}: AWS::NoValue cannot stand here`);
  return resolved;
}

/** True when the named condition holds. */
export function conditionHolds(name: string, scope: ResolveScope, at: string): boolean {
  const conditions = scope.template.Conditions ?? {};
  if (!Object.hasOwn(conditions, name)) throw new TemplateError(`${at}: the condition ${name} is not in the template`);
  return truth(conditions[name]!, scope, `Conditions/${name}`);
}

function resolveOrNothing(value: Json, scope: ResolveScope, at: string): Resolved {
  if (Array.isArray(value)) {
    return value
      .map((element, index) => resolveOrNothing(element, scope, `${at}/${index}`))
      .filter((element) => element !== noValue);
  }
  if (!isObject(value)) return value;
  const [name, ...more] = Object.keys(value);
  if (name !== undefined && more.length === 0) {
    const argument = value[name]!;
    if (name === 'Ref') return reference(text(argument, `${at}/Ref`), scope, at);
    if (name === 'Condition' && typeof argument === 'string' && scope.template.Conditions?.[argument] !== undefined) {
      return conditionHolds(argument, scope, at);
    }
    if (name.startsWith('Fn::')) {
      const intrinsic = intrinsics.get(name);
      if (!intrinsic) throw new TemplateError(`${at}: ${name} is not supported. Write the value without it.`);
      return intrinsic(argument, scope, `${at}/${name}`);
    }
  }
  const resolved: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const result = resolveOrNothing(member, scope, `${at}/${key}`);
    if (result !== noValue) define(resolved, key, result);
  }
  return resolved;
}

/** Sets an own member also where the name is `__proto__`. */
function define(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

type Intrinsic = (argument: Json, scope: ResolveScope, at: string) => Resolved;

const intrinsics: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Fn::GetAtt', getAttribute],
  ['Fn::Sub', substitute],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::If', ifThenElse],
  ['Fn::FindInMap', findInMap],
  ['Fn::Base64', (argument, scope, at) => Buffer.from(text(resolve(argument, scope, at), at), 'utf8').toString('base64')],
  ['Fn::ToJsonString', (argument, scope, at) => JSON.stringify(resolve(argument, scope, at))],
  ['Fn::Length', (argument, scope, at) => list(resolve(argument, scope, at), at).length],
  ['Fn::Equals', conditionFunction('Fn::Equals')],
  ['Fn::Not', conditionFunction('Fn::Not')],
  ['Fn::And', conditionFunction('Fn::And')],
  ['Fn::Or', conditionFunction('Fn::Or')],
]);

function reference(name: string, scope: ResolveScope, at: string): Resolved {
  if (name === 'AWS::NoValue') return noValue;
  if (Object.hasOwn(scope.pseudo, name)) return scope.pseudo[name]!;
  if (Object.hasOwn(scope.parameters, name)) return scope.parameters[name]!;
  const made = scope.resource(name);
  if (made) return made.physicalId;
  throw new TemplateError(`${at}: ${name} is neither a parameter nor a resource that is made before this one`);
}

function getAttribute(argument: Json, scope: ResolveScope, at: string): Resolved {
  const [logicalId, ...path] = Array.isArray(argument)
    ? argument.map((part) => text(resolve(part, scope, at), at))
    : text(argument, at).split('.');
  const attribute = path.join('.');
  const made = scope.resource(logicalId ?? '');
  if (!made) throw new TemplateError(`${at}: there is no resource ${logicalId} that is made before this one`);
  if (!Object.hasOwn(made.attributes, attribute)) {
    const known = Object.keys(made.attributes).join(', ') || 'none';
    throw new TemplateError(`${at}: the resource ${logicalId} has no attribute ${attribute} here (it has: ${known})`);
  }
  return made.attributes[attribute]!;
}

/** `${Name}`, `${Resource.Attribute}`, and `${!Literal}` which stays `${Literal}`. */
function substitute(argument: Json, scope: ResolveScope, at: string): Resolved {
  const [template, given] = Array.isArray(argument) ? argument : [argument];
  const values = isObject(given) ? given : {};
  return text(template, at).replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, rawName: string) => {
    if (literal) return `\${${rawName}}`;
    const name = rawName.trim();
    if (Object.hasOwn(values, name)) return scalar(resolve(values[name]!, scope, `${at}/1/${name}`), at);
    const value = name.includes('.') ? getAttribute(name, scope, at) : reference(name, scope, at);
    if (value === noValue) throw new TemplateError(`${at}: AWS::NoValue cannot be put into text`);
    return scalar(value, at);
  });
}

function join(argument: Json, scope: ResolveScope, at: string): Resolved {
  const [delimiter, parts] = pair(argument, at);
  return list(resolve(parts, scope, at), at)
    .map((part) => scalar(part, at))
    .join(text(delimiter, at));
}

function select(argument: Json, scope: ResolveScope, at: string): Resolved {
  const [index, parts] = pair(argument, at);
  const elements = list(resolve(parts, scope, at), at);
  const chosen = elements[Number(resolve(index, scope, at))];
  if (chosen === undefined)
    throw new TemplateError(`${at}: there is no element ${JSON.stringify(index)} in a list of ${elements.length}`);
  return chosen;
}

function split(argument: Json, scope: ResolveScope, at: string): Resolved {
  const [delimiter, whole] = pair(argument, at);
  return text(resolve(whole, scope, at), at).split(text(delimiter, at));
}

function ifThenElse(argument: Json, scope: ResolveScope, at: string): Resolved {
  const [name, then, otherwise] = list(argument, at);
  if (then === undefined || otherwise === undefined) throw new TemplateError(`${at}: Fn::If takes a condition and two values`);
  return conditionHolds(text(name ?? null, at), scope, at)
    ? resolveOrNothing(then, scope, `${at}/1`)
    : resolveOrNothing(otherwise, scope, `${at}/2`);
}

function findInMap(argument: Json, scope: ResolveScope, at: string): Resolved {
  const [map, first, second] = list(argument, at).map((key) => scalar(resolve(key, scope, at), at));
  const value = own(own(own(scope.template.Mappings, map), first), second);
  if (value === undefined) throw new TemplateError(`${at}: the template maps nothing for ${[map, first, second].join(' / ')}`);
  return value;
}

function own<Value>(object: Readonly<Record<string, Value>> | undefined, key: string | undefined): Value | undefined {
  return object !== undefined && key !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A condition function by its own name. */
function conditionFunction(name: string): Intrinsic {
  return (argument, scope, at) => truth({ [name]: argument }, scope, at);
}

function truth(condition: Json, scope: ResolveScope, at: string): boolean {
  if (typeof condition === 'boolean') return condition;
  const [name, argument] = isObject(condition) ? (Object.entries(condition)[0] ?? []) : [];
  switch (name) {
    case 'Condition':
      return conditionHolds(text(argument ?? null, at), scope, at);
    case 'Fn::Equals': {
      const [left, right] = pair(argument ?? null, at);
      return JSON.stringify(resolve(left, scope, at)) === JSON.stringify(resolve(right, scope, at));
    }
    case 'Fn::Not':
      return !truth(list(argument ?? null, at)[0] ?? null, scope, at);
    case 'Fn::And':
      return list(argument ?? null, at).every((part) => truth(part, scope, at));
    case 'Fn::Or':
      return list(argument ?? null, at).some((part) => truth(part, scope, at));
    default:
      throw new TemplateError(`${at}: ${JSON.stringify(condition)} is no condition`);
  }
}

function text(value: Json | undefined, at: string): string {
  if (typeof value === 'string') return value;
  throw new TemplateError(`${at}: text is needed, not ${JSON.stringify(value)}`);
}

function scalar(value: Json, at: string): string {
  if (typeof value === 'object') throw new TemplateError(`${at}: text is needed, not ${JSON.stringify(value)}`);
  return String(value);
}

function list(value: Json, at: string): Json[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(`${at}: a list is needed, not ${JSON.stringify(value)}`);
}

function pair(value: Json, at: string): [Json, Json] {
  const [first, second] = list(value, at);
  if (first === undefined || second === undefined) throw new TemplateError(`${at}: a list of two is needed`);
  return [first, second];
}
