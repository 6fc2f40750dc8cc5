/** dr-drill with its packaged machines, real handlers and the sandbox, in virtual time. */
import { stateEntered } from './support/state-entered.ts';
import { openDrilling, type Drilling } from './support/drill.ts';

jest.setTimeout(60_000);

describe('a drill that denies a Region', () => {
  let drilling: Drilling;
  beforeEach(async () => {
    drilling = await openDrilling();
  });
  afterEach(() => drilling.close());

  it('is proven, measured and leaves nothing behind', async () => {
    const { execution, result, report } = await drilling.run(await drilling.start());
    expect([execution.status, result.verdict]).toEqual(['SUCCEEDED', 'PASSED']);
    expect(report).toMatchObject({
      verdict: 'PASSED',
      // SQS does not name the policy in this organization, which is said.
      proof: 'unnamed',
      eventsIntact: true,
      recoveryTargetSeconds: 600,
      approvedBy: ['ana (simulated)'],
    });
    expect(report!.recoverySeconds).toBeGreaterThan(0);
    expect(report!.events.map(({ what }) => what)).toEqual([
      'armed',
      'dead-man-armed',
      'policy-made',
      'attached',
      'fault-proven',
      'steady',
      'detached',
      'cleared',
      'policy-deleted',
      'disarmed',
      'judged-PASSED',
    ]);
    expect(report!.failover).toContain('not that anything fails over');
    expect(report!.fidelity[0]).toContain('A 403 is not a timeout');
    expect(await drilling.residue()).toEqual([]);
  });

  it.each([
    ['IAM', 'iam-control-plane'],
    ['Route 53', 'route53-control-plane'],
    ['IAM and Route 53', 'post-parity'],
  ])('of the control plane of %s is proven by denials that name its policy', async (_, mode) => {
    const { result, report } = await drilling.run(await drilling.start({ mode, region: undefined }));
    expect([result.verdict, report!.proof, report!.deniedRegion]).toEqual(['PASSED', 'named', 'us-east-1']);
    expect(await drilling.residue()).toEqual([]);
  });

  it('is a plan with its dry run, and nothing else, when a dry run was asked for', async () => {
    const { execution, result } = await drilling.run(await drilling.start({ dryRun: true }));
    expect(execution.status).toBe('SUCCEEDED');
    const { matrix } = result as { matrix?: { principal: string; region: string; during: string; simulator: string }[] };
    expect(
      matrix!.map(({ principal, region, during, simulator }) => `${principal} ${region} ${during} ${simulator}`).sort(),
    ).toEqual(
      [
        'control eu-west-1 allowed agrees',
        'control us-east-1 allowed agrees',
        'probe eu-west-1 denied agrees',
        'probe us-east-1 allowed agrees',
      ].flatMap((row) => [row, row]),
    );
    expect(await drilling.residue()).toEqual([]);
  });

  it.each([
    'Arm Drill',
    'Attach Policy',
    'Await First Second',
    'Prove Fault',
    'Await Steady State',
    'Take Deny Away',
    'End Drill',
  ])('leaves nothing behind when it is stopped in %s, and has a report', async (state) => {
    const executionArn = await drilling.start();
    stateEntered(drilling.local, executionArn, state, () =>
      drilling.local.engine.stop({ executionArn, error: 'Stopped', cause: 'by a test' }),
    );
    const { execution } = await drilling.run(executionArn);
    expect(execution.status).toBe('ABORTED');
    await drilling.passMinutes(30);
    await drilling.runJanitors();
    expect(await drilling.residue()).toEqual([]);
  });
});

describe('a drill into whose unit an account is moved between its arming and its attachment', () => {
  it('attaches nothing', async () => {
    const drilling = await openDrilling();
    try {
      const { sandbox, account, region } = drilling.local;
      const caller = { kind: 'root', arn: `arn:aws:iam::${account}:root`, account } as const;
      const executionArn = await drilling.start();
      stateEntered(drilling.local, executionArn, 'Attach Policy', () =>
        sandbox.invoke({
          ...{ service: 'organizations', operation: 'MoveAccount', account, region, caller },
          input: {
            AccountId: drilling.accountOf('playground'),
            SourceParentId: drilling.unitId('Sandbox'),
            DestinationParentId: drilling.unitId('Workloads/Test'),
          },
        }),
      );
      const { report } = await drilling.run(executionArn);
      expect(report!.events.map(({ what }) => what)).not.toContain('policy-made');
      expect(await drilling.residue()).toEqual([]);
    } finally {
      await drilling.close();
    }
  });
});

describe('a drill', () => {
  let drilling: Drilling;
  beforeAll(async () => {
    drilling = await openDrilling();
  });
  afterAll(() => drilling.close());

  it.each([
    ['TARGET_IS_ROOT', { organizationalUnit: 'Root' }],
    ['TARGET_IS_ACCOUNT', { organizationalUnit: '123456789012' }],
    ['TARGET_UNKNOWN', { organizationalUnit: 'Workloads/Nowhere' }],
    ['TARGET_NOT_TAGGED', { organizationalUnit: 'Workloads/Development' }],
    ['BLOCKED_DATE', { blockedDates: ['2026-01-05'] }],
    ['BLOCKED_WINDOW', { blockedWindows: [{ from: '2026-01-05T00:00:00Z', to: '2026-01-06T00:00:00Z' }] }],
    ['BLOCKING_ALARM', { guardAlarms: [{ region: 'us-east-1', alarm: 'missing' }] }],
    ['STEADY_STATE', { steadyState: [{ region: 'us-east-1', alarm: 'missing' }] }],
    ['STANDBY_IS_DENIED', { standbyRegion: 'eu-west-1' }],
    ['UNDO_IN_DENIED_REGION', { region: 'us-east-1', standbyRegion: 'eu-west-1' }],
    ['NO_PROBE', { mode: 'services', services: ['kms'] }],
    ['INVALID_MODE', { mode: 'services' }],
  ])('is refused with %s, and nothing is changed', async (code, changes) => {
    const { execution, result } = await drilling.run(await drilling.start(changes, `refused-${code}`));
    expect([execution.status, execution.error]).toEqual(['FAILED', 'DrillRefused']);
    expect(result.blockers!.map((blocker) => blocker.code)).toContain(code);
    expect(await drilling.residue()).toEqual([]);
  });
});
