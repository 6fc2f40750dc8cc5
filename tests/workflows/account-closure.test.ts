/** account-closure from the packaged template: staged, approved, aware of AWS's quota, and undone until AWS closes an account. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { provisionedProductTable } from '../../src/sandbox/service-catalog/rows.ts';
import { closingOrganization, idOf, openClosing, type Closing } from './support/closure.ts';
import { waitMinutes } from './support/wait.ts';

jest.setTimeout(90_000);

const day = 24 * 60;

describe('account-closure', () => {
  let closing: Closing;
  const open = async (more: readonly string[] = [], remediationTypes: readonly string[] = []): Promise<void> => {
    closing = await openClosing(closingOrganization(more, remediationTypes));
  };
  afterEach(() => closing.close());

  it('reports every blocker of every account, the quota and what is done already, and changes nothing', async () => {
    await open();
    await closing.delegate(idOf('other'), 'guardduty.amazonaws.com');
    const accounts = ['Log Archive', 'other', 'closed', 'governed', 'loose'].map(idOf);
    const report = await closing.end(await closing.begin({ accounts, dryRun: true }));
    const found = (report as { accounts: { accountName: string; status: string; findings: { code: string }[] }[] }).accounts;
    expect(found.map(({ accountName, status, findings }) => [accountName, status, ...findings.map(({ code }) => code)])).toEqual([
      ['Log Archive', 'blocked', 'SHARED_ACCOUNT', 'STAYS_ENROLLED'],
      ['other', 'blocked', 'DELEGATED_ADMINISTRATOR'],
      ['closed', 'done'],
      ['governed', 'ready', 'STAYS_ENROLLED'],
      ['loose', 'ready'],
    ]);
    expect(report).toMatchObject({
      summary: { total: 5, ready: 2, blocked: 2, done: 1, quota: { limit: 10, closedLately: 0, left: 10 } },
    });
    const openOu = await closing.end(await closing.begin({ accounts, dryRun: true, quarantineOu: 'Open' }));
    expect(JSON.stringify(openOu)).toContain('QUARANTINE_OPEN');
    const registered = await closing.end(await closing.begin({ accounts, dryRun: true, quarantineOu: 'Governed' }));
    expect(JSON.stringify(registered)).toContain('QUARANTINE_REGISTERED');
    expect(closing.entered.filter((line) => line.includes('close-account'))).toEqual([]);
  });

  it('refuses unknown accounts, the management account and an unknown quarantine OU at once', async () => {
    await open();
    const accounts = ['nobody@example.com', '100000000000', idOf('loose'), idOf('loose')];
    const refused = (await closing.end(await closing.begin({ accounts, quarantineOu: 'Nowhere', dryRun: true }))) as {
      error: string;
      cause: string;
    };
    expect(refused.error).toBe('InvalidInput');
    for (const code of ['ACCOUNT_UNKNOWN', 'MANAGEMENT_ACCOUNT', 'DUPLICATE_ACCOUNT', 'OU_UNKNOWN'])
      expect(refused.cause).toContain(code);
  });

  it('quarantines an account, takes it out of Control Tower, waits, and closes it; two people have approved', async () => {
    await open();
    const enrolled = await closing.run({
      flags: { account: [idOf('to-enroll')], targetOu: 'Governed', path: 'service-catalog' },
    });
    expect(enrolled.result).toMatchObject({ summary: { succeeded: 1 } });
    const execution = await closing.begin({ accounts: [idOf('to-enroll')], coolingOffDays: 2 });
    await waitMinutes(closing.local, day);
    expect(await closing.unitOf(idOf('to-enroll'))).toBe('Quarantine');
    expect(closing.governed(idOf('to-enroll'))).toBe('NOT_ENROLLED');
    expect(provisionedProductTable(closing.local.sandbox.store).size).toBe(0);
    expect(await closing.status(idOf('to-enroll'))).toBe('ACTIVE');
    expect(await closing.end(execution)).toMatchObject({ summary: { total: 1, succeeded: 1 } });
    expect(await closing.status(idOf('to-enroll'))).toBe('SUSPENDED');
    expect(closing.local.now() - Date.parse('2026-01-05T09:00:00Z')).toBeGreaterThan(2 * day * 60_000);
    /* The same again has nothing to do. */
    const again = await closing.finish({ accounts: [idOf('to-enroll')], dryRun: true });
    expect(again).toMatchObject({ summary: { done: 1, ready: 0 } });
  });

  it('takes an account out of Control Tower by moving it where moves are followed, and back in when the closure is cancelled', async () => {
    await open([], ['INHERITANCE_DRIFT']);
    const execution = await closing.begin({ accounts: [idOf('governed')], coolingOffDays: 2 });
    await waitMinutes(closing.local, day);
    expect(closing.governed(idOf('governed'))).toBe('NOT_ENROLLED');
    const cancelled = await closing.finish({ accounts: [idOf('governed')], cancel: true });
    expect(cancelled).toMatchObject({ summary: { cancelled: 1 } });
    await waitMinutes(closing.local, 60);
    expect(await closing.unitOf(idOf('governed'))).toBe('Governed');
    expect(closing.governed(idOf('governed'))).toBe('SUCCEEDED');
    expect(await closing.end(execution)).toMatchObject({ rows: [{ status: 'CANCELLED' }] });
    expect(await closing.status(idOf('governed'))).toBe('ACTIVE');
  });

  it('changes nothing when a person rejects it', async () => {
    await open();
    const execution = await closing.begin({ accounts: [idOf('loose')] }, 'reject');
    expect(await closing.end(execution)).toMatchObject({ error: 'ApprovalRejected' });
    expect(await closing.unitOf(idOf('loose'))).toBe('Loose');
  });

  it('does not close an account that somebody has taken out of quarantine', async () => {
    await open();
    const execution = await closing.begin({ accounts: [idOf('loose')], coolingOffDays: 1 });
    await waitMinutes(closing.local, 60);
    await closing.move(idOf('loose'), 'Loose');
    expect(await closing.end(execution)).toMatchObject({
      rows: [{ status: 'CANCELLED', errorMsg: expect.stringContaining('taken it out') as string }],
    });
    expect(await closing.status(idOf('loose'))).toBe('ACTIVE');
  });

  it('goes on after a stop where it was, with the cooling-off that was left, and cannot be cancelled once it is closed', async () => {
    await open();
    const first = await closing.begin({ accounts: [idOf('at-root')], coolingOffDays: 2, people: 1 });
    await waitMinutes(closing.local, day);
    await closing.stopChildren();
    expect(await closing.end(first)).toMatchObject({ summary: { failed: 1 } });
    expect(await closing.unitOf(idOf('at-root'))).toBe('Quarantine');
    expect(await closing.finish({ accounts: [idOf('at-root')], coolingOffDays: 2, people: 1 })).toMatchObject({
      summary: { succeeded: 1 },
    });
    expect(closing.local.now() - Date.parse('2026-01-05T09:00:00Z')).toBeLessThan(2.2 * day * 60_000);
    const late = await closing.finish({ accounts: [idOf('at-root')], cancel: true });
    expect(late).toMatchObject({ rows: [{ status: 'FAILED', nextAction: expect.stringContaining('Support') as string }] });
  });

  /** Stops the child of each account when it enters the state of its place. */
  const stopEach = (states: readonly string[], accounts: readonly string[]): void => {
    closing.local.onEvent(({ executionArn, event }) => {
      const child = /-close-account:(.+)$/.exec(executionArn)?.[1];
      const place = accounts.findIndex((id) => child?.startsWith(`${id}-closure-1`));
      if (place < 0 || event.stateEnteredEventDetails?.name !== states[place]) return;
      const stop = (): unknown => closing.local.engine.stop({ executionArn, error: 'Stopped', cause: 'by a test' });
      closing.local.clock.setTimer(closing.local.clock.now(), () => void stop());
    });
  };
  const slotsHeld = async (): Promise<string> => {
    const dynamodb = new DynamoDBClient(closing.local.sdkConfig('test'));
    const TableName = closing.local.stackOutputs['management']!['LedgerTableName']!;
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName, Key: { pk: { S: 'LIMITER#control-tower' }, sk: { S: 'STATE' } } }),
    );
    dynamodb.destroy();
    return Object.keys(Item?.['holders']?.M ?? {}).join();
  };
  /** As its schedule does every few minutes, which this organization does not have: gives back what was granted to a task that had gone. */
  const sweepSlots = async (): Promise<void> => {
    const lambda = new LambdaClient(closing.local.sdkConfig('test'));
    const { FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: 'groundcrew-prod-reconcileSlots', Payload: '{}' }),
    );
    lambda.destroy();
    expect(FunctionError).toBeUndefined();
  };
  const boundaries = [
    ...['Claim Closure', 'Quarantine Account', 'Acquire Slot', 'Unenroll Account'],
    ...['Release Slot', 'Cool Off', 'Close Account', 'Settle Closure'],
  ];
  const stoppedNames = boundaries.map((_, index) => `stopped-${index}`);

  it('ends the same wherever it was stopped, once the same is started again, and keeps no slot', async () => {
    await open(stoppedNames);
    const accounts = stoppedNames.map(idOf);
    stopEach(boundaries, accounts);
    const first = await closing.end(await closing.begin({ accounts, coolingOffDays: 1 }));
    expect(first).toMatchObject({ summary: { total: 8, succeeded: 0, failed: 8 } });
    await sweepSlots();
    expect(await slotsHeld()).toBe('');
    expect(await closing.finish({ accounts, coolingOffDays: 1 })).toMatchObject({ summary: { total: 8, succeeded: 8 } });
    for (const id of accounts) expect(await closing.status(id)).toBe('SUSPENDED');
    expect(await slotsHeld()).toBe('');
  });

  it('is undone wherever it was stopped before AWS was asked', async () => {
    await open(stoppedNames);
    const accounts = stoppedNames.slice(0, 6).map(idOf);
    stopEach(boundaries, accounts);
    await closing.end(await closing.begin({ accounts, coolingOffDays: 1 }));
    const cancelled = await closing.finish({ accounts, cancel: true });
    /* The one that was stopped before its claim was written had nothing to give up. */
    for (const { status, errorMsg } of cancelled.rows) expect(errorMsg ?? status).toMatch(/^(CANCELLED|Nobody is closing it\.)$/);
    for (const id of accounts) expect([await closing.unitOf(id), await closing.status(id)]).toEqual(['Loose', 'ACTIVE']);
  });

  it('waits for AWS when its quota of 30 days is used up, and can be cancelled while it waits', async () => {
    const more = Array.from({ length: 10 }, (_, index) => `more-${index}`);
    await open(more);
    const accounts = [...more, 'loose', 'other'].map(idOf);
    const plan = await closing.end(await closing.begin({ accounts, dryRun: true }));
    expect((plan as { accounts: { findings: { code: string }[] }[] }).accounts.flatMap(({ findings }) => findings)).toEqual([
      expect.objectContaining({ code: 'QUOTA' }),
      expect.objectContaining({ code: 'QUOTA' }),
    ]);
    const execution = await closing.begin({ accounts, coolingOffDays: 1 });
    await waitMinutes(closing.local, 3 * day);
    const statuses = async (): Promise<string[]> => Promise.all(accounts.map((id) => closing.status(id)));
    const waiting = accounts.filter((_, at) => at >= 0);
    const open2 = (await statuses()).flatMap((status, at) => (status === 'ACTIVE' ? [waiting[at]!] : []));
    expect(open2).toHaveLength(2);
    expect(await closing.finish({ accounts: [open2[0]!], cancel: true })).toMatchObject({ summary: { cancelled: 1 } });
    expect(await closing.end(execution)).toMatchObject({ summary: { total: 12, succeeded: 11, cancelled: 1 } });
    expect(closing.local.now() - Date.parse('2026-01-05T09:00:00Z')).toBeGreaterThan(30 * day * 60_000);
    expect(await closing.status(open2[0]!)).toBe('ACTIVE');
  });
});
