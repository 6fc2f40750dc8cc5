/** account-enrollment from the packaged template: every blocker of every account in one run, then all enrolled, on each of the three paths. */
import { DetachPolicyCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { provisionedProductTable } from '../../src/sandbox/service-catalog/rows.ts';
import { deactivatedTable } from '../../src/sandbox/sts/activation.ts';
import type { ReportRow } from '../../handlers/account-enrollment/contract.ts';
import { openEnrolling, safeFixes, type Enrolling } from './support/enrollment.ts';
import { mergedAccounts, mergedOrganization, targetOf } from './support/merged-organization.ts';
import { followSlots } from './support/slot-use.ts';

jest.setTimeout(180_000);

const csv = (lines: readonly string[]) => ({
  name: 'accounts.csv',
  bytes: Buffer.from(`Account,TargetOu\n${lines.join('\n')}\n`),
});
const everybody = csv(mergedAccounts(false).map(({ id }, at) => `${id},${targetOf(at + 1)}`));

/** `CODE` or `CODE Region` of each blocker, sorted. */
const blockersOf = ({ findings }: ReportRow): string[] =>
  findings
    .filter(({ severity }) => severity === 'blocker')
    .map(({ code, region }) => (region === undefined ? code : `${code} ${region}`))
    .sort();

/** What people do by hand as the report says: the commands that detach policies, and STS in the console of the account. */
async function doByHand({ local }: Enrolling, report: readonly ReportRow[]): Promise<void> {
  const organizations = new OrganizationsClient(local.sdkConfig('person'));
  for (const { accountId, findings } of report) {
    for (const { code, command, region } of findings) {
      const [, PolicyId, TargetId] = /detach-policy --policy-id (\S+) --target-id (\S+)$/.exec(command ?? '') ?? [];
      if (PolicyId !== undefined) await organizations.send(new DetachPolicyCommand({ PolicyId, TargetId }));
      if (code === 'STS_DISABLED')
        local.sandbox.store.transact(() => deactivatedTable(local.sandbox.store).delete(`${accountId}/${region}`));
    }
  }
  organizations.destroy();
}

describe.each([
  { path: 'service-catalog', landingZone: [], inTarget: false, kind: 'account', slots: 5, onePerUnit: false },
  { path: 'move-account', landingZone: ['INHERITANCE_DRIFT'], inTarget: false, kind: 'account', slots: 5, onePerUnit: true },
  { path: 'reset-baseline', landingZone: [], inTarget: false, kind: 'unit', slots: 1, onePerUnit: false },
] as const)('60 accounts of a merger, enrolled by $path', ({ path, landingZone, inTarget, kind, slots, onePerUnit }) => {
  let enrolling: Enrolling;
  let report: readonly ReportRow[];
  const merged = mergedAccounts(path === 'service-catalog');
  beforeAll(async () => {
    enrolling = await openEnrolling({ text: mergedOrganization(landingZone, inTarget) });
  });
  afterAll(() => enrolling.close());

  it('names every blocker of every account in one run, and changes nothing', async () => {
    report = await enrolling.report({ file: everybody, flags: { path } });
    expect(new Set(merged.map(({ blockers }) => blockers.join())).size).toBeGreaterThan(55);
    expect(Object.fromEntries(report.map((row) => [row.accountName, blockersOf(row)]))).toEqual(
      Object.fromEntries(merged.map(({ name, blockers }) => [name, [...blockers]])),
    );
    for (const { findings } of report) for (const { fix } of findings) expect(fix.length).toBeGreaterThan(10);
    expect(enrolling.entered.filter((line) => line.includes('enroll-account'))).toEqual([]);
    const changing =
      /^(organizations:Move|servicecatalog:Prov|controltower:Reset|config:Del|iam:Del|cloudformation:(Cr|Del)|cloudtrail:Del)/;
    expect(enrolling.local.sandbox.callLog().filter(({ call }) => changing.test(call))).toEqual([]);
  });

  it('enrolls all of them after the listed fixes, without idle slots and within ten transitions each', async () => {
    await doByHand(enrolling, report);
    const use = followSlots(enrolling.local, kind, onePerUnit);
    const before = enrolling.entered.length;
    const { execution, result } = await enrolling.run({ file: everybody, flags: { path, fix: safeFixes } });
    expect(execution.status).toBe('SUCCEEDED');
    expect(result).toMatchObject({ kind: 'rows', summary: { total: 60, succeeded: 60, failed: 0, blocked: 0 } });
    const units = new Map<string, string>();
    for (const { id } of merged) {
      expect(enrolling.governed(id)).toBe('SUCCEEDED');
      units.set(id, await enrolling.parentOf(id));
    }
    expect(new Set(units.values()).size).toBe(6);
    expect(use.idle(slots)).toBeLessThan(0.03);

    const entered = enrolling.entered.slice(before);
    const children = new Map<string, number>();
    for (const line of entered) {
      const arn = line.split(' ')[0]!;
      if (!arn.includes('enroll-account')) continue;
      children.set(arn, (children.get(arn) ?? 0) + 1);
    }
    expect(children.size).toBe(60);
    /* The item of the map is one more. */
    expect(Math.max(...children.values()) + 1).toBeLessThanOrEqual(10);
    const products = [...provisionedProductTable(enrolling.local.sandbox.store).values()];
    expect(products.length).toBe(path === 'service-catalog' ? 60 : 0);
  });

  it('does nothing more when the same is asked again', async () => {
    if (path !== 'move-account') return;
    const before = enrolling.entered.length;
    const { result } = await enrolling.run({ file: everybody, flags: { path } });
    expect(result).toMatchObject({ kind: 'rows', summary: { total: 60, succeeded: 60 } });
    expect(enrolling.entered.slice(before).filter((line) => line.includes('enroll-account'))).toEqual([]);
  });
});
