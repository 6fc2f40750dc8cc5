/** The self-test of the time window: a window that ends a deny, one that does not, and what drills count on before and after. */
import {
  DescribePolicyCommand,
  ListPoliciesCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import { openDrilling, type Drilling, type Ended } from './support/drill.ts';
import { stateEntered } from './support/state-entered.ts';

jest.setTimeout(60_000);

const selfTest = { name: 'window-self-test', minutes: 2, rtoMinutes: 2, selfTest: true };

interface Plan {
  readonly undoLayers: readonly { layer: string; counted: boolean; why: string }[];
  readonly warnings: readonly string[];
  readonly approval: { readonly allows: readonly string[] };
}

describe('the self-test of the time window', () => {
  let drilling: Drilling;
  beforeEach(async () => {
    drilling = await openDrilling();
  });
  afterEach(() => drilling.close());

  const plan = async (name: string): Promise<Plan> =>
    (await drilling.run(await drilling.start({ dryRun: true }, name))).result as unknown as Plan;
  const window = ({ undoLayers }: Plan): Plan['undoLayers'][number] => undoLayers.find(({ layer }) => layer === 'window')!;

  it('passes when the deny ended by itself under an attached policy; from then on drills count on the window', async () => {
    const before = await plan('before');
    expect(window(before)).toMatchObject({ counted: false, why: expect.stringContaining('no self-test has passed') as string });
    expect(before.approval.allows.join('\n')).toContain('beware: the window does not count');
    const { execution, result, report } = await drilling.run(await drilling.start(selfTest, 'self-test'));
    expect([execution.status, result.verdict]).toEqual(['SUCCEEDED', 'PASSED']);
    expect(result.reason).toMatch(
      /^the deny ended by itself: allowed \d+ s after its last second, while the policy was attached$/,
    );
    const events = report!.events.map(({ what }) => what);
    expect(events.indexOf('window-lapsed')).toBeGreaterThan(events.indexOf('fault-proven'));
    expect(events.indexOf('window-lapsed')).toBeLessThan(events.indexOf('detached'));
    const at = (what: string): number => Date.parse(report!.events.find((event) => event.what === what)!.at);
    expect(at('window-lapsed')).toBeGreaterThan(Date.parse(report!.window.to));
    expect(Date.parse(report!.window.to) - Date.parse(report!.window.from)).toBe(120_000);
    expect(await drilling.residue()).toEqual([]);
    const after = await plan('after');
    expect([window(after).counted, after.warnings]).toEqual([true, []]);
    const drill = await drilling.run(await drilling.start({}, 'counted'));
    expect(drill.report!.undoLayers.map(({ layer, counted }) => `${layer} ${counted}`)).toContain('window true');
  });

  it('fails when the policy still denies after its last second, is undone all the same, and no drill counts on the window', async () => {
    const executionArn = await drilling.start(selfTest, 'self-test');
    const { promise, done } = afterProof(drilling, executionArn);
    const ended: Ended = await drilling.run(executionArn);
    await promise;
    expect(done()).toBe(true);
    expect([ended.result.verdict, ended.result.reason]).toEqual([
      'FAILED_HYPOTHESIS',
      expect.stringContaining('the window did not end the deny'),
    ]);
    expect(await drilling.residue()).toEqual([]);
    expect(window(await plan('after'))).toMatchObject({ counted: false, why: expect.stringContaining('FAILED') as string });
  });

  it('is undone by the dead-man schedule when its execution dies, and says nothing of the window', async () => {
    const executionArn = await drilling.start(selfTest, 'self-test');
    stateEntered(drilling.local, executionArn, 'Await Steady State', () => drilling.local.engine.stop({ executionArn }));
    await drilling.run(executionArn);
    await drilling.passMinutes(30);
    await drilling.runJanitors();
    expect(await drilling.residue()).toEqual([]);
    expect(window(await plan('after')).why).toContain('no self-test has passed');
  });

  it('is refused with a longer window, or with a failover', async () => {
    const failover = { account: 'web-test', region: 'us-east-1', machine: 'any', input: {} };
    const { result } = await drilling.run(await drilling.start({ ...selfTest, minutes: 10, failover }, 'refused'));
    expect(result.blockers!.filter(({ code }) => code === 'NOT_A_SELF_TEST').map(({ message }) => message)).toEqual([
      'a self-test denies for at most 2 minutes',
      'a self-test has no failover',
    ]);
  });
});

/** Takes the window out of the policy once it was proven, as somebody who edits policies might. */
function afterProof(drilling: Drilling, executionArn: string): { promise: Promise<void>; done: () => boolean } {
  let changed = false;
  let settle: () => void;
  const promise = new Promise<void>((resolve) => (settle = resolve));
  stateEntered(drilling.local, executionArn, 'Await Steady State', async () => {
    const organizations = new OrganizationsClient(drilling.local.sdkConfig('test'));
    const { Policies } = await organizations.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }));
    const PolicyId = Policies!.find(({ Name }) => Name!.startsWith('groundcrew-drill-'))!.Id!;
    const { Policy } = await organizations.send(new DescribePolicyCommand({ PolicyId }));
    const document = JSON.parse(Policy!.Content!) as { Statement: { Condition: Record<string, unknown> }[] };
    delete document.Statement[0]!.Condition['DateLessThan'];
    await organizations.send(new UpdatePolicyCommand({ PolicyId, Content: JSON.stringify(document) }));
    organizations.destroy();
    changed = true;
    settle();
  });
  return { promise, done: () => changed };
}
