/** The packaged target recovery: the machine, its functions and roles, against the simulated cluster. */
import { createHash } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { firstBrokenEntry } from '../../handlers/arc-failover/transition-log.ts';
import { rolePolicies } from '../package/every-way.ts';
import { refusedCalls, unneededPatterns, unusedStatements, type RolePolicy } from '../package/needed-permissions.ts';
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { person } from './support/approval.ts';
import { waitMinutes } from './support/wait.ts';
import { openRecovery, type Recovery } from './support/recovery.ts';

jest.setTimeout(60_000);

const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1', 'ap-southeast-2'];
const inEast = ['shop-us-east-1', 'api-us-east-1'];
const inWest = ['shop-us-west-2', 'api-us-west-2'];
const rule = (name: string): string =>
  `arn:aws:route53-recovery-control::293352189192:controlpanel/5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5/safetyrule/${name}`;

let recovery: Recovery;
const open = async (...changes: Parameters<typeof openRecovery>): Promise<void> => {
  recovery = await openRecovery(...changes);
};
/* Every call of the tests below, for the roles at the end. */
const log: CallLogEntry[] = [];
let roles: readonly RolePolicy[] = [];
afterEach(async () => {
  log.push(...recovery.local.sandbox.callLog());
  const place = recovery.local.targets.find(({ key }) => key === 'recovery');
  roles = (await rolePolicies(recovery.local, place)).filter(({ document }) => document.includes(`:${place!.region}:`));
  await recovery.close();
});

describe('a failover', () => {
  test('moves traffic in less than a second, reads it back elsewhere, sees it in DNS, and reports', async () => {
    await open();
    const { status, report } = await recovery.run(recovery.input());
    expect(status).toBe('SUCCEEDED');
    expect(recovery.on().sort()).toEqual([...inWest].sort());
    expect(report).toMatchObject({
      verdict: 'SUCCEEDED',
      failback: false,
      to: 'us-west-2',
      dns: { observed: true },
      overridden: [],
    });
    const { startedAt, acceptedAt, readBackAt, dnsAt } = report.timings;
    expect(readBackAt! - startedAt!).toBeLessThan(1_000);
    expect(acceptedAt!).toBeLessThan(readBackAt!);
    expect(dnsAt! - readBackAt!).toBeLessThan(130_000);
    expect(firstBrokenEntry(report.log)).toBeUndefined();
    expect(report.logHead).toBe(report.log.at(-1)!.hash);
    const json = await recovery.text(report.file!.json);
    expect(createHash('sha256').update(json).digest('hex')).toBe(report.file!.sha256);
    expect(await recovery.text(report.file!.markdown)).toContain('# Failover of shop to us-west-2: SUCCEEDED');
  });

  test('given again at the target writes nothing; a dry run writes nothing either and says what it would', async () => {
    await open();
    const dry = await recovery.run(recovery.input({ dryRun: true }));
    expect(dry.report.verdict).toBe('PLANNED');
    expect(dry.report.changes).toHaveLength(4);
    expect(recovery.writes()).toBe(0);
    await recovery.run(recovery.input());
    const writes = recovery.writes();
    expect(writes).toBeGreaterThan(0);
    const again = await recovery.run(recovery.input());
    expect([again.report.verdict, recovery.writes()]).toEqual(['ALREADY_THERE', writes]);
  });

  test.each([
    ['us-east-1', 'us-west-2'],
    ['eu-west-1', 'ap-southeast-2'],
    ['ap-northeast-1', 'us-west-2'],
  ])('succeeds with %s and %s dead, well within a minute', async (one, other) => {
    await open({ outages: [{ region: one }, { region: other, effect: 'unavailable' }] });
    const { status, report } = await recovery.run(recovery.input());
    expect(status).toBe('SUCCEEDED');
    expect(report.timings.readBackAt! - report.timings.startedAt!).toBeLessThan(10_000);
    expect(recovery.on().sort()).toEqual([...inWest].sort());
  });

  test('with three Regions dead fails within a minute, changes nothing and says what to do', async () => {
    await open({ outages: regions.slice(0, 3).map((region) => ({ region })) });
    const { status, error, report, milliseconds } = await recovery.run(recovery.input());
    expect([status, error]).toEqual(['FAILED', 'UNREACHABLE']);
    expect(milliseconds).toBeLessThan(60_000);
    expect(report.nextAction).toMatch(/another Region.*offline kit/);
    expect([recovery.on().sort(), recovery.writes()]).toEqual([[...inEast].sort(), 0]);
    expect(await recovery.keys('reports/')).toHaveLength(2);
  });

  test('goes on to the next endpoint where a service control policy denies one Region, and ends as DENIED where it denies all', async () => {
    const deny = (denied: string[]): object => ({
      policies: [
        {
          name: 'region-deny',
          targets: ['Workloads'],
          content: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Deny',
                Action: 'route53-recovery-cluster:*',
                Resource: '*',
                Condition: { StringEquals: { 'aws:RequestedRegion': denied } },
              },
            ],
          },
        },
      ],
    });
    await open({}, deny(['us-west-2', 'eu-west-1', 'ap-northeast-1']));
    const some = await recovery.run(recovery.input());
    expect(some.report.verdict).toBe('SUCCEEDED');
    await recovery.close();
    await open({}, deny(regions));
    const all = await recovery.run(recovery.input());
    expect([all.error, recovery.writes()]).toEqual(['DENIED', 0]);
    expect(all.report.message).toContain('service control policy');
  });

  test('refuses an input that does not hold together, with everything that is wrong, before anything is called', async () => {
    await open();
    const { error, cause } = await recovery.run({ ...(recovery.input() as object), to: 'mars', expect: 'venus' });
    expect({ error, cause }).toMatchObject({ error: 'InvalidInput' });
    expect(cause).toContain("to: mars is none of the plan's cells");
    expect(cause).toContain('expect: venus');
    expect((await recovery.run({ to: 'x' })).error).toBe('InvalidInput');
  });
});

describe('two operators in opposite directions', () => {
  test('one wins, the other is told, nothing flips back', async () => {
    await open();
    await recovery.run(recovery.input());
    /* Traffic is in the west. One moves it back with an approval; the other believes that it still has to leave the east. */
    const back = await recovery.start(recovery.input({ to: 'us-east-1', expect: 'us-west-2' }));
    const away = await recovery.start(recovery.input({ to: 'us-west-2', expect: 'us-east-1' }));
    await Promise.all([back, away].map((execution) => recovery.local.run(execution, { approvals: { approveAs: ['alice'] } })));
    const [one, other] = [await recovery.ended(back), await recovery.ended(away)];
    expect(one.report.verdict).toBe('SUCCEEDED');
    /* It found traffic there already, or saw it being moved away under its eyes; either way it was told and left it. */
    expect(['ALREADY_THERE', 'OVERTAKEN', 'UNKNOWN']).toContain(other.report.verdict);
    expect(recovery.on().sort()).toEqual([...inEast].sort());
    const late = await recovery.run(recovery.input({ to: 'us-west-2', expect: 'us-west-2' }));
    expect([late.error, late.report.verdict]).toEqual(['UNEXPECTED_STATE', 'UNEXPECTED_STATE']);
    expect(recovery.on().sort()).toEqual([...inEast].sort());
  });
});

describe('a failback', () => {
  test('is carried out when people approve it, and not otherwise', async () => {
    await open();
    await recovery.run(recovery.input());
    const rejected = await recovery.start(recovery.input({ to: 'us-east-1', reason: 'too early' }));
    expect(await recovery.local.run(rejected)).toBe('waiting-for-person');
    const carol = person(recovery.local, 'carol', 'recovery');
    const [asked] = await carol.pending();
    await carol.decide({ approval: asked!.approval, decision: 'REJECTED', reason: 'too early' });
    await recovery.local.run(rejected);
    expect((await recovery.ended(rejected)).report.verdict).toBe('REFUSED');
    const unanswered = await recovery.start(recovery.input({ to: 'us-east-1' }));
    expect(await recovery.local.run(unanswered)).toBe('waiting-for-person');
    await recovery.local.run(unanswered, { approvals: 'expire' });
    expect((await recovery.ended(unanswered)).report.verdict).toBe('REFUSED');
    expect(recovery.on().sort()).toEqual([...inWest].sort());
    const approved = await recovery.run(recovery.input({ to: 'us-east-1' }), { approvals: { approveAs: ['alice'] } });
    expect(approved.report).toMatchObject({ verdict: 'SUCCEEDED', failback: true, approvals: [{ identity: 'alice' }] });
    expect(recovery.on().sort()).toEqual([...inEast].sort());
  });
});

describe('safety rules', () => {
  /* A third control gates the shop: it is Off, so that the shop cannot be moved. */
  const locked = {
    clusters: [
      {
        name: 'workloads',
        id: '8d1f0f5e-3b51-4b6c-9a0e-6f2d5b7c1e90',
        account: 'web-prod',
        controlPanels: [
          {
            name: 'web',
            id: '5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5',
            routingControls: [
              { name: 'shop-us-east-1', id: '1a2b3c4d5e6f7081', state: 'On' },
              { name: 'shop-us-west-2', id: '2b3c4d5e6f708192' },
              { name: 'api-us-east-1', id: '3c4d5e6f708192a3', state: 'On' },
              { name: 'api-us-west-2', id: '4d5e6f708192a3b4' },
              { name: 'lock', id: 'lock' },
            ],
            safetyRules: [
              {
                name: 'gate',
                id: 'a1b2c3d4e5f60718',
                gating: ['lock'],
                target: ['shop-us-west-2'],
                type: 'ATLEAST',
                threshold: 1,
              },
            ],
          },
        ],
      },
    ],
  };
  const rules = [{ arn: rule('a1b2c3d4e5f60718'), name: 'gate', waitPeriodMs: 5000 }];

  test('refuse, and are named; overridden only with an approval that names them, by a role of its own', async () => {
    await open(locked);
    const blocked = await recovery.run(recovery.input({}, { safetyRules: rules }));
    expect(blocked.error).toBe('BLOCKED');
    expect(blocked.report.message).toContain(rule('a1b2c3d4e5f60718'));
    expect(recovery.on().sort()).toEqual([...inEast].sort());
    const asked = recovery.input({ overrideSafetyRules: [rule('a1b2c3d4e5f60718')] }, { safetyRules: rules });
    const { report } = await recovery.run(asked, { approvals: { approveAs: ['alice'] } });
    expect(report).toMatchObject({
      verdict: 'SUCCEEDED',
      overridden: [rule('a1b2c3d4e5f60718')],
      approvals: [{ identity: 'alice' }],
    });
    expect(recovery.on().sort()).toEqual([...inWest].sort());
    const roles = new Set(
      recovery.local.sandbox
        .callLog()
        .filter(({ call, allowed }) => call === 'route53-recovery-cluster:UpdateRoutingControlStates' && allowed)
        .map(({ principal }) => /groundcrew-recovery-prod-(\w+)/.exec(principal)?.[1]),
    );
    expect(roles).toEqual(new Set(['ChangeStatesRole', 'OverrideSafetyRulesRole']));
  });
});

describe('readiness gates', () => {
  const gates = [{ name: 'data-tier', alarms: ['replica-lag'] }];
  const place = () => recovery.local.targets.find(({ key }) => key === 'recovery')!;
  const setAlarm = async (StateValue: 'OK' | 'ALARM'): Promise<void> => {
    const cloudwatch = new CloudWatchClient(recovery.local.sdkConfig('operator', place()));
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'replica-lag',
        Namespace: 'Shop',
        MetricName: 'Lag',
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 5,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: 'replica-lag', StateValue, StateReason: 'a test' }));
    cloudwatch.destroy();
  };

  test('that are red, or that nobody knows, stop the run before any change; green ones let it go', async () => {
    await open();
    const unknown = await recovery.run(recovery.input({}, { gates }));
    expect([unknown.error, recovery.writes()]).toEqual(['NOT_READY', 0]);
    expect(unknown.report.message).toContain('replica-lag does not exist');
    await setAlarm('ALARM');
    expect((await recovery.run(recovery.input({}, { gates }))).error).toBe('NOT_READY');
    await setAlarm('OK');
    const { report } = await recovery.run(recovery.input({}, { gates }));
    expect(report).toMatchObject({ verdict: 'SUCCEEDED', forcedGates: [], gates: [{ gate: 'data-tier', ready: true }] });
  });

  test('are gone past with force, which is recorded; a plug-in that does not answer is red', async () => {
    await open();
    const own = [
      { name: 'capacity', functionArn: `arn:aws:lambda:us-west-2:${place().account}:function:groundcrew-gate-capacity` },
      { name: 'elsewhere', cells: ['us-east-1'], alarms: ['not-asked'] },
    ];
    const { report } = await recovery.run(recovery.input({ force: true }, { gates: own }));
    expect(report).toMatchObject({
      verdict: 'SUCCEEDED',
      forcedGates: ['capacity'],
      gates: [{ gate: 'capacity', ready: false }],
    });
    expect(report.log.map(({ what }) => what)).toContain('gate forced');
  });
});

describe('the daily check of the plans', () => {
  const verify = async (): Promise<{ drifted: number; silent: number; plans: { drift: string[] }[] }> => {
    const place = recovery.local.targets.find(({ key }) => key === 'recovery')!;
    const lambda = new LambdaClient(recovery.local.sdkConfig('operator', place));
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: 'groundcrew-prod-verifyPlans', Payload: '{}' }),
    );
    const answer = JSON.parse(Buffer.from(Payload!).toString()) as never;
    lambda.destroy();
    if (FunctionError) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const alarmState = async (name: string): Promise<string> => {
    const place = recovery.local.targets.find(({ key }) => key === 'recovery')!;
    const cloudwatch = new CloudWatchClient(recovery.local.sdkConfig('operator', place));
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    cloudwatch.destroy();
    return MetricAlarms!.find(({ AlarmName }) => AlarmName!.endsWith(name))!.StateValue!;
  };

  test('finds nothing in a plan that agrees; drift raises its alarm and stops no failover', async () => {
    await open({ outages: [{ region: 'eu-west-1' }] });
    const good = recovery.input() as { plan: { cluster: { arn: string; endpoints: Record<string, string> } } };
    await recovery.put('plans/shop.json', JSON.stringify(good));
    expect(await verify()).toMatchObject({ drifted: 0, silent: 1, plans: [{ drift: [], warnings: [] }] });
    const endpoints = {
      ...good.plan.cluster.endpoints,
      'us-east-1': 'https://00000000.route53-recovery-cluster.us-east-1.amazonaws.com/v1',
    };
    const drifted = recovery.input({}, { cluster: { ...good.plan.cluster, endpoints }, safetyRules: [] });
    await recovery.put('plans/shop.json', JSON.stringify(drifted));
    await recovery.put('plans/broken.yml', 'plan: [');
    const found = await verify();
    expect(found.drifted).toBe(2);
    expect(found.plans.flatMap(({ drift }) => drift).join('\n')).toMatch(
      /us-east-1 is https[\s\S]*does not know the safety rule shop-at-least-one/,
    );
    expect(await alarmState('PlanDriftAlarm')).toBe('ALARM');
    expect((await recovery.run(drifted)).report.verdict).toBe('SUCCEEDED');
    expect(await recovery.keys('verifications/')).toHaveLength(2);
    /* Its schedule comes round. */
    await waitMinutes(recovery.local, 24 * 60);
  });
});

describe('the packaged roles of recovery', () => {
  /* An answer while its task is being retried: tests/workflows/approval.test.ts has it. Gates of one's own: there is no such function here. */
  const provenElsewhere = /^(request-approval Answer|arc-failover Gates) /;
  /* One test lets a service control policy deny the endpoints. */
  const deniedByPolicy = /^change-states route53-recovery-cluster:/;

  test('let every call of these runs through but those that a test denies, and hold nothing that none of them needs', async () => {
    await open();
    expect(roles.length).toBeGreaterThan(5);
    expect({
      refused: refusedCalls(roles, log).filter((call) => !deniedByPolicy.test(call)),
      unused: unusedStatements(roles, log).filter((statement) => !provenElsewhere.test(`${statement} `)),
      unneeded: unneededPatterns(roles, log).filter((pattern) => !provenElsewhere.test(pattern)),
    }).toEqual({ refused: [], unused: [], unneeded: [] });
  });
});
