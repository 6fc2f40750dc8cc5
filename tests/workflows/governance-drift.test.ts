/** governance-drift in the simulated organization: what it finds, what it leaves out, and that account-enrollment takes its output. */
import { MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import type * as z from 'zod';
import type { scanGovernance } from '../../handlers/governance-drift/contract.ts';
import { openEnrolling, type Enrolling } from './support/enrollment.ts';

jest.setTimeout(60_000);

type Drift = z.output<typeof scanGovernance.output>;

const organization = JSON.stringify({
  managementAccount: { email: 'management@example.com', id: '100000000000' },
  homeRegion: 'us-east-1',
  governedRegions: ['us-east-1'],
  quotas: { 'organizations/accounts': 50 },
  landingZone: { remediationTypes: [] },
  accounts: [{ name: 'at-root', email: 'at-root@example.com', id: '100000000001' }],
  ous: [
    {
      name: 'Governed',
      registered: true,
      accounts: [
        { name: 'fine', email: 'fine@example.com', id: '100000000002' },
        {
          name: 'forgotten',
          email: 'forgotten@example.com',
          id: '100000000003',
          enrolled: false,
          existing: { executionRole: true },
        },
        { name: 'closed', email: 'closed@example.com', id: '100000000004', status: 'SUSPENDED', enrolled: false },
      ],
      ous: [{ name: 'Beside', accounts: [{ name: 'nested', email: 'nested@example.com', id: '100000000005' }] }],
    },
    { name: 'Other', registered: true, accounts: [{ name: 'moving', email: 'moving@example.com', id: '100000000006' }] },
  ],
});

describe('governance-drift', () => {
  let enrolling: Enrolling;
  beforeAll(async () => {
    enrolling = await openEnrolling({ text: organization });
    const organizations = new OrganizationsClient(enrolling.local.sdkConfig('somebody'));
    await organizations.send(
      new MoveAccountCommand({
        AccountId: '100000000006',
        SourceParentId: await enrolling.parentOf('100000000006'),
        DestinationParentId: await enrolling.parentOf('100000000002'),
      }),
    );
    organizations.destroy();
  });
  afterAll(() => enrolling.close());

  const found = ({ findings }: Drift): string[] =>
    findings.map(({ code, accountId, ou }) => `${code} ${accountId ?? ou ?? ''}`.trim()).sort();

  it('tells what is not governed, was moved or is drifted, skips closed accounts, and writes nothing', async () => {
    const drift = (await enrolling.execute('governance-drift', {})) as Drift;
    expect(found(drift)).toEqual([
      'ACCOUNT_DRIFTED 100000000006',
      'NOT_GOVERNED 100000000001',
      'NOT_GOVERNED 100000000003',
      'NOT_GOVERNED 100000000005',
      'OU_DRIFTED Governed',
    ]);
    expect(drift.summary).toMatchObject({ accounts: 7, governed: 1, skipped: 1 });
    expect(drift.enrollment!.accounts!.map(({ account }) => account)).toEqual(['100000000003', '100000000005']);
    const writing = /^(organizations|controltower|servicecatalog):(?!List|Describe|Get|Search)/;
    const role = /governance-drift|scan-governance|ScanGovernance/i;
    expect(enrolling.local.sandbox.callLog().filter(({ call, principal }) => writing.test(call) && role.test(principal))).toEqual(
      [],
    );
  });

  it('leaves out what is excepted, and refuses an OU that is not there', async () => {
    const input = { exceptOus: ['Governed/Beside'], exceptAccounts: ['100000000001'] };
    const drift = (await enrolling.execute('governance-drift', input)) as Drift;
    expect(found(drift)).not.toContain('NOT_GOVERNED 100000000001');
    expect(found(drift)).not.toContain('NOT_GOVERNED 100000000005');
    expect(await enrolling.execute('governance-drift', { exceptOus: ['Nowhere'] })).toMatchObject({ error: 'InvalidInput' });
  });

  it('gives an output that account-enrollment takes as it is', async () => {
    const drift = await enrolling.execute('governance-drift', { exceptOus: ['Governed/Beside'] });
    const results = await enrolling.execute('account-enrollment', drift as object);
    expect(results).toMatchObject({ summary: { total: 1, succeeded: 1 } });
    expect(enrolling.governed('100000000003')).toBe('SUCCEEDED');
    const after = (await enrolling.execute('governance-drift', { exceptOus: ['Governed/Beside'] })) as Drift;
    expect(found(after)).not.toContain('NOT_GOVERNED 100000000003');
  });

  it('is started each morning', async () => {
    const { waitMinutes } = await import('./support/wait.ts');
    const before = enrolling.entered.filter((line) => line.endsWith('Scan Governance')).length;
    await waitMinutes(enrolling.local, 25 * 60);
    expect(enrolling.entered.filter((line) => line.endsWith('Scan Governance')).length).toBe(before + 1);
  });
});
