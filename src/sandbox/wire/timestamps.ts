/** Timestamps as the protocols write them (Smithy specification: timestampFormat trait). */
import type { TimestampFormat } from './shape.ts';

/** Epoch seconds with milliseconds as a fraction, ISO 8601 or an HTTP date. */
export function formatTimestamp(date: Date, format: Exclude<TimestampFormat, 'default'>): string | number {
  if (format === 'epoch-seconds') return date.getTime() / 1000;
  if (format === 'http-date') return date.toUTCString();
  return date.toISOString().replace(/\.000Z$/, 'Z');
}

/** Reads any of the three; an unreadable one is an Invalid Date, which the operation's own checks refuse. */
export function parseTimestamp(value: unknown): Date {
  if (typeof value === 'number') return new Date(value * 1000);
  const text = String(value);
  return new Date(/^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
}

/** The format that a protocol uses when the model names none. */
export function timestampFormat(
  format: TimestampFormat,
  byDefault: Exclude<TimestampFormat, 'default'>,
): Exclude<TimestampFormat, 'default'> {
  return format === 'default' ? byDefault : format;
}
