import type { TraceEvent } from './trace.ts';

type Details = Readonly<Record<string, unknown>>;

/** The one member of an event that holds its details: `taskFailedEventDetails` of a TaskFailed. All states' share one name. */
export function detailsOf(event: TraceEvent): Details {
  const found = Object.entries(event).find(
    ([name, value]) => name.endsWith('EventDetails') && typeof value === 'object' && value !== null,
  );
  return (found?.[1] as Details | undefined) ?? {};
}

export function timeOf({ timestamp }: TraceEvent): number {
  if (timestamp instanceof Date) return timestamp.getTime();
  if (typeof timestamp === 'number') return timestamp;
  return Date.parse(timestamp);
}

/** A member that is text; undefined for others. */
export function textOf(details: Details, name: string): string | undefined {
  const value = details[name];
  return typeof value === 'string' ? value : undefined;
}

/** True where AWS left data out: it was too long for the event, or withheld. */
export function isTruncated(details: Details): boolean {
  return Object.entries(details).some(
    ([name, value]) =>
      name.endsWith('Details') &&
      typeof value === 'object' &&
      value !== null &&
      (value as { truncated?: unknown }).truncated === true,
  );
}
