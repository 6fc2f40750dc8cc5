/** groundcrew drill lint through the command's entry: workflows, files, plans, and what is refused. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../../../support/command-line.ts';
import { groundcrew, temporaryHome } from '../../../support/command.ts';

jest.setTimeout(60_000);

const { home, remove } = temporaryHome();
afterAll(remove);

interface LintDocument {
  readonly denied: number;
  readonly runsIn: string;
  readonly unknownFunctions: readonly string[];
  readonly fault: { readonly statement: { readonly sid: string; readonly denies: string } };
  readonly calls: readonly { state: string; action: string; region: string; function?: string; denied: boolean }[];
}
async function lint(...args: string[]): Promise<{ code: number; document: LintDocument }> {
  const { code, stdout } = await commandLine(['drill', 'lint', ...args, '--json']);
  return { code, document: JSON.parse(stdout) as LintDocument };
}

const machine = {
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Read Secret',
          States: {
            'Read Secret': { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:secretsmanager:getSecretValue', End: true },
          },
        },
        {
          StartAt: 'Change Record',
          States: {
            'Change Record': { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:route53:changeResourceRecordSets', End: true },
          },
        },
      ],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: {} },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Invoke',
        States: {
          Invoke: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: 'arn:aws:lambda:us-west-2:111122223333:function:mine' },
            End: true,
          },
        },
      },
      End: true,
    },
  },
};

describe('groundcrew drill lint', () => {
  const file = join(home, 'mine.asl.json');
  beforeAll(() => writeFileSync(file, JSON.stringify(machine)));

  it('lists state, action and Region of each call that a file makes, by whether the mode denies it', async () => {
    const region = await lint(file, '--mode', 'region', '--region', 'eu-west-1');
    expect(region.code).toBe(5);
    expect(region.document.calls.map(({ state, action, region: at, denied }) => `${state} ${action} ${at} ${denied}`)).toEqual([
      'Read Secret secretsmanager:GetSecretValue eu-west-1 true',
      // Route 53's control plane is in us-east-1 wherever the machine runs.
      'Change Record route53:ChangeResourceRecordSets us-east-1 false',
      'Each s3:ListBucket eu-west-1 true',
      'Each states:StartExecution eu-west-1 true',
      'Invoke lambda:InvokeFunction us-west-2 false',
    ]);
    expect(region.document.unknownFunctions).toEqual(['arn:aws:lambda:us-west-2:111122223333:function:mine']);
    const parity = await lint(file, '--mode', 'post-parity');
    expect(parity.document.calls.filter(({ denied }) => denied).map(({ action }) => action)).toEqual([
      'route53:ChangeResourceRecordSets',
    ]);
    const elsewhere = await lint(file, '--mode', 'region', '--region', 'eu-west-1', '--runs-in', 'eu-central-1');
    expect([elsewhere.code, elsewhere.document.denied]).toEqual([0, 0]);
  });

  it('looks into the functions of a workflow of ours, by the roles that they are deployed with', async () => {
    const { code, document } = await lint('arc-failover', '--mode', 'services', '--services', 's3');
    expect(code).toBe(5);
    expect(document.calls.filter(({ denied }) => denied)).toEqual([
      expect.objectContaining({ state: 'Write Report', action: 's3:PutObject', function: 'WriteReport' }),
    ]);
  });

  it("finds nothing against a plan whose standby is elsewhere, and everything but ARC's data plane where it is the lost Region", async () => {
    const safe = await lint('examples/failover-plan.yml', '--drill', 'examples/drill-eu-west-1.yml');
    expect([safe.code, safe.document.denied, safe.document.runsIn]).toEqual([0, 0, 'us-west-2']);
    const lost = await lint('examples/failover-plan.yml', '--mode', 'region', '--region', 'us-west-2');
    expect(lost.code).toBe(5);
    const arc = lost.document.calls.filter(({ action }) => action.startsWith('route53-recovery-cluster:'));
    expect(arc).toHaveLength(10);
    for (const call of lost.document.calls) expect([call.action, call.denied]).toEqual([call.action, !arc.includes(call)]);
  });

  it('prints lines of at most 80 columns without --json, the denied calls alone on stdout', () => {
    const { code, stdout, stderr } = groundcrew(home, ['drill', 'lint', 'dr-drill', '--mode', 'iam-control-plane']);
    expect(code).toBe(5);
    expect(stdout).toMatch(
      /^Check Drill \(asl\/dr-drill\.asl\.json\)\n {2}denied {2}iam:SimulateCustomPolicy in us-east-1, by CheckDrill\n/,
    );
    expect(stdout).not.toContain('allowed');
    expect(stderr).toContain('outside every unit');
    for (const line of `${stdout}${stderr}`.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([
    [['arc-failover'], 2, /give --mode or --drill/],
    [['arc-failover', '--mode', 'rgion'], 2, /there is no mode "rgion"/],
    [['arc-failover', '--mode', 'region'], 2, /mode region needs region/],
    [['arc-failover', '--mode', 'services', '--services', 'sts'], 2, /sts cannot be denied/],
    [['arc-failover', '--mode', 'iam-control-plane', '--drill', 'x.yml'], 2, /leave the others out/],
    [['examples/accounts.csv', '--mode', 'iam-control-plane'], 2, /is not JSON/],
    [['no-such-workflow', '--mode', 'iam-control-plane'], 7, /there is no workflow/],
    [['examples/drill-eu-west-1.yml', '--mode', 'iam-control-plane'], 2, /drill-eu-west-1\.yml:\d+: /],
  ])('refuses %j', async (args, expected, reason) => {
    const { code, stdout, stderr } = await commandLine(['drill', 'lint', ...args]);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(reason);
  });
});
