/** Words for hand-written schemas, in the form that the SDK's own have. */
import type { RawSchema } from '../shape.ts';

export const text = 0;
export const number = 1;
export const boolean = 2;
/** A timestamp in the protocol's default format. */
export const time = 4;
/** A timestamp as ISO 8601. */
export const isoTime = 5;
export const document = 15;

/** A list of `element`. */
export function list(element: RawSchema): RawSchema {
  return [1, '', 'list', 0, element];
}

/** A map of texts to `value`. */
export function map(value: RawSchema): RawSchema {
  return [2, '', 'map', 0, 0, value];
}

/** A member that stands in the URI (`httpLabel`), the query string or a header instead of the body. */
export function label(schema: RawSchema): RawSchema {
  return [schema, 1];
}
export function inQuery(name: string, schema: RawSchema): RawSchema {
  return [schema, { httpQuery: name }];
}

export function structure(name: string, members: Readonly<Record<string, RawSchema>>): RawSchema {
  return [3, '', name, 0, Object.keys(members), Object.values(members)];
}

export function operation(
  name: string,
  uri: string,
  input: RawSchema,
  output: RawSchema,
  method: 'POST' | 'GET' | 'DELETE' = 'POST',
): RawSchema {
  return [9, '', name, { http: [method, uri, 200] }, input, output];
}

/** An error with its HTTP status. */
export function error(name: string, status: number, members: Readonly<Record<string, RawSchema>>): RawSchema {
  const traits = { error: status < 500 ? 'client' : 'server', httpError: status };
  return [-3, '', name, traits, Object.keys(members), Object.values(members)];
}
