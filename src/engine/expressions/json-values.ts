import { jsonText } from '../json-text.ts';
import type { Json } from '../json.ts';

/** Names that every JavaScript object inherits: reading one of these needs an own-property check, any other name does not. */
const inheritedNames: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Array.prototype),
]);

/** Whether objects inherit a property of this name, so that reading it could leave the data. */
export const isInheritedName = (name: string): boolean => inheritedNames.has(name);

/** A JSON object, not an array and not null. */
export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The member `name` of an object, never an inherited one. */
export const ownMember = (object: { [key: string]: Json }, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Sets a member; `__proto__` becomes ordinary data instead of the object's prototype. */
export function setMember(object: { [key: string]: Json }, name: string, value: Json): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

/** Equality of JSON values; the order of members does not count. */
export function jsonEquals(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, i) => jsonEquals(item, right[i] as Json));
  }
  if (Array.isArray(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && jsonEquals(left[name] as Json, right[name] as Json))
  );
}

/** A value as AWS quotes it in error texts. A value nested too deeply to print is named instead. */
export function quoted(value: Json): string {
  try {
    return jsonText(value);
  } catch {
    return '(a value nested too deeply to print)';
  }
}

/** How deep a template of a definition may nest; ours, so that compiling and evaluating it never exhausts the call stack. */
export const maxTemplateDepth = 1_000;
