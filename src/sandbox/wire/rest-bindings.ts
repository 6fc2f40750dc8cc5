/** Members of an input or output that stand outside the body: labels, query string, headers, status, payload. */
import { ownRecord } from './json.ts';
import { queryValue, type WireRequest } from './request.ts';
import type { Shape, Traits } from './shape.ts';
import { formatTimestamp, timestampFormat } from './timestamps.ts';
import { scalarFromText } from './xml.ts';

/** True for members that a REST protocol writes in the body. */
export function inBody({ traits }: Shape): boolean {
  return outside.every((name) => traits[name] === undefined);
}

const outside: readonly (keyof Traits)[] = [
  'httpLabel',
  'httpQuery',
  'httpQueryParams',
  'httpHeader',
  'httpPrefixHeaders',
  'httpPayload',
  'httpResponseCode',
];

/** The member that is the whole body, if the structure has one. */
export function payloadMember(shape: Shape): readonly [name: string, member: Shape] | undefined {
  return [...shape.members].find(([, member]) => member.traits.httpPayload);
}

/** Reads what stands outside the body. */
export function readBindings(shape: Shape, request: WireRequest, labels: ReadonlyMap<string, string>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, member] of shape.members) {
    const value = readBinding(name, member, request, labels);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

function readBinding(name: string, member: Shape, request: WireRequest, labels: ReadonlyMap<string, string>): unknown {
  const { httpLabel, httpQuery, httpQueryParams, httpHeader, httpPrefixHeaders } = member.traits;
  if (httpLabel) return labels.has(name) ? scalarFromText(member, labels.get(name)!) : undefined;
  if (httpQuery !== undefined) return readQuery(member, request, httpQuery);
  if (httpQueryParams) return ownRecord(Object.keys(request.query).map((key) => [key, queryValue(request, key)]));
  if (httpHeader !== undefined) {
    const text = request.headers[httpHeader.toLowerCase()];
    if (text === undefined) return undefined;
    return member.kind === 'list'
      ? text.split(',').map((item) => scalarFromText(member.element, item.trim()))
      : scalarFromText(member, text);
  }
  if (httpPrefixHeaders !== undefined) {
    const prefix = httpPrefixHeaders.toLowerCase();
    const own = Object.entries(request.headers).filter(([header]) => header.startsWith(prefix));
    return own.length > 0 ? ownRecord(own.map(([header, value]) => [header.slice(prefix.length), value])) : undefined;
  }
  return undefined;
}

function readQuery(member: Shape, request: WireRequest, key: string): unknown {
  if (!Object.hasOwn(request.query, key)) return undefined;
  const value = request.query[key];
  if (member.kind !== 'list') return scalarFromText(member, queryValue(request, key) ?? '');
  return (Array.isArray(value) ? value : [value ?? '']).map((item) => scalarFromText(member.element, String(item)));
}

/** Headers and status that an output's members make. */
export function writeBindings(
  shape: Shape,
  output: Record<string, unknown>,
  status: number,
): { headers: Record<string, string>; statusCode: number } {
  const headers: Record<string, string> = {};
  let statusCode = status;
  for (const [name, member] of shape.members) {
    const value = output[name];
    if (value == null) continue;
    const { httpHeader, httpPrefixHeaders, httpResponseCode } = member.traits;
    if (httpResponseCode) statusCode = Number(value);
    else if (httpHeader !== undefined) headers[httpHeader.toLowerCase()] = headerText(member, value);
    else if (httpPrefixHeaders !== undefined) {
      for (const [key, text] of Object.entries(value as object))
        headers[`${httpPrefixHeaders}${key}`.toLowerCase()] = String(text);
    }
  }
  return { headers, statusCode };
}

function headerText(member: Shape, value: unknown): string {
  if (member.kind === 'timestamp')
    return String(formatTimestamp(value as Date, timestampFormat(member.timestampFormat, 'http-date')));
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}
