/** groundcrew drill calendar: files and their mistakes, plans, schedules that fire and what they start or skip. */
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { GameDay } from '../../../../handlers/dr-drill/contract.ts';
import { connectionTo } from '../../../../src/cli/connect-local.ts';
import type { Connection } from '../../../../src/cli/connection.ts';
import type { ConsoleContext } from '../../../../src/cli/console/context.ts';
import { calendarPage } from '../../../../src/cli/console/pages/calendar.ts';
import { readCalendar } from '../../../../src/cli/drill/calendar-file.ts';
import { applyCalendar, occurrences, planCalendar, type CalendarPlan } from '../../../../src/cli/drill/calendar-plan.ts';
import { gameDayStatus, type GameDayStatus } from '../../../../src/cli/drill/calendar-status.ts';
import { drillMachine } from '../../../../src/cli/drill/drill-machines.ts';
import { setFreeze } from '../../../../src/cli/drill/ledger-drills.ts';
import { openDrilling, input, type Drilling } from '../../../workflows/support/drill.ts';
import { groundcrew, temporaryHome } from '../../../support/command.ts';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'groundcrew-calendar-'));
afterAll(() => rmSync(folder, { recursive: true }));
const first = { ...input(), name: 'first' };
const second = { ...input(), name: 'second' };
beforeAll(() => {
  writeFileSync(join(folder, 'first.yml'), stringify(first));
  writeFileSync(join(folder, 'second.yml'), stringify(second));
});
const day = { name: 'shop', cron: '30 10 * * ? *', scenarios: ['first.yml', 'second.yml'] };
let files = 0;
/** A calendar file of these members. */
function calendar(members: object): string {
  files += 1;
  const path = join(folder, `calendar-${files}.yml`);
  writeFileSync(path, stringify({ timeZone: 'UTC', gameDays: [day], ...members }));
  return path;
}
const read = (members: object = {}): Promise<GameDay[]> => readCalendar(calendar(members));

/** A console on a connection that is there already. */
const consoleOf = (connection: Connection): ConsoleContext => ({
  ...{ readOnly: false, description: 'small, seed 1', simulated: true, evidenceFolder: 'evidence' },
  connection: () => Promise.resolve(connection),
  ledgers: () => Promise.resolve([]),
});

describe('a calendar file', () => {
  it('blocks the days of its own time zone, and gives its windows and alarms to each drill', async () => {
    const blockingAlarms = [{ region: 'us-east-1', alarm: 'shop' }];
    const [shop] = await read({
      timeZone: 'Europe/Zurich',
      // Summer time begins on the 29th; the first two are one window.
      blockedDates: ['2026-03-29', '2026-03-28', '2026-12-24'],
      blockingAlarms,
    });
    const windows = [
      { from: '2026-03-27T23:00:00Z', to: '2026-03-29T22:00:00Z' },
      { from: '2026-12-23T23:00:00Z', to: '2026-12-24T23:00:00Z' },
    ];
    expect(shop!.blockedWindows).toEqual(windows);
    for (const scenario of shop!.scenarios)
      expect([scenario.blockedWindows, scenario.guardAlarms]).toEqual([windows, blockingAlarms]);
  });

  it('says the next times and whose turn it is; a blocked time uses up no turn', async () => {
    const [shop] = await read({ blockedDates: ['2026-01-06'] });
    expect(occurrences(shop!, 0, Date.parse('2026-01-05T09:00:00Z'))).toEqual([
      { at: '2026-01-05T10:30:00Z', scenario: 'first' },
      { at: '2026-01-06T10:30:00Z', scenario: 'second', blocked: expect.stringContaining('is blocked') as string },
      { at: '2026-01-07T10:30:00Z', scenario: 'second' },
      { at: '2026-01-08T10:30:00Z', scenario: 'first' },
    ]);
  });

  it.each([
    ['a time zone that there is not', { timeZone: 'Europe/Nowhere' }, /calendar-\d+\.yml:1: timeZone: an IANA time zone/],
    ['a member that there is not', { blocked: [] }, /Unrecognized key/],
    ['two of a name', { gameDays: [day, day] }, /two game days have the same name/],
    [
      'a cron that AWS refuses',
      { gameDays: [{ ...day, cron: '30 10 * * * *' }] },
      /is no cron expression of EventBridge Scheduler/,
    ],
    ['a drill that is not there', { gameDays: [{ ...day, scenarios: ['gone.yml'] }] }, /gone\.yml cannot be read/],
  ])('with %s is refused', async (_what, members, reason) => {
    await expect(read(members)).rejects.toThrow(reason);
  });
});

describe('game days', () => {
  let drilling: Drilling;
  let connection: Connection;
  let place: string;
  beforeAll(async () => {
    drilling = await openDrilling();
    connection = connectionTo(drilling.local, 'management', { as: 'rita' });
    place = await drillMachine(connection, 'dr-drill');
  });
  afterAll(() => drilling.close());

  const apply = async (members: object): Promise<CalendarPlan> => {
    const plan = await planCalendar(await read(members), connection, place);
    await applyCalendar(plan, connection, place);
    return plan;
  };
  const status = async (): Promise<GameDayStatus> => (await gameDayStatus(connection, place))[0]!;
  /** Names of the drills that game days started, with the names of their scenarios. */
  const started = async (): Promise<string[]> => {
    const client = new SFNClient(drilling.local.sdkConfig('test'));
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn: place }));
    client.destroy();
    const inputOf = (arn: string): string => (JSON.parse(drilling.local.engine.execution(arn)!.input) as { name: string }).name;
    return executions!.map(({ name, executionArn }) => `${name!} ${inputOf(executionArn!)}`).sort();
  };
  const everyTenMinutes = { ...day, cron: '0/10 * * * ? *', maximumDaysSinceProven: 1 };

  it('start the drills in turn, each once and behind its approval, and are skipped with a reason', async () => {
    expect((await apply({ gameDays: [everyTenMinutes] })).gameDays[0]!.change).toBe('create');
    expect((await apply({ gameDays: [everyTenMinutes] })).gameDays[0]!.change).toBe('none');
    await drilling.passMinutes(45, ['ana']);
    const [one, two] = await started();
    expect([one, two]).toEqual(['game-day-shop-20260105T091000Z first', 'game-day-shop-20260105T092000Z second']);
    await setFreeze(connection, place, 'audit', 'rita');
    const before = (await started()).length;
    await drilling.passMinutes(10);
    expect((await started()).length).toBe(before);
    expect((await status()).lastSkip).toMatchObject({ reason: 'drills are frozen: audit' });
    const page = String(await calendarPage(consoleOf(connection)));
    expect(page).toMatch(
      /<h2>shop<\/h2>[\s\S]*href="\/executions\/[^"]+"[\s\S]*drills are frozen: audit[\s\S]*<strong>first<\/strong>/,
    );
    await setFreeze(connection, place, undefined, 'rita');
    expect((await status()).lastProven).not.toBeNull();
    expect(await drilling.residue()).toEqual([]);
  });

  it('are skipped in a blocked window and while a blocking alarm is not OK, and go on when it is', async () => {
    const before = await started();
    const now = new Date(drilling.local.now());
    const window = { from: now.toISOString(), to: new Date(now.getTime() + 11 * 60_000).toISOString() };
    expect((await apply({ gameDays: [everyTenMinutes], blockedWindows: [window] })).gameDays[0]!.change).toBe('update');
    await drilling.passMinutes(10);
    expect((await status()).lastSkip!.reason).toContain('is blocked');
    await apply({ gameDays: [everyTenMinutes], blockingAlarms: [{ region: 'us-east-1', alarm: 'shop' }] });
    await drilling.passMinutes(10);
    expect((await status()).lastSkip!.reason).toBe('alarm shop in us-east-1 is MISSING');
    expect(await started()).toEqual(before);
    const cloudwatch = new CloudWatchClient(drilling.local.sdkConfig('test'));
    const metric = { MetricName: 'm', Namespace: 'n', Period: 60, Statistic: 'Sum', Threshold: 1 } as const;
    const rule = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 } as const;
    await cloudwatch.send(new PutMetricAlarmCommand({ AlarmName: 'shop', ...metric, ...rule }));
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: 'shop', StateValue: 'OK', StateReason: 'test' }));
    cloudwatch.destroy();
    await drilling.passMinutes(10, ['ana']);
    expect((await started()).length).toBe(before.length + 1);
  });

  it('are removed when the calendar has them no more', async () => {
    const plan = await apply({ gameDays: [{ ...day, name: 'other' }] });
    expect([plan.remove, plan.gameDays[0]!.change]).toEqual([['shop'], 'create']);
    expect((await gameDayStatus(connection, place)).map(({ name }) => name)).toEqual(['other']);
    const before = await started();
    await drilling.passMinutes(15, ['ana']);
    expect(await started()).toEqual(['game-day-other-20260105T103000Z first', ...before]);
  });
});

describe('groundcrew drill calendar', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);

  it('plans the example without changing anything, applies it and says how it stands', () => {
    const plan = groundcrew(home, ['drill', 'calendar', 'plan', 'examples/drill-calendar.yml']);
    expect([plan.code, plan.stderr]).toEqual([0, expect.stringContaining('nothing was changed')]);
    expect(plan.stdout).toContain(
      'web-quarterly  would create\n  cron(0 10 ? 1,4,7,10 TUE#1 *) Europe/Zurich\n  2026-01-06T09:00:00Z  ',
    );
    for (const line of plan.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const applied = groundcrew(home, ['drill', 'calendar', 'apply', 'examples/drill-calendar.yml', '--json']);
    expect([applied.code, JSON.parse(applied.stdout)]).toMatchObject([0, { applied: true, gameDays: [{ change: 'create' }] }]);
    const status = groundcrew(home, ['drill', 'calendar', 'status']);
    expect([status.code, status.stdout]).toEqual([0, expect.stringMatching(/^web-quarterly\n {2}next {4}2026-01-06T09:00:00Z/)]);
  });
});
