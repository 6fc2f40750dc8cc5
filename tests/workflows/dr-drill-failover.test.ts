/** A drill that rehearses the real arc-failover: of its own Region, by a role inside the deny, in the standby Region of the workload's account. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { routingControlTable, stateOf } from '../../src/sandbox/route53-recovery-cluster/rows.ts';
import { repositoryRoot } from '../support/repository.ts';
import { openDrilling, type Drilling } from './support/drill.ts';

jest.setTimeout(60_000);

const plan = parse(readFileSync(join(repositoryRoot, 'examples/failover-plan.yml'), 'utf8')) as object;
const unit = { 'groundcrew:drill-target': 'true' };

/** The unit of the shop is one that drills may be aimed at, and the undo is in a second Region too. */
function shop(small: Record<string, unknown>): object {
  const ous = small['ous'] as { name: string; ous?: { name: string; tags?: object }[] }[];
  return {
    ...small,
    targets: { ...(small['targets'] as object), 'drill-undo': { account: 'Management', regions: ['us-west-2'] } },
    ous: ous.map((top) =>
      top.name === 'Workloads'
        ? { ...top, ous: top.ous!.map((ou) => (ou.name === 'Production' ? { ...ou, tags: unit } : ou)) }
        : top,
    ),
  };
}

const drill = {
  ...{ mode: 'region-keep-globals', region: 'us-east-1', standbyRegion: 'us-west-2', organizationalUnit: 'Workloads/Production' },
  steadyState: [{ account: 'web-prod', region: 'us-west-2', call: 'dynamodb:ListTables' }],
  failover: { account: 'web-prod', region: 'us-west-2', input: plan },
};
const on = ({ local }: Drilling): string[] =>
  [...routingControlTable(local.sandbox.store).values()].filter((row) => stateOf(row) === 'On').map(({ name }) => name);

describe('a drill with arc-failover as its failover', () => {
  let drilling: Drilling;
  beforeEach(async () => {
    drilling = await openDrilling(shop, { targets: ['management', 'drill-member', 'drill-undo', 'recovery'], callLog: true });
  });
  afterEach(() => drilling.close());

  it('moves the traffic while the Region is denied, measures it, and leaves it on the standby', async () => {
    const { result, report } = await drilling.run(await drilling.start(drill));
    expect([result.verdict, result.reason]).toEqual(['PASSED', expect.any(String)]);
    expect(on(drilling)).toEqual(['shop-us-west-2', 'api-us-west-2']);
    expect(report!.failover).toContain('ended SUCCEEDED');
    const { failoverStarted, failoverEnded } = report!.recoveryParts;
    expect(failoverEnded!).toBeGreaterThan(failoverStarted!);
    // Started by the role inside the deny, in the standby Region, and refused nothing there.
    const calls = drilling.local.sandbox.callLog();
    const starts = calls.filter(
      ({ action, resource }) => action === 'states:StartExecution' && resource.includes('arc-failover'),
    );
    expect(starts.map(({ principal, resource }) => `${principal.split(':')[5]!} ${resource.split(':')[3]!}`)).toEqual([
      'role/groundcrew/drill-failover us-west-2',
    ]);
    expect(calls.filter(({ allowed, principal }) => !allowed && principal.includes('arc-failover'))).toEqual([]);
    expect(await drilling.residue()).toEqual([]);
  });

  it('is a finding, not an error, when the failover ends badly: nothing moved, and the deny is gone', async () => {
    const stale = { ...plan, expect: 'us-west-2' };
    const { result, report } = await drilling.run(
      await drilling.start({ ...drill, failover: { ...drill.failover, input: stale } }),
    );
    expect(result.verdict).toBe('FAILED_HYPOTHESIS');
    expect(report!.failover).toContain('ended FAILED');
    expect(on(drilling)).toEqual(['shop-us-east-1', 'api-us-east-1']);
    expect(await drilling.residue()).toEqual([]);
  });

  it('is refused where it would run in the Region that is denied', async () => {
    const { result } = await drilling.run(
      await drilling.start({ ...drill, failover: { ...drill.failover, region: 'us-east-1' } }),
    );
    expect(result.blockers!.map(({ code }) => code)).toContain('FAILOVER_IS_DENIED');
  });
});
