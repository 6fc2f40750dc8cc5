import type { Json } from './json.ts';

const texts = new WeakMap<object, string>();

/**
 * Remembers the text that `value` came as. AWS hands an execution's input on as it was written, blanks included, for as long as no state
 * changes it (recorded: the first StateEntered event of an input with blanks in it).
 */
export function keepText(value: Json, text: string): void {
  if (typeof value === 'object' && value !== null) texts.set(value, text);
}

/** The value of a JSON text, which remembers the text. */
export function parsedText(text: string): Json {
  const value = JSON.parse(text) as Json;
  keepText(value, text);
  return value;
}

/** The value as JSON: compact, or as it came. */
export function jsonText(value: Json): string {
  return (typeof value === 'object' && value !== null ? texts.get(value) : undefined) ?? JSON.stringify(value);
}
