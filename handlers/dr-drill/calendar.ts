/** The calendar of game days: the file that people write, and what becomes of it in the ledger. */
import * as z from 'zod';
import { drillInput } from './drill-input.ts';

const isTimeZone = (name: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
};

const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and hyphens')
  .max(40);

const alarm = z.strictObject({
  account: z
    .string()
    .regex(/^\d{12}$/, 'an account id')
    .optional(),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-west-1'),
  alarm: z.string().min(1).max(255),
});

/** `groundcrew drill calendar plan <file>`. */
export const calendarFile = z.strictObject({
  /** IANA name; cron expressions and blocked dates are in it. */
  timeZone: z.string().refine(isTimeZone, 'an IANA time zone such as Europe/Zurich'),
  /** While it is given no game day begins; says why. */
  freeze: z.string().min(1).max(300).optional(),
  blockedDates: z.array(z.iso.date()).max(366).default([]),
  blockedWindows: z
    .array(z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }))
    .max(50)
    .default([]),
  /** Alarms that must be OK when a game day begins, and end it when they go off. */
  blockingAlarms: z.array(alarm).max(10).default([]),
  gameDays: z
    .array(
      z.strictObject({
        name,
        /** Six fields as EventBridge Scheduler has them: minutes hours day-of-month month day-of-week year. */
        cron: z.string().min(11).max(200),
        /** Files of drills, beside this one; they take turns. */
        scenarios: z.array(z.string().min(1).max(300)).min(1).max(20),
        /** An alarm tells when the last drill that passed is older. */
        maximumDaysSinceProven: z.int().min(1).max(1000).optional(),
      }),
    )
    .min(1)
    .max(50)
    .refine((days) => new Set(days.map((day) => day.name)).size === days.length, 'two game days have the same name'),
});
export type CalendarFile = z.output<typeof calendarFile>;

/** A game day as the ledger keeps it: everything that it needs when it begins. */
export const gameDay = z.object({
  name,
  cron: z.string(),
  timeZone: z.string(),
  freeze: z.string().optional(),
  /** Inputs of dr-drill, with the calendar's blocked windows and alarms in them. */
  scenarios: z.array(drillInput).min(1),
  blockedWindows: drillInput.shape.blockedWindows,
  blockingAlarms: z.array(alarm),
  maximumDaysSinceProven: z.int().optional(),
});
export type GameDay = z.output<typeof gameDay>;

/** Prefix of the game days' schedules. */
export const gameDayPrefix = 'groundcrew-gameday-';

export const startGameDay = {
  input: z.object({ gameDay: name, scheduledTime: z.string() }),
  output: z.object({ gameDay: z.string(), started: z.string().optional(), skipped: z.string().optional() }),
};

export const checkProvenDrills = {
  input: z.looseObject({}),
  output: z.object({ overdue: z.array(z.object({ gameDay: z.string(), message: z.string() })) }),
};

/** The blocked window that a drill from `from` to `to` (milliseconds) would touch. */
export function blockedBy({ blockedWindows }: Pick<GameDay, 'blockedWindows'>, from: number, to: number): string | undefined {
  const blocked = blockedWindows.find((window) => from < Date.parse(window.to) && to > Date.parse(window.from));
  return blocked && `${blocked.from} to ${blocked.to} is blocked`;
}

/** How long a drill that begins now may take until its deny is over. */
export const drillLasts = ({ leadSeconds, minutes }: { leadSeconds: number; minutes: number }): number =>
  leadSeconds * 1000 + minutes * 60_000;
