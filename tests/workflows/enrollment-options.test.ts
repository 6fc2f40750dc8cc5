/** What a caller of account-enrollment may ask for beside the accounts: access, controls, roles; from CSV, from JSON, from options. */
import {
  ListAccountAssignmentsCommand,
  ListInstancesCommand,
  ListPermissionSetsCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { roleKey, roleTable } from '../../src/sandbox/iam/rows.ts';
import { openEnrolling, type Enrolling } from './support/enrollment.ts';

jest.setTimeout(60_000);

const control = 'arn:aws:controltower:us-east-1::control/AWS-GR_ENCRYPTED_VOLUMES';
const refusedControl = 'arn:aws:controltower:us-east-1::control/AWS-GR_RESTRICTED_SSH';
const names = ['one', 'two', 'three', 'left-alone'] as const;
const idOf = (name: (typeof names)[number]): string => String(800_000_000_001 + names.indexOf(name));

const organization = JSON.stringify({
  seed: 5,
  managementAccount: { email: 'management@example.com', id: '100000000000' },
  homeRegion: 'us-east-1',
  governedRegions: ['us-east-1'],
  quotas: { 'organizations/accounts': 100 },
  landingZone: { remediationTypes: [] },
  ous: [
    { name: 'Governed', registered: true, ous: [{ name: 'Prod', registered: true }] },
    { name: 'Loose', accounts: names.map((name) => ({ name, id: idOf(name), email: `${name}@example.net` })) },
  ],
  /* AWS refuses every control but the first. */
  faults: [
    {
      service: 'controltower',
      operation: 'EnableControl',
      nth: Array.from({ length: 40 }, (_, index) => index + 2),
      effect: 'error',
      error: { code: 'ValidationException', message: 'simulated', statusCode: 400 },
    },
  ],
  identityCenter: {
    groups: [{ name: 'Platform' }],
    permissionSets: [{ name: 'AdministratorAccess' }],
  },
});

describe('an enrollment', () => {
  let enrolling: Enrolling;
  beforeAll(async () => {
    enrolling = await openEnrolling({ text: organization });
  });
  afterAll(() => enrolling.close());
  const hasRole = (name: (typeof names)[number]): boolean =>
    roleTable(enrolling.local.sandbox.store).has(roleKey(idOf(name), 'AWSControlTowerExecution'));

  it('from a CSV file makes roles in exactly its accounts, gives access, enables controls and lists those of its OUs', async () => {
    const lines = [
      'Account,TargetOu,Access',
      'one@example.net,Governed/Prod,Platform:AdministratorAccess',
      `${idOf('two')},Governed/Prod,`,
    ];
    const { result } = await enrolling.run({
      file: { name: 'accounts.csv', bytes: Buffer.from(`${lines.join('\n')}\n`) },
      flags: { fix: ['create-execution-role'], enableControl: [control, refusedControl] },
    });
    if (result.kind !== 'rows') throw new Error(JSON.stringify(result));
    expect(result.rows.map(({ accountName, status }) => `${accountName} ${status}`)).toEqual(['one SUCCEEDED', 'two SUCCEEDED']);
    /* In the same OU as the others: the stack set is aimed at the intersection. */
    expect(names.map(hasRole)).toEqual([true, true, false, false]);
    const controls = result.summary['controls'] as { ou: string; control: string; status: string }[];
    expect(controls).toContainEqual({ ou: 'Governed/Prod', control, status: 'SUCCEEDED' });
    expect(controls.find((one) => one.control === refusedControl)?.status).toBe('not enabled: ValidationException: simulated');

    const identityCenter = new SSOAdminClient(enrolling.local.sdkConfig('test'));
    const { Instances } = await identityCenter.send(new ListInstancesCommand({}));
    const { InstanceArn } = Instances![0]!;
    const { PermissionSets } = await identityCenter.send(new ListPermissionSetsCommand({ InstanceArn }));
    const { AccountAssignments } = await identityCenter.send(
      new ListAccountAssignmentsCommand({ InstanceArn, AccountId: idOf('one'), PermissionSetArn: PermissionSets![0] }),
    );
    identityCenter.destroy();
    expect(AccountAssignments!.map(({ PrincipalType }) => PrincipalType)).toContain('GROUP');
  });

  it('from a JSON file is the input itself', async () => {
    const input = { accounts: [{ account: idOf('three') }], targetOu: 'Prod', fix: ['create-execution-role'] };
    const { result } = await enrolling.run({ file: { name: 'three.json', bytes: Buffer.from(JSON.stringify(input)) } });
    expect(result).toMatchObject({ kind: 'rows', summary: { total: 1, succeeded: 1 } });
  });

  it('from options says which path it takes and why, and a forced one says so', async () => {
    const flags = { account: [idOf('left-alone')], targetOu: 'Governed/Prod' };
    const [row] = await enrolling.report({ flags });
    expect(row).toMatchObject({
      path: 'service-catalog',
      why: expect.stringContaining('INHERITANCE_DRIFT is not set') as string,
    });
    const [forced] = await enrolling.report({ flags: { ...flags, path: 'reset-baseline' } });
    expect(forced).toMatchObject({ path: 'reset-baseline', why: 'The caller asks for this path.', status: 'ready' });
  });
});
