/**
 * Names and values of an API's members as Step Functions shows them: names begin with a capital, times are ISO 8601 text, bytes are
 * base64 text (AWS docs, "Learning to use AWS service SDK integrations in Step Functions").
 */
import type { Json } from '../../engine/json.ts';

/** Members whose value is a map of the user's own keys or a document: what is inside keeps its names. */
const freeMembers = new Set(['tags', 'Tags', 'manifest', 'Manifest', 'value', 'Value', 'variables', 'Variables']);

/** An operation's output as a state receives it. Members without a value are left out. */
export function stepFunctionsOutput(output: unknown, smallLetters: boolean): Json {
  return convert(output, smallLetters);
}

function convert(value: unknown, capitals: boolean): Json {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return instantText(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (value instanceof Set) return [...value].map((element) => convert(element, capitals));
  if (Array.isArray(value)) return value.map((element) => convert(element, capitals));
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value as Json;
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || name === '$metadata') continue;
    const inside = capitals && !(freeMembers.has(name) && !Array.isArray(member));
    members.push([capitals ? capitalized(name) : name, convert(member, inside)]);
  }
  return Object.fromEntries(members);
}

/** A state's parameters as the API takes them: names with the API's own first letter. */
export function apiInput(parameters: Json, smallLetters: boolean): Json {
  if (!smallLetters || typeof parameters !== 'object' || parameters === null) return parameters;
  if (Array.isArray(parameters)) return parameters.map((element) => apiInput(element, true));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, member]) => {
      const free = freeMembers.has(name) && !Array.isArray(member);
      return [name.charAt(0).toLowerCase() + name.slice(1), free ? member : apiInput(member, true)];
    }),
  );
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** As Java's Instant prints it: no fraction when it is whole seconds, else milliseconds. */
export function instantText(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}
