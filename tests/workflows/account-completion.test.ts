/** What happens to an account after it was made: settings, access for a time, the first day's checks, and what it all cost. */
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { listStateMachines } from '../../src/cli/find-execution.ts';
import { findMachine } from '../../src/cli/workflows/machine.ts';
import { startOperators } from '../simulation/account-vending/operators.ts';
import { header, row } from './support/batch.ts';
import { openVending, type Vending } from './support/vending.ts';

jest.setTimeout(60_000);

let vending: Vending;
beforeEach(async () => {
  vending = await openVending('small.yml');
});
afterEach(() => vending.close());

/** A file whose rows have the optional columns that are named. */
const file = (columns: Readonly<Record<string, string>>, ...names: readonly string[]): Uint8Array =>
  Buffer.from(
    [
      [header, ...Object.keys(columns)].join(','),
      ...names.map((name) => [row(name), ...Object.values(columns)].join(',')),
      '',
    ].join('\n'),
  );

/** The document of a run's rows.json, with what the command does not show. */
async function rowsOf({ result }: Awaited<ReturnType<Vending['run']>>): Promise<{ csv: string; accountId: string }> {
  if (result.kind !== 'rows') throw new Error(`the result is a ${result.kind}`);
  expect(result.rows.map(({ status, errorMsg }) => [status, errorMsg])).toEqual(result.rows.map(() => ['SUCCEEDED', undefined]));
  const csv = Buffer.from(result.files.find(({ role }) => role === 'result')!.bytes).toString();
  return { csv, accountId: result.rows[0]!.accountId! };
}

describe('an account that was made', () => {
  it('has its settings, and a proof of each check in the result file', async () => {
    const { csv } = await rowsOf(
      await vending.run(
        file(
          {
            Access: 'Platform:AdministratorAccess',
            Tags: 'cost-center=42',
            SecurityContact: 'Sam Lee;Head of Security;security@example.com;+1 555 0100',
            Regions: 'ap-east-1',
            Quotas: 'lambda/L-B99A9384/us-east-1=1000',
          },
          'complete',
        ),
      ),
    );
    for (const proof of [
      'account: ACTIVE complete',
      /unit: ou-/,
      'baseline: SUCCEEDED',
      'tags: 1 of 1',
      'security contact: security@example.com',
      'access: 1 of 1',
      'Region ap-east-1: ENABLED',
      /quota lambda\/L-B99A9384\/us-east-1: (1000|10, 1000 requested \(\w+, (PENDING|CASE_OPENED)\))/,
    ])
      expect(csv).toMatch(proof);
  });

  it('is incomplete when a quota does not exist, keeps its id, and is completed by the mended file', async () => {
    const { result } = await vending.run(file({ Quotas: 'lambda/L-NONE/us-east-1=5' }, 'mistaken'));
    if (result.kind !== 'rows') throw new Error('no rows');
    const [{ status, accountId, errorMsg } = { status: '' }] = result.rows;
    expect([status, errorMsg]).toEqual(['FAILED', expect.stringContaining('quota lambda/L-NONE/us-east-1')]);
    const launched = (await vending.records()).length;
    const again = await rowsOf(await vending.run(file({ Quotas: 'lambda/L-B99A9384/us-east-1=1000' }, 'mistaken')));
    expect(again.accountId).toBe(accountId);
    expect(again.csv).toMatch(/quota lambda\/L-B99A9384\/us-east-1: 10, 1000 requested \(\w+, PENDING\)/);
    expect(await vending.records()).toHaveLength(launched);
  });

  it('loses access that was given for a time when the time is over, and a later run does not give it again', async () => {
    const given = file({ Access: 'Platform:AdministratorAccess until 2026-01-07' }, 'for-a-time');
    const { accountId } = await rowsOf(await vending.run(given));
    const before = await vending.assignments(accountId);
    const scheduler = new SchedulerClient(vending.local.sdkConfig('test'));
    const { Schedules } = await scheduler.send(new ListSchedulesCommand({ NamePrefix: `access-${accountId}` }));
    expect(Schedules).toHaveLength(1);
    expect(await scheduler.send(new GetScheduleCommand({ Name: Schedules![0]!.Name }))).toMatchObject({
      ScheduleExpression: 'at(2026-01-07T23:59:59)',
      ActionAfterCompletion: 'DELETE',
    });
    await passDays(4);
    expect(await vending.assignments(accountId)).toBe(before - 1);
    expect((await scheduler.send(new ListSchedulesCommand({ NamePrefix: `access-${accountId}` }))).Schedules).toEqual([]);
    scheduler.destroy();
    await rowsOf(await vending.run(given));
    expect(await vending.assignments(accountId)).toBe(before - 1);
  });

  it('took at most ten billed transitions, counted from its history, and the run says how many in all', async () => {
    const run = await vending.run(file({ Access: 'Platform:AdministratorAccess', Tags: 'cost-center=42' }, 'one', 'two'));
    await rowsOf(run);
    const billed = await billedTransitions();
    expect(billed.perAccount).toHaveLength(2);
    for (const transitions of billed.perAccount) expect(transitions).toBeLessThanOrEqual(10);
    expect(JSON.parse(run.execution.output!)).toMatchObject({
      summary: { minutes: expect.any(Number), transitions: billed.all, transitionsUsd: expect.any(Number) },
    });
  });
});

describe('a plan', () => {
  it('says how long the batch takes at the current slots, and what it costs', async () => {
    const { execution } = await vending.run(file({}, 'one', 'two'), { dryRun: true });
    const { summary } = JSON.parse(execution.output!) as { summary: object };
    expect(summary).toMatchObject({
      launch: 2,
      slots: 5,
      slotsFree: 5,
      expectedMinutes: 20,
      transitions: 28,
      transitionsUsd: 0.0007,
    });
    expect((summary as { charges: object[] }).charges).toContainEqual(expect.objectContaining({ service: 'AWS Config' }));
  });
});

/** Lets virtual days pass. */
async function passDays(days: number): Promise<void> {
  const targets = { batchMachineArn: '', accountMachineArn: '', batchExecutionArn: '', batchInput: '{}' };
  const nothing = [{ kind: 'stop-batch', index: 0, afterMinutes: days * 24 * 60 }] as const;
  await vending.local.run(await startOperators(vending.local, nothing, targets));
}

/**
 * States entered and retries, polls of what is pending counted apart: of each account with its map item, and of everything that the
 * batch did.
 */
async function billedTransitions(): Promise<{ perAccount: number[]; all: number }> {
  const stepFunctions = new SFNClient(vending.local.sdkConfig('test'));
  const machine = findMachine(await listStateMachines(stepFunctions), 'vend-account')!.arn;
  const { executions } = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn: machine }));
  for (const { executionArn } of executions!) {
    const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    expect(status).toBe('SUCCEEDED');
  }
  stepFunctions.destroy();
  const events = vending.events.map(
    (line) => JSON.parse(line) as { executionArn: string; event: { type: string; taskFailedEventDetails?: { error?: string } } },
  );
  const count = (arn: (text: string) => boolean, type: RegExp): number =>
    events.filter(({ executionArn, event }) => arn(executionArn) && type.test(event.type)).length;
  const transitions = (arn: (text: string) => boolean): number =>
    count(arn, /StateEntered$/) + count(arn, /^TaskScheduled$/) - count(arn, /^TaskStateEntered$/);
  const polls = (arn: string): number =>
    events.filter(
      ({ executionArn, event }) =>
        executionArn === arn && /AccessPending|CompletionPending/.test(event.taskFailedEventDetails?.error ?? ''),
    ).length;
  return {
    perAccount: executions!.map(({ executionArn }) => transitions((arn) => arn === executionArn) + 1 - polls(executionArn!)),
    all: transitions(() => true),
  };
}
