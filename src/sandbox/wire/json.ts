/** JSON bodies by shape: text to the SDK's types (Date, Uint8Array) and back. Unknown members are dropped, as AWS does. */
import type { Shape } from './shape.ts';
import { formatTimestamp, parseTimestamp, timestampFormat } from './timestamps.ts';

/** The value of `shape` that a parsed JSON value stands for. Absent and null members are left out. */
export function fromJson(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'structure':
    case 'union': {
      const given = asObject(value);
      const result: Record<string, unknown> = {};
      for (const wireName of Object.keys(given)) {
        const found = memberOnTheWire(shape, wireName);
        const read = found && fromJson(found.member, given[wireName]);
        if (read !== undefined) result[found!.name] = read;
      }
      return result;
    }
    case 'list':
      return (Array.isArray(value) ? value : [value]).map((item) => fromJson(shape.element, item) ?? null);
    case 'map':
      return ownRecord(Object.entries(asObject(value)).map(([key, item]) => [key, fromJson(shape.element, item)]));
    case 'blob':
      return Buffer.from(String(value), 'base64');
    case 'timestamp':
      return parseTimestamp(value);
    case 'number':
      return value === 'NaN' ? Number.NaN : value === 'Infinity' ? Infinity : value === '-Infinity' ? -Infinity : value;
    default:
      return value;
  }
}

/** The member that a name on the wire means. What is given is gone through, not the shape: an event of a history has one of sixty members. */
function memberOnTheWire({ members }: Shape, wireName: string): { name: string; member: Shape } | undefined {
  const member = members.get(wireName);
  if (member && (member.traits.jsonName ?? wireName) === wireName) return { name: wireName, member };
  for (const [name, other] of members) if (other.traits.jsonName === wireName) return { name, member: other };
  return undefined;
}

/** The JSON value of an output. Members that the shape does not know are dropped. */
export function toJson(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'structure':
    case 'union': {
      const given = value as Record<string, unknown>;
      const result: Record<string, unknown> = {};
      for (const name of Object.keys(given)) {
        const member = shape.members.get(name);
        const written = member && toJson(member, given[name]);
        if (written !== undefined) result[member!.traits.jsonName ?? name] = written;
      }
      return result;
    }
    case 'list':
      return (value as unknown[]).map((item) => toJson(shape.element, item) ?? null);
    case 'map':
      return ownRecord(Object.entries(value as object).map(([key, item]) => [key, toJson(shape.element, item)]));
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'timestamp':
      return formatTimestamp(value as Date, timestampFormat(shape.timestampFormat, 'epoch-seconds'));
    case 'number':
      return Number.isFinite(value) || typeof value !== 'number' ? value : String(value);
    default:
      return value;
  }
}

/** A record of data keys: `__proto__` is a key like any other. */
export function ownRecord(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    if (key === '__proto__') Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
    else record[key] = value;
  }
  return record;
}

/** The value as an object; anything else has no members. */
export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
