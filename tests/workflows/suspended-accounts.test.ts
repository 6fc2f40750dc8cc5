/** Every workflow goes on where an account of the organization is closed: SUSPENDED, its roles cannot be assumed. */
import type { ReportRow } from '../../handlers/account-enrollment/contract.ts';
import { batch, row } from './support/batch.ts';
import { openDrilling } from './support/drill.ts';
import { openEnrolling } from './support/enrollment.ts';
import { exampleRules, openFindings } from './support/findings.ts';
import { openVending } from './support/vending.ts';

jest.setTimeout(90_000);

interface Unit {
  name: string;
  ous?: Unit[];
  accounts?: { name: string; status?: string }[];
}

/** The unit of that name in an organization file. */
function unitNamed(units: readonly Unit[], name: string): Unit | undefined {
  for (const unit of units) {
    const found = unit.name === name ? unit : unitNamed(unit.ous ?? [], name);
    if (found) return found;
  }
  return undefined;
}

describe('where an account is closed', () => {
  it('account-vending vends the others, and refuses a row that has its name or address', async () => {
    const vending = await openVending('small.yml');
    const refused = await vending.run(batch(row('archive-2019')));
    expect(JSON.stringify(refused.result)).toMatch(/EMAIL_IN_USE.*NAME_IN_USE|NAME_IN_USE.*EMAIL_IN_USE/);
    const { result } = await vending.run(batch(row('fine')));
    expect(result).toMatchObject({ kind: 'rows', rows: [{ accountName: 'fine', status: 'SUCCEEDED' }] });
    await vending.close();
  });

  it('account-enrollment reports it as a blocker of its own and enrolls the rest of its OU; governance-drift skips it', async () => {
    const enrolling = await openEnrolling({ name: 'merger.yml' });
    const flags = { sourceOu: 'Acquired/Office', targetOu: 'Workloads/Production' };
    const report: readonly ReportRow[] = await enrolling.report({ flags });
    const closed = report.find(({ accountName }) => accountName === 'office-old')!;
    expect(closed.findings.filter(({ severity }) => severity === 'blocker').map(({ code }) => code)).toEqual(['ACCOUNT_STATE']);
    const { execution, result } = await enrolling.run({ flags });
    expect(execution.status).toBe('SUCCEEDED');
    if (result.kind !== 'rows') throw new Error('no rows');
    expect(result.rows.find(({ accountName }) => accountName === 'office-old')).toMatchObject({ status: 'BLOCKED' });
    expect(result.rows.find(({ accountName }) => accountName === 'office-mail')).toMatchObject({ status: 'SUCCEEDED' });
    const drift = (await enrolling.execute('governance-drift', {})) as { summary: object; findings: { accountId?: string }[] };
    expect(drift.summary).toMatchObject({ skipped: 1 });
    expect(drift.findings.map(({ accountId }) => accountId)).not.toContain('200000000008');
    await enrolling.close();
  });

  it('dr-drill probes the others of its target', async () => {
    const drilling = await openDrilling((organization) => {
      const test = unitNamed(organization['ous'] as Unit[], 'Test')!;
      test.accounts!.push({ name: 'web-test-old', email: 'aws+web-test-old@example.com', status: 'SUSPENDED' } as never);
      return organization;
    });
    const { execution, result, report } = await drilling.run(await drilling.start());
    expect([execution.status, result.verdict, report!.verdict]).toEqual(['SUCCEEDED', 'PASSED', 'PASSED']);
    expect(await drilling.residue()).toEqual([]);
    await drilling.close();
  });

  it('finding-remediation changes nothing in it, says so of its findings, and repairs the others', async () => {
    const world = await openFindings((file) => {
      unitNamed(file['ous'] as Unit[], 'Development')!.accounts!.find(({ name }) => name === 'data-dev')!.status = 'SUSPENDED';
    });
    await world.putRules(exampleRules);
    const findings = await world.findings();
    const key = await world.putFindings('all', findings);
    const ended = await world.run('finding-remediation', 'one', { batch: 'all', key }, { approvals: { approveAs: ['alice'] } });
    expect(ended.status).toBe('SUCCEEDED');
    const results = await world.results(ended);
    const closed = world.accountOf('data-dev');
    const of = (inside: boolean): string[] =>
      results.flatMap(({ outcome }, at) => ((findings[at]!.AwsAccountId === closed) === inside ? [outcome] : []));
    expect(of(true)).toHaveLength(5);
    expect(of(true).filter((outcome) => outcome === 'VERIFIED')).toEqual([]);
    expect(of(false).filter((outcome) => outcome === 'VERIFIED')).toHaveLength(11);
    await world.close();
  });
});
