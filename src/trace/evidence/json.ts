/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text; undefined where it is none (a cause may be any text). */
export function parseJson(text: unknown): Json | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * What the SDK gives, as JSON: dates in ISO 8601, without the SDK's own `$metadata`. Half of a surrogate pair, which a cut text may end
 * with, becomes U+FFFD: canonical JSON knows no such thing.
 */
export function asJson(answer: object): JsonObject {
  const text = JSON.stringify({ ...answer, $metadata: undefined });
  return JSON.parse(text, (_name, value: unknown) =>
    typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\uFFFD') : value,
  ) as JsonObject;
}

/** As a file of the bundle: two blanks of indentation, a newline at the end. */
export function fileText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
