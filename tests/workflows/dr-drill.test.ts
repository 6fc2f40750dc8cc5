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
