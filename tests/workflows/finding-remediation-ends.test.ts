/** finding-remediation: every finding ends once, whatever stops its remediation; and what a batch is billed for. */
import { GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StopExecutionCommand,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { itemsOf, tables } from '../../src/sandbox/dynamodb/rows.ts';
import { openFindings, type Ended, type Findings } from './support/findings.ts';

jest.setTimeout(120_000);

const repairAll = 'version: 1\nrules:\n  - { name: all, when: {}, action: remediate }\n';
const security = (world: Findings) => world.local.targets.find(({ key }) => key === 'security')!;
const ofControl = async (world: Findings, control: string): Promise<AwsSecurityFinding[]> =>
  (await world.findings()).filter(({ Compliance }) => Compliance?.SecurityControlId === control);

/** What the ledger says of every finding that it knows. */
function ledgerOutcomes({ local: { sandbox } }: Findings): string[] {
  const ledgers = [...tables(sandbox.store).values()].filter(({ name }) => name.includes('security'));
  return ledgers
    .flatMap((table) => [...itemsOf(sandbox.store, table).values()] as unknown as Record<string, { S?: string }>[])
    .filter(({ pk }) => pk?.S?.startsWith('FINDING#'))
    .map(({ state, outcome }) => `${state?.S} ${outcome?.S}`);
}

describe('a remediation that somebody stops', () => {
  let world: Findings;
  beforeAll(async () => {
    // Looking takes a while, so that whoever stops it is faster.
    const slow = { operation: '*', probability: 1, effect: 'latency', delay: '5s' };
    world = await openFindings((file) => {
      file['faults'] = ['s3', 'kms', 'sts'].map((service) => ({ ...slow, service }));
    });
    await world.putRules(repairAll);
  });
  afterAll(() => world.close());

  /** Runs a batch of one finding and stops the child execution of its remediation when that enters `state`. */
  async function stoppedIn(state: string, name: string, findings: AwsSecurityFinding[]): Promise<Ended> {
    const stepFunctions = new SFNClient(world.local.sdkConfig('somebody', security(world)));
    const stop = world.local.onEvent(({ executionArn, event }) => {
      if (event.stateEnteredEventDetails?.name !== state) return;
      stop();
      const { clock } = world.local;
      clock.setTimer(clock.now(), () => void stepFunctions.send(new StopExecutionCommand({ executionArn })));
    });
    const key = await world.putFindings(name, findings);
    return world.run('finding-remediation', name, { batch: name, key });
  }

  test('after its change ends REMEDIATED, in the ledger too, and can be undone', async () => {
    const [finding] = (await ofControl(world, 'S3.8')).slice(0, 1);
    const ended = await stoppedIn('Verify Fix', 'stopped-after', [finding!]);
    expect(await world.results(ended)).toMatchObject([
      { outcome: 'REMEDIATED', reason: expect.stringContaining('applied, but not verified') as string },
    ]);
    expect(ledgerOutcomes(world)).toEqual(['DONE REMEDIATED']);
    const undone = await world.run('finding-remediation', 'undo-stopped', { batch: 'undo-stopped', undo: 'stopped-after' });
    expect(await world.results(undone)).toMatchObject([{ outcome: 'UNDONE' }]);
    const s3 = new S3Client(world.local.sdkConfig('somebody', { account: finding!.AwsAccountId!, region: 'us-east-1' }));
    const Bucket = finding!.Resources![0]!.Id!.split(':').at(-1)!;
    await expect(s3.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
  });

  test('was made by a session that may act in the Region of its finding only', () => {
    const sessions = [...world.local.sandbox.store.table<{ caller: object }>('sts/sessions').values()];
    const playbooks = sessions.filter((session) => JSON.stringify(session).includes('-fix-s3-bucket-public-access-block'));
    expect(playbooks.length).toBeGreaterThan(0);
    for (const { caller } of playbooks) {
      const [policy] = (caller as { sessionPolicies: string[] }).sessionPolicies;
      expect(JSON.parse(policy!)).toMatchObject({
        Statement: [{ Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }, { Action: 'iam:*' }],
      });
    }
  });

  test('and that a person took back is not started again by its provider, only by a person', async () => {
    const findings = (await ofControl(world, 'S3.8')).slice(0, 1).map((one) => ({ ...one, UpdatedAt: '2026-03-01T00:00:00Z' }));
    const key = await world.putFindings('comes-again', findings);
    const again = await world.run('finding-remediation', 'comes-again', { batch: 'comes-again', key });
    expect(await world.results(again)).toMatchObject([
      { outcome: 'SKIPPED', reason: expect.stringContaining('only a person starts it again') as string },
    ]);
    const asked = await world.run('finding-remediation', 'asked', { batch: 'asked', key, asked: true });
    expect(await world.results(asked)).toMatchObject([{ outcome: 'VERIFIED' }]);
  });

  test('and an undoing cannot be undone itself', async () => {
    const twice = await world.run('finding-remediation', 'undo-twice', { batch: 'undo-twice', undo: 'undo-stopped' });
    expect(await world.results(twice)).toMatchObject([
      { outcome: 'SKIPPED', reason: 'NOTHING_CHANGED: it is itself the undoing of stopped-after' },
    ]);
  });

  test('comes back as our own update and is skipped, although the cooldown is over', async () => {
    const batchOf = async (name: string): Promise<string> => {
      const key = await world.putFindings(name, await ofControl(world, 'Lambda.1'));
      const ended = await world.run('finding-remediation', name, { batch: name, key });
      await world.pass();
      return (await world.results(ended)).map(({ outcome, reason }) => `${outcome} ${reason}`).join();
    };
    // Without a cooldown, and with a playbook that cannot work on this resource.
    await world.putRules(`version: 1
limits: { cooldownSeconds: 0, attempts: 9 }
rules:
  - { name: wrong, when: { control: Lambda.1 }, action: remediate, playbook: kms-key-rotation }
`);
    expect(await batchOf('first')).toMatch(/^FAILED/);
    expect(await batchOf('came-back')).toMatch(/^SKIPPED ALREADY_HANDLED: FAILED .*our own update came back$/);
  });

  test('before it looked at anything ends FAILED, in the ledger too', async () => {
    await world.putRules(repairAll);
    const ended = await stoppedIn('Prepare Fix', 'stopped-before', await ofControl(world, 'KMS.4'));
    expect(await world.results(ended)).toMatchObject([
      { outcome: 'FAILED', reason: 'the remediation did not report how it ended' },
    ]);
    expect(ledgerOutcomes(world).at(-1)).toBe('DONE FAILED');
  });
});

describe('a batch', () => {
  /** Nine of ten findings are only told; the tenth is remediated. */
  const mixed = `version: 1
rules:
  - { name: repair, when: { control: [KMS.4, EC2.7, S3.1] }, action: remediate }
  - { name: accepted, when: { control: 'Lambda.*' }, action: suppress }
  - { name: tell, when: { control: 'ECS.*' }, action: notify }
`;
  let world: Findings;
  beforeAll(async () => {
    world = await openFindings((file) => {
      const told = (control: string) =>
        Array.from({ length: 9 }, (_, index) => ({ account: 'web-dev', control, resource: `told-${index}` }));
      const repaired = ['KMS.4', 'EC2.7', 'S3.1'].map((control) => ({ account: 'data-dev', control }));
      file['securityHub'] = { administrator: 'audit', findings: [...repaired, ...told('Lambda.1'), ...told('ECS.2')] };
    });
    await world.putRules(mixed);
  });
  afterAll(() => world.close());

  test('of which one finding in ten is remediated takes at most six billed transitions a finding', async () => {
    const { outcomes, transitions } = await billed(
      'mixed',
      (await world.findings()).filter(({ Compliance }) => Compliance?.SecurityControlId !== 'S3.1'),
    );
    expect(outcomes).toEqual({ VERIFIED: 2, SUPPRESSED: 9, NOTIFIED: 9 });
    expect(transitions / 20).toBeLessThanOrEqual(6);
  });

  test('of one remediation takes more, so that the count can fail', async () => {
    const { outcomes, transitions } = await billed('single', await ofControl(world, 'S3.1'));
    expect(outcomes).toEqual({ VERIFIED: 1 });
    expect(transitions).toBeGreaterThan(6);
  });

  /** Runs a batch and counts, from the histories, what Step Functions bills of it and of its maps' children. */
  async function billed(name: string, findings: AwsSecurityFinding[]) {
    const key = await world.putFindings(name, findings);
    const executionArn = await world.start('finding-remediation', name, { batch: name, key });
    await world.local.run(executionArn);
    const stepFunctions = new SFNClient(world.local.sdkConfig('auditor', security(world)));
    const { mapRuns } = await stepFunctions.send(new ListMapRunsCommand({ executionArn }));
    let transitions = transitionsOf(await historyOf(stepFunctions, executionArn));
    for (const { mapRunArn } of mapRuns!) {
      const { executions } = await stepFunctions.send(new ListExecutionsCommand({ mapRunArn }));
      // The item of the map is one more.
      for (const child of executions!) transitions += 1 + transitionsOf(await historyOf(stepFunctions, child.executionArn!));
    }
    return { outcomes: (await world.ended(executionArn)).output.summary, transitions };
  }
});

async function historyOf(stepFunctions: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const { events, nextToken } = await stepFunctions.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  expect(nextToken).toBeUndefined();
  return events!;
}

/** States entered, and retries: a task that was scheduled again. https://aws.amazon.com/step-functions/pricing/ */
function transitionsOf(events: readonly HistoryEvent[]): number {
  const count = (type: RegExp): number => events.filter((event) => type.test(event.type!)).length;
  return count(/StateEntered$/) + count(/^TaskScheduled$/) - count(/^TaskStateEntered$/);
}
