import type { CommandRun } from '../../command.ts';
import { connect } from '../../connect.ts';
import type { ConnectionOptions } from '../../connection-options.ts';
import { readCalendar } from '../../drill/calendar-file.ts';
import { applyCalendar, planCalendar, type CalendarPlan } from '../../drill/calendar-plan.ts';
import { gameDayStatus, type GameDayStatus } from '../../drill/calendar-status.ts';
import { drillMachine } from '../../drill/drill-machines.ts';
import { UsageError } from '../../errors.ts';
import { ExitCode } from '../../exit-code.ts';
import { singleLine } from '../../format/table.ts';
import type { Terminal } from '../../terminal.ts';

/**
 * `groundcrew drill calendar plan|apply <file>`: what the game days of a calendar would be, or makes them schedules. `status`: how they stand,
 * with exit code 5 when one is overdue.
 */
export const run: CommandRun = async ({ args: [action, file], options: given }, terminal) => {
  const options = given as ConnectionOptions & { json?: boolean };
  if (action !== 'plan' && action !== 'apply' && action !== 'status')
    throw new UsageError(`there is no "${singleLine(action!)}" of a calendar`, 'plan, apply or status');
  if (action === 'status' && file !== undefined) throw new UsageError('status takes no file: it reads what was applied');
  if (action !== 'status' && file === undefined)
    throw new UsageError(
      `${action} needs the calendar's file`,
      `groundcrew drill calendar ${action} examples/drill-calendar.yml`,
    );
  const days = file === undefined ? [] : await readCalendar(file);
  const connection = await connect(options, terminal);
  try {
    const place = await drillMachine(connection, 'dr-drill');
    if (action === 'status') return printStatus(await gameDayStatus(connection, place), options.json ?? false, terminal);
    const plan = await planCalendar(days, connection, place);
    if (action === 'apply') await applyCalendar(plan, connection, place);
    printPlan(plan, action === 'apply', options.json ?? false, terminal);
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
};

const done = { create: 'created', update: 'updated', none: 'unchanged' } as const;

function printPlan({ gameDays, remove }: CalendarPlan, applied: boolean, json: boolean, terminal: Terminal): void {
  if (json) {
    const days = gameDays.map(({ definition: { cron, timeZone }, ...day }) => ({
      ...day,
      cron,
      timeZone,
      definition: undefined,
    }));
    terminal.out(JSON.stringify({ schemaVersion: 1, applied, gameDays: days, remove }, null, 2));
    return;
  }
  for (const { name, change, definition, next } of gameDays) {
    terminal.out(`${name}  ${applied ? done[change] : change === 'none' ? 'unchanged' : `would ${change}`}`);
    terminal.out(`  ${definition.cron} ${definition.timeZone}`);
    for (const { at, scenario, blocked } of next) {
      terminal.out(`  ${at}  ${scenario}`);
      if (blocked !== undefined) terminal.out(`    skipped: ${singleLine(blocked)}`);
    }
  }
  for (const name of remove) terminal.out(`${name}  ${applied ? 'removed' : 'would be removed'}`);
  if (!applied) terminal.note('nothing was changed\n  next: groundcrew drill calendar apply <the same file>');
}

function printStatus(days: readonly GameDayStatus[], json: boolean, terminal: Terminal): ExitCode {
  if (json) terminal.out(JSON.stringify({ schemaVersion: 1, gameDays: days }, null, 2));
  else
    for (const { name, next, lastExecution, lastSkip, lastProven, daysSinceProven, maximumDaysSinceProven, overdue } of days) {
      const most = maximumDaysSinceProven === null ? '' : ` of at most ${maximumDaysSinceProven}`;
      terminal.out(`${name}${overdue ? '  OVERDUE' : ''}`);
      terminal.out(`  next    ${next === null ? 'never' : `${next.at}  ${next.scenario}`}`);
      terminal.out(`  last    ${lastExecution ?? 'none began yet'}`);
      if (lastSkip !== null) terminal.out(`  skipped ${lastSkip.at}: ${singleLine(lastSkip.reason)}`);
      terminal.out(`  proven  ${lastProven ?? 'never'}, ${daysSinceProven} days${most}`);
    }
  if (days.length === 0)
    terminal.note('no calendar was applied\n  next: groundcrew drill calendar plan examples/drill-calendar.yml');
  return days.some(({ overdue }) => overdue) ? ExitCode.VerificationFailed : ExitCode.Done;
}
