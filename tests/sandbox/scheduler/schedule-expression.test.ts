import { parseSchedule } from '../../../src/sandbox/scheduler/schedule-expression.ts';

const start = Date.parse('2026-11-24T00:00:00Z');
const next = (text: string, timezone?: string, after = start): string | undefined => {
  const at = parseSchedule(text, timezone)?.next(after, start);
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('a schedule expression', () => {
  it.each([
    ['rate(5 minutes)', '2026-11-24T00:05:00.000Z'],
    ['rate(1 day)', '2026-11-25T00:00:00.000Z'],
    ['cron(0 9 ? * 2-6 *)', '2026-11-24T09:00:00.000Z'],
    ['cron(0 9 ? * 1 *)', '2026-11-29T09:00:00.000Z'],
    ['cron(0 9 ? * MON *)', '2026-11-30T09:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-24T00:15:00.000Z'],
    ['cron(0 12 L * ? *)', '2026-11-30T12:00:00.000Z'],
    ['cron(0 12 ? * 6L *)', '2026-11-27T12:00:00.000Z'],
    ['cron(0 12 ? * 3#1 *)', '2026-12-01T12:00:00.000Z'],
    ['cron(30 8 1 1 ? 2028)', '2028-01-01T08:30:00.000Z'],
    ['at(2026-12-01T10:00:00)', '2026-12-01T10:00:00.000Z'],
  ])('%s comes next at %s', (text, expected) => {
    expect(next(text)).toBe(expected);
  });

  it('is read in its time zone, summer time included', () => {
    expect(next('cron(0 9 * * ? *)', 'Europe/Berlin')).toBe('2026-11-24T08:00:00.000Z');
    expect(next('cron(0 9 * * ? *)', 'Europe/Berlin', Date.parse('2026-07-01T00:00:00Z'))).toBe('2026-07-01T07:00:00.000Z');
    expect(next('at(2026-12-01T10:00:00)', 'America/New_York')).toBe('2026-12-01T15:00:00.000Z');
  });

  it('that lies in the past has no next time', () => {
    expect(next('at(2026-11-01T10:00:00)')).toBeUndefined();
    expect(next('cron(0 0 1 1 ? 2020)')).toBeUndefined();
  });

  it.each([
    'rate(5 minute)',
    'rate(1 minutes)',
    'rate(0 hours)',
    'cron(0 9 * * * *)',
    'cron(0 9 ? * ? *)',
    'cron(99 9 * * ? *)',
    'at(tomorrow)',
    'daily',
  ])('%s is refused', (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  });
});
