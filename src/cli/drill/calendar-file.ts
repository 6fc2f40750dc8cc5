/** Reads a calendar of game days with its drills' files, and works out what each game day is to be. */
import { dirname, resolve } from 'node:path';
import {
  calendarFile,
  drillInput,
  faultProblems,
  type CalendarFile,
  type DrillInput,
  type GameDay,
} from '../../../handlers/dr-drill/contract.ts';
import { parseSchedule } from '../../sandbox/scheduler/schedule-expression.ts';
import { InputFileError } from '../errors.ts';
import { readDocument } from './read-document.ts';

/**
 * The game days of a calendar.
 * @throws InputFileError with everything wrong in it and in its drills, by file and line.
 */
export async function readCalendar(path: string): Promise<GameDay[]> {
  const calendar = await readDocument(path, calendarFile);
  const blockedWindows = [...calendar.blockedWindows, ...localDays(calendar)];
  const gameDays: GameDay[] = [];
  for (const { name, cron, scenarios, maximumDaysSinceProven } of calendar.gameDays) {
    const expression = `cron(${cron})`;
    if (parseSchedule(expression, calendar.timeZone)?.kind !== 'cron')
      throw new InputFileError(
        `${path}: gameDays ${name}: "${cron}" is no cron expression of EventBridge Scheduler`,
        'six fields, one of the two days a ?, e.g. 0 10 ? * TUE#1 * for 10:00 on the first Tuesday of each month',
      );
    const inputs: DrillInput[] = [];
    for (const scenario of scenarios) {
      const file = resolve(dirname(path), scenario);
      inputs.push(withCalendar(file, await readDocument(file, drillInput), calendar, blockedWindows));
    }
    gameDays.push({
      ...{ name, cron: expression, timeZone: calendar.timeZone, scenarios: inputs, blockedWindows },
      blockingAlarms: calendar.blockingAlarms,
      ...(calendar.freeze === undefined ? {} : { freeze: calendar.freeze }),
      ...(maximumDaysSinceProven === undefined ? {} : { maximumDaysSinceProven }),
    });
  }
  return gameDays;
}

/** The drill looks at the calendar's windows and alarms itself, when it arms and all the while. */
function withCalendar(
  file: string,
  scenario: DrillInput,
  { blockingAlarms }: CalendarFile,
  blockedWindows: GameDay['blockedWindows'],
): DrillInput {
  const merged = drillInput.safeParse({
    ...scenario,
    guardAlarms: [...scenario.guardAlarms, ...blockingAlarms],
    blockedWindows: [...scenario.blockedWindows, ...blockedWindows],
  });
  const problems = [
    ...(merged.success ? [] : merged.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)),
    ...faultProblems(scenario),
    ...(scenario.dryRun ? ['dryRun: a game day that only plans proves nothing'] : []),
  ];
  if (problems.length === 0) return merged.data!;
  throw new InputFileError(
    `${file} with the calendar's windows and alarms: ${problems.join('; ')}`,
    'mend the file or the calendar',
  );
}

/** The calendar's blocked dates as windows in UTC; days that follow each other are one. */
function localDays({ blockedDates, timeZone }: CalendarFile): GameDay['blockedWindows'] {
  const windows: { from: string; to: string }[] = [];
  for (const date of [...new Set(blockedDates)].sort()) {
    const from = midnight(date, timeZone);
    const to = midnight(dayAfter(date), timeZone);
    const last = windows.at(-1);
    if (last?.to === from) last.to = to;
    else windows.push({ from, to });
  }
  return windows;
}

const dayAfter = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** The first moment of a date in a time zone, in UTC. */
function midnight(date: string, timeZone: string): string {
  const utc = Date.parse(`${date}T00:00:00Z`);
  const [year, month, day] = date.split('-').map(Number);
  const schedule = parseSchedule(`cron(0 0 ${day} ${month} ? ${year})`, timeZone);
  const first = schedule?.next(utc - 2 * 86_400_000, 0) ?? utc;
  return new Date(first).toISOString().replace(/\.\d+Z$/, 'Z');
}
