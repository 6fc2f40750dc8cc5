/** An RFC 3339 timestamp: milliseconds since the epoch, and the digits below them. */
export interface Timestamp {
  readonly milliseconds: number;
  /** Fraction digits after the third, without trailing zeros: two texts of one instant have the same. */
  readonly rest: string;
}

/** The ASL specification asks for an upper-case T and, without an offset, an upper-case Z. */
const pattern = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,18}))?(Z|[+-]\d{2}:\d{2})$/;

/** Undefined when the text is no RFC 3339 timestamp (ASL specification, "Timestamps"). */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, seconds, fraction = '', zone] = match;
  const milliseconds = Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  if (Number.isNaN(milliseconds) || !isRealDay(seconds as string)) return undefined;
  return { milliseconds, rest: fraction.slice(3).replace(/0+$/, '') };
}

/** Date.parse takes 30 February for 1 March. */
function isRealDay(seconds: string): boolean {
  const day = new Date(`${seconds.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(seconds.slice(0, 10));
}

/** Negative when the first is earlier. */
export function compareTimestamps(one: Timestamp, other: Timestamp): number {
  if (one.milliseconds !== other.milliseconds) return one.milliseconds - other.milliseconds;
  return one.rest < other.rest ? -1 : one.rest > other.rest ? 1 : 0;
}
