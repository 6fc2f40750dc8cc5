/** What a calendar would change, and which drills it would start when. */
import { isDeepStrictEqual } from 'node:util';
import { blockedBy, drillLasts, type GameDay } from '../../../handlers/dr-drill/contract.ts';
import { parseSchedule } from '../../sandbox/scheduler/schedule-expression.ts';
import type { Connection } from '../connection.ts';
import { deleteSchedule, isScheduled, putSchedule, scheduledGameDays } from './game-day-schedules.ts';
import { readGameDays, removeGameDay, writeGameDay } from './ledger-game-days.ts';

/** One time of a game day. */
export interface Occurrence {
  readonly at: string;
  readonly scenario: string;
  /** Why nothing would begin then, as far as the calendar knows. */
  readonly blocked?: string;
}

export interface PlannedGameDay {
  readonly name: string;
  readonly change: 'create' | 'update' | 'none';
  readonly definition: GameDay;
  readonly next: readonly Occurrence[];
}

export interface CalendarPlan {
  readonly gameDays: readonly PlannedGameDay[];
  /** Game days that are there and not in the calendar any more. */
  readonly remove: readonly string[];
}

/** Times shown of each game day. */
const shown = 4;

export async function planCalendar(days: readonly GameDay[], connection: Connection, place: string): Promise<CalendarPlan> {
  const inLedger = await readGameDays(connection, place);
  const scheduled = await scheduledGameDays(connection, place);
  const gameDays: PlannedGameDay[] = [];
  for (const definition of days) {
    const { name } = definition;
    const known = inLedger.find((entry) => entry.definition.name === name);
    const isThere = scheduled.includes(name);
    const same =
      isThere &&
      known !== undefined &&
      isDeepStrictEqual(known.definition, JSON.parse(JSON.stringify(definition))) &&
      (await isScheduled(definition, connection, place));
    const change = same ? 'none' : isThere || known !== undefined ? 'update' : 'create';
    gameDays.push({ name, change, definition, next: occurrences(definition, known?.turn ?? 0, connection.now()) });
  }
  const names = new Set(days.map(({ name }) => name));
  const there = [...scheduled, ...inLedger.map(({ definition }) => definition.name)];
  return { gameDays, remove: [...new Set(there)].filter((name) => !names.has(name)).sort() };
}

/** The next times of a game day; a blocked one does not use up a turn. */
export function occurrences(day: GameDay, turn: number, now: number): Occurrence[] {
  const schedule = parseSchedule(day.cron, day.timeZone);
  const found: Occurrence[] = [];
  let after = now;
  let whose = turn;
  while (found.length < shown) {
    const at = schedule?.next(after, 0);
    if (at === undefined) break;
    after = at;
    const scenario = day.scenarios[whose % day.scenarios.length]!;
    const blocked = day.freeze === undefined ? blockedBy(day, at, at + drillLasts(scenario)) : `frozen: ${day.freeze}`;
    if (blocked === undefined) whose += 1;
    found.push({
      at: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
      scenario: scenario.name,
      ...(blocked === undefined ? {} : { blocked }),
    });
  }
  return found;
}

/** The ledger comes before a schedule that needs it, and goes after it. */
export async function applyCalendar({ gameDays, remove }: CalendarPlan, connection: Connection, place: string): Promise<void> {
  const scheduled = await scheduledGameDays(connection, place);
  for (const { name, change, definition } of gameDays) {
    if (change === 'none') continue;
    await writeGameDay(connection, place, definition);
    await putSchedule(definition, scheduled.includes(name), connection, place);
  }
  for (const name of remove) {
    await deleteSchedule(name, connection, place);
    await removeGameDay(connection, place, name);
  }
}
