/** What the report of account-enrollment says of each thing that may stand in the way, with the command that puts it right. */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Finding, ReportRow } from '../../handlers/account-enrollment/contract.ts';
import { enabledBaselineTable, landingZoneTable } from '../../src/sandbox/control-tower/rows.ts';
import { organizationTable, organizationalUnitTable } from '../../src/sandbox/organizations/rows.ts';
import { provisionedProductTable } from '../../src/sandbox/service-catalog/rows.ts';
import { openEnrolling, type Enrolling } from './support/enrollment.ts';

jest.setTimeout(60_000);

interface Account {
  readonly name: string;
  readonly status?: string;
  readonly enrolled?: boolean;
  readonly existing?: object;
}

const ready = { executionRole: true };
const loose: readonly Account[] = [
  { name: 'fine', existing: ready },
  { name: 'suspended', status: 'SUSPENDED' },
  { name: 'roleless' },
  { name: 'unseen', existing: { accessRole: false } },
  { name: 'denied', existing: ready },
  { name: 'nothing-allowed', existing: ready },
  { name: 'failed-before', existing: ready },
  { name: 'under-change', existing: ready },
];
const ids = new Map<string, string>();

function organization(more: object = {}): string {
  const account = (one: Account): object => {
    if (!ids.has(one.name)) ids.set(one.name, String(600_000_000_001 + ids.size));
    return { ...one, id: ids.get(one.name), email: `${one.name}@example.net` };
  };
  return JSON.stringify({
    seed: 3,
    managementAccount: { email: 'management@example.com', id: '100000000000' },
    homeRegion: 'us-east-1',
    governedRegions: ['us-east-1', 'eu-west-1'],
    quotas: { 'organizations/accounts': 400 },
    landingZone: { remediationTypes: [] },
    accounts: [account({ name: 'at-root', existing: ready })],
    ous: [
      { name: 'Governed', registered: true, accounts: [account({ name: 'done' }), account({ name: 'busy' })] },
      { name: 'Elsewhere', registered: true, accounts: [account({ name: 'governed-there' })] },
      { name: 'Unregistered' },
      { name: 'Failed', registered: true },
      {
        name: 'Full',
        registered: true,
        accounts: Array.from({ length: 299 }, (_, index) => account({ name: `full-${index}` })),
      },
      { name: 'Crowded', registered: true },
      { name: 'Loose', accounts: loose.map(account) },
    ],
    policies: [
      {
        name: 'no-recorder',
        content: {
          Version: '2012-10-17',
          Statement: [
            { Sid: 'Harmless', Effect: 'Deny', Action: 'chime:*', Resource: '*' },
            { Sid: 'NoConfig', Effect: 'Deny', Action: 'config:*', Resource: '*' },
          ],
        },
        targets: ['denied'],
      },
      ...Array.from({ length: 9 }, (_, index) => ({
        name: `crowd-${index}`,
        content: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: `service${index}:*`, Resource: '*' }] },
        targets: ['Crowded'],
      })),
    ],
    ...more,
  });
}

describe('the report of an enrollment', () => {
  let enrolling: Enrolling;
  let rows: ReadonlyMap<string, ReportRow>;
  const unit = (name: string): string =>
    [...organizationalUnitTable(enrolling.local.sandbox.store).values()].find((row) => row.name === name)!.id;
  const reportOf = async (
    targets: Readonly<Record<string, string>>,
    flags: object = {},
  ): Promise<ReadonlyMap<string, ReportRow>> => {
    const lines = Object.entries(targets).map(([name, ou]) => `${ids.get(name) ?? name},${ou}\n`);
    const file = { name: 'accounts.csv', bytes: Buffer.from(`Account,TargetOu\n${lines.join('')}`) };
    const report = await enrolling.report({ file, flags: { path: 'service-catalog', ...flags } });
    return new Map(report.map((row) => [row.accountName, row]));
  };
  const blockers = (row: ReportRow | undefined): Finding[] => row!.findings.filter(({ severity }) => severity === 'blocker');
  const codes = (name: string): string[] => [...new Set(blockers(rows.get(name)).map(({ code }) => code))].sort();
  const one = (name: string, code: string): Finding => rows.get(name)!.findings.find((finding) => finding.code === code)!;

  beforeAll(async () => {
    enrolling = await openEnrolling({ text: organization() });
    const { store } = enrolling.local.sandbox;
    const dynamodb = new DynamoDBClient(enrolling.local.sdkConfig('test'));
    await dynamodb.send(
      new PutItemCommand({
        TableName: enrolling.local.stackOutputs['management']!['LedgerTableName']!,
        Item: {
          pk: { S: 'INTERLOCK#ARMED' },
          sk: { S: 'arn:aws:states:us-east-1:100000000000:execution:dr-drill:one' },
          drill: { S: 'one' },
          executionArn: { S: 'arn:aws:states:us-east-1:100000000000:execution:dr-drill:one' },
          targets: { L: [{ S: unit('Elsewhere') }] },
          until: { S: '2026-01-06T00:00:00.000Z' },
        },
      }),
    );
    dynamodb.destroy();
    store.transact(() => {
      const baselines = enabledBaselineTable(store);
      baselines.put(unit('Failed'), { ...baselines.get(unit('Failed'))!, status: 'FAILED' });
      baselines.put(ids.get('busy')!, { ...baselines.get(ids.get('busy')!)!, status: 'UNDER_CHANGE' });
      const product = (name: string, id: string, status: 'ERROR' | 'UNDER_CHANGE', statusMessage?: string) => ({
        id,
        name: `enroll-${ids.get(name)!}-1`,
        productId: 'prod-1',
        artifactId: 'pa-1',
        status,
        createdAt: enrolling.local.now(),
        idempotencyToken: id,
        lastRecordId: 'rec-1',
        lastProvisioningRecordId: 'rec-1',
        userArn: 'arn:aws:iam::100000000000:role/x',
        userArnSession: 'arn:aws:iam::100000000000:role/x',
        physicalId: ids.get(name)!,
        tags: [],
        parameters: {} as never,
        ...(statusMessage === undefined ? {} : { statusMessage }),
      });
      const products = provisionedProductTable(store);
      products.put('pp-failed', product('failed-before', 'pp-failed', 'ERROR', 'InvalidParametersException  AWS says why.'));
      products.put('pp-changing', product('under-change', 'pp-changing', 'UNDER_CHANGE'));
    });
    rows = await reportOf({
      ...Object.fromEntries(loose.map(({ name }) => [name, 'Governed'])),
      'at-root': 'Governed',
      done: 'Governed',
      busy: 'Governed',
      'governed-there': 'Governed',
      'nothing-allowed': 'Unregistered',
    });
  });
  afterAll(() => enrolling.close());

  it.each([
    ['fine', []],
    ['done', []],
    ['suspended', ['ACCOUNT_STATE']],
    ['roleless', ['EXECUTION_ROLE']],
    ['unseen', ['EXECUTION_ROLE']],
    ['denied', ['SCP_DENIES']],
    ['nothing-allowed', ['OU_NOT_REGISTERED']],
    ['failed-before', ['FAILED_PRODUCT']],
    ['under-change', ['PRODUCT_UNDER_CHANGE']],
    ['at-root', ['AT_ROOT']],
    ['busy', ['OPERATION_IN_PROGRESS']],
    ['governed-there', ['DRILL_ARMED', 'ENROLLED_ELSEWHERE']],
  ])('has for the account %s the blockers %j', (name, expected) => {
    expect(codes(name)).toEqual(expected);
  });

  it('says of an account that is enrolled that it is done', () => {
    expect(rows.get('done')).toMatchObject({ status: 'done', why: expect.stringContaining('already') as string });
  });

  it('gives the exact command where there is one', () => {
    expect(one('nothing-allowed', 'OU_NOT_REGISTERED').command).toMatch(
      /^aws controltower enable-baseline .*--target-identifier arn:aws:organizations:/,
    );
    expect(one('failed-before', 'FAILED_PRODUCT').command).toBe(
      'aws servicecatalog terminate-provisioned-product --provisioned-product-id pp-failed',
    );
    expect(one('failed-before', 'FAILED_PRODUCT').message).toContain('AWS says why.');
    expect(one('denied', 'SCP_DENIES').command).toMatch(
      new RegExp(`^aws organizations detach-policy .*--target-id ${ids.get('denied')!}$`),
    );
    for (const row of rows.values()) for (const { fix } of blockers(row)) expect(fix.length).toBeGreaterThan(10);
  });

  it('names the policy and the statement that denies, and no other', () => {
    expect(one('denied', 'SCP_DENIES').message).toMatch(/no-recorder .* statement NoConfig/);
    expect(one('denied', 'SCP_DENIES').message).not.toContain('Harmless');
  });

  it('warns of what could not be looked into', () => {
    expect(one('unseen', 'CANNOT_LOOK_INSIDE')).toMatchObject({ severity: 'warning' });
  });

  it('counts the room of an OU, first come first served', async () => {
    rows = await reportOf({ fine: 'Full', roleless: 'Full', denied: 'Failed' });
    expect(codes('fine')).toEqual([]);
    expect(codes('roleless')).toEqual(['EXECUTION_ROLE', 'OU_FULL']);
    expect(codes('denied')).toContain('OU_FAILED');
    expect(one('denied', 'OU_FAILED').command).toMatch(/^aws controltower reset-enabled-baseline /);
  });

  it('blocks controls where the OU has no room for another SCP, and else only warns', async () => {
    const control = 'arn:aws:controltower:us-east-1::control/AWS-GR_ENCRYPTED_VOLUMES';
    rows = await reportOf({ fine: 'Crowded' });
    expect(one('fine', 'SCP_SLOTS').severity).toBe('warning');
    rows = await reportOf({ fine: 'Crowded' }, { enableControl: [control] });
    expect(one('fine', 'SCP_SLOTS')).toMatchObject({
      severity: 'blocker',
      command: expect.stringContaining('list-policies-for-target') as string,
    });
  });

  it('says why a path that is asked for cannot be taken', async () => {
    rows = await reportOf({ fine: 'Governed' }, { path: 'move-account' });
    expect(one('fine', 'PATH_IMPOSSIBLE').message).toContain('INHERITANCE_DRIFT');
  });

  it('has the state of the landing zone and the features of the organization', async () => {
    const { store } = enrolling.local.sandbox;
    store.transact(() => {
      for (const [key, row] of landingZoneTable(store).entries()) landingZoneTable(store).put(key, { ...row, status: 'FAILED' });
      for (const [key, row] of organizationTable(store).entries())
        organizationTable(store).put(key, { ...row, featureSet: 'CONSOLIDATED_BILLING' });
    });
    rows = await reportOf({ fine: 'Governed' });
    expect(codes('fine')).toEqual(['LANDING_ZONE', 'ORGANIZATION_FEATURES']);
    expect(one('fine', 'LANDING_ZONE').command).toMatch(/^aws controltower reset-landing-zone /);
    expect(one('fine', 'ORGANIZATION_FEATURES').command).toBe('aws organizations enable-all-features');
  });
});

describe('the report of an enrollment whose reads are denied', () => {
  const denied = (service: string, operation: string): object => ({
    service,
    operation,
    probability: 1,
    effect: 'error',
    error: { code: 'AccessDeniedException', message: `denied: ${operation}`, statusCode: 400 },
  });
  const reportWith = async (faults: readonly object[], more: object = {}): Promise<ReportRow> => {
    const enrolling = await openEnrolling({ text: organization({ faults, ...more }) });
    const [row] = await enrolling.report({
      flags: { account: [ids.get('roleless')!], targetOu: 'Governed', path: 'service-catalog' },
    });
    await enrolling.close();
    return row!;
  };

  it('has a finding for each of them, and is not a crash', async () => {
    const reads = [
      ['servicecatalog', 'SearchProductsAsAdmin'],
      ['servicecatalog', 'SearchProvisionedProducts'],
      ['organizations', 'ListPolicies'],
      ['organizations', 'ListAWSServiceAccessForOrganization'],
      ['iam', 'ListRoles'],
      ['config', 'DescribeConfigurationRecorders'],
      ['config', 'DescribeDeliveryChannels'],
      ['cloudtrail', 'DescribeTrails'],
      ['cloudformation', 'ListStacks'],
    ] as const;
    const row = await reportWith(reads.map(([service, operation]) => denied(service, operation)));
    const notChecked = row.findings.filter(({ code }) => code === 'NOT_CHECKED').map(({ message }) => message);
    for (const [, operation] of reads)
      expect([operation, notChecked.some((text) => text.includes(`denied: ${operation}`))]).toEqual([operation, true]);
    expect(row.findings.map(({ code }) => code)).toContain('EXECUTION_ROLE');
  });

  it('enrolls nothing that Control Tower would not tell about', async () => {
    const row = await reportWith([denied('controltower', 'ListEnabledBaselines'), denied('controltower', 'GetLandingZone')]);
    expect(row.status).toBe('blocked');
    const texts = row.findings
      .filter(({ code, severity }) => code === 'NOT_CHECKED' && severity === 'blocker')
      .map(({ message }) => message);
    expect(texts.join()).toContain('denied: ListEnabledBaselines');
    expect(texts.join()).toContain('denied: GetLandingZone');
  });

  it('does not offer to make a role by a stack set where StackSets has no trusted access', async () => {
    const row = await reportWith([], { trustedServices: ['-member.org.stacksets.cloudformation.amazonaws.com'] });
    const finding = row.findings.find(({ code }) => code === 'EXECUTION_ROLE')!;
    expect(finding).toMatchObject({ command: 'aws cloudformation activate-organizations-access' });
    expect(finding).not.toHaveProperty('fixName');
  });
});
