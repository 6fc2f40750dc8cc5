/**
 * `rate(...)`, `cron(...)` and `at(...)` of EventBridge rules and of EventBridge Scheduler.
 * Source: EventBridge Scheduler user guide, "Schedule types in EventBridge Scheduler".
 */
import { Cron } from 'croner';

/** When a schedule fires. */
export interface ScheduleTimes {
  readonly kind: 'rate' | 'cron' | 'at';
  /** The first time after `after` (virtual milliseconds), counted from `start` for rates; undefined when there is none. */
  next(after: number, start: number): number | undefined;
}

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Undefined for a text that AWS refuses. `timezone` is an IANA name. */
export function parseSchedule(text: string, timezone = 'UTC'): ScheduleTimes | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(text);
  if (rate) {
    const count = Number(rate[1]);
    // AWS insists on `1 minute` and `2 minutes`.
    if (count < 1 || (count === 1) === (rate[3] === 's')) return undefined;
    const period = count * units[rate[2]!]!;
    return {
      kind: 'rate',
      next: (after, start) => (after < start ? start : start + (Math.floor((after - start) / period) + 1) * period),
    };
  }
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(text);
  if (at) {
    const time = localTime(at[1]!, timezone);
    return time === undefined ? undefined : { kind: 'at', next: (after) => (time > after ? time : undefined) };
  }
  const cron = /^cron\((.*)\)$/.exec(text);
  return cron ? parseCron(cron[1]!, timezone) : undefined;
}

function parseCron(text: string, timezone: string): ScheduleTimes | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) return undefined;
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields as [string, string, string, string, string, string];
  // One of the two days must be `?`: AWS cannot have both.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return undefined;
  const days = dayOfWeek === '?' ? '*' : weekdays(dayOfWeek);
  const pattern = [
    '0',
    stepped(minute, 59),
    stepped(hour, 23),
    stepped(dayOfMonth === '?' ? '*' : dayOfMonth, 31),
    stepped(month, 12),
    stepped(days, 6),
    stepped(year, 2199),
  ].join(' ');
  try {
    const cron = new Cron(pattern, { timezone, paused: true });
    return { kind: 'cron', next: (after) => cron.nextRun(new Date(after))?.getTime() };
  } catch {
    return undefined;
  }
}

/** croner wants `5/10` written as a range. */
const stepped = (field: string, maximum: number): string => field.replace(/(^|,)(\d+)\//g, `$1$2-${maximum}/`);

/** AWS counts days of the week from 1 (Sunday), croner from 0; `6L` is croner's `5#L`. */
function weekdays(field: string): string {
  const shifted = field.replace(/(^|[,-])(\d)/g, (_match, before: string, day: string) => `${before}${Number(day) - 1}`);
  return shifted.replace(/(\w+?)L$/, '$1#L');
}

/** Milliseconds of a local date and time in a time zone; the later one of a skipped hour. */
function localTime(text: string, timezone: string): number | undefined {
  const [date = '', time = ''] = text.split('T');
  const [year, month, day] = date.split('-').map(Number);
  const [hour, minute, second] = time.split(':').map(Number);
  try {
    const once = new Cron(`${second} ${minute} ${hour} ${day} ${month} * ${year}`, { timezone, paused: true });
    return once.nextRun(new Date(Date.UTC(year!, month! - 1, day!) - 2 * units['day']!))?.getTime();
  } catch {
    return undefined;
  }
}
