/** Words and numbers of the page. Times are milliseconds. */
import { statusWords } from '../../trace/graph-drawing.ts';
import { statusClass } from '../../trace/taken.ts';
import type { SpanStatus, Trace, Visit } from '../../trace/trace.ts';

export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 1) return `${Math.round(milliseconds)} ms`;
  if (seconds < 60) return `${Number(seconds.toFixed(seconds < 10 ? 2 : 1))} s`;
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  const parts = [
    days && `${days} d`,
    hours && `${hours} h`,
    days === 0 && minutes && `${minutes} min`,
    days === 0 && hours === 0 && Math.floor(seconds % 60) && `${Math.floor(seconds % 60)} s`,
  ];
  return parts.filter(Boolean).join(' ');
}

/** A duration in words for those who hear it: `2 minutes 5 seconds`. */
export function spokenDuration(milliseconds: number): string {
  const units: Readonly<Record<string, string>> = { ms: 'milliseconds', s: 'seconds', min: 'minutes', h: 'hours', d: 'days' };
  return duration(milliseconds).replace(
    /([\d.]+) (ms|s|min|h|d)/g,
    (_, count: string, unit: string) => `${count} ${count === '1' ? units[unit]!.replace(/s$/, '') : units[unit]}`,
  );
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-01-05 12:00:00.250`, in UTC or in the reader's own zone. */
export function timestamp(at: number, local: boolean, precise = true): string {
  const date = new Date(at);
  if (!local)
    return date
      .toISOString()
      .replace('T', ' ')
      .slice(0, precise ? 23 : 19);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}${precise ? `.${String(date.getMilliseconds()).padStart(3, '0')}` : ''}`;
}

export const wordOf = (status: SpanStatus): string => statusWords[statusClass(status)]?.word ?? status;
export const signOf = (status: SpanStatus): string => statusWords[statusClass(status)]?.sign ?? '?';

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** `Create Account, Task, failed, attempt 2 of 3, 41 seconds` */
export function visitName(visit: Visit, end: number, attempt?: number): string {
  const { state, type, number, lane, status, attempts, enteredAt } = visit;
  return [
    state,
    type,
    wordOf(status).toLowerCase(),
    number > 1 && `visit ${number}`,
    attempts.length > 1 && `attempt ${attempt ?? attempts.length} of ${attempts.length}`,
    spokenDuration(end - enteredAt),
    lane && `in ${lane}`,
  ]
    .filter(Boolean)
    .join(', ');
}

export function sourceText(source: Trace['source']): string {
  if (source.kind === 'aws') return `AWS account ${source.account}, ${source.region}`;
  if (source.kind === 'file') return `the file ${source.name}, origin not verified`;
  return `simulated organization ${source.organization}${source.seed === undefined ? '' : `, seed ${source.seed}`}`;
}

/** JSON text, indented where it is JSON. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
