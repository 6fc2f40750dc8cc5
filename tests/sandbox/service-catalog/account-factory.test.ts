/** What Control Tower makes of a launch that Service Catalog accepted. */
import { ListAccountsForParentCommand, ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import {
  DescribeProvisionedProductCommand,
  SearchProvisionedProductsCommand,
  TerminateProvisionedProductCommand,
  UpdateProvisionedProductCommand,
} from '@aws-sdk/client-service-catalog';
import { accountOperationTable, enabledBaselineTable } from '../../../src/sandbox/control-tower/rows.ts';
import { accountAssignmentTable } from '../../../src/sandbox/sso-admin/rows.ts';
import { clientConfig } from '../support/open.ts';
import { describeRecord, launch, lifecycle, minute, openLaunching, workloads, type Launching } from './launching.ts';

const settle = ({ clock }: Launching, minutes = 90): void => clock.runUntil(clock.now() + minutes * minute);

async function productOf({ catalog }: Launching, Name: string) {
  return (await catalog.send(new DescribeProvisionedProductCommand({ Name }))).ProvisionedProductDetail!;
}

describe('a launch', () => {
  it('ends as one governed account in its OU, with access, outputs and a lifecycle event', async () => {
    const launching = await openLaunching();
    const record = await launch(launching, 'alpha');
    settle(launching);

    const { RecordDetail, RecordOutputs } = await describeRecord(launching, record);
    expect(RecordDetail!.Status).toBe('SUCCEEDED');
    const accountId = RecordOutputs!.find(({ OutputKey }) => OutputKey === 'AccountId')!.OutputValue!;
    expect(await productOf(launching, 'alpha')).toMatchObject({
      Status: 'AVAILABLE',
      LastSuccessfulProvisioningRecordId: record.RecordId,
    });

    const organizations = new OrganizationsClient(clientConfig(launching.sandbox, launching.launcher));
    const ParentId = /\((.+)\)/.exec(workloads(launching.sandbox))![1]!;
    const accounts = [];
    let NextToken: string | undefined;
    do {
      const page = await organizations.send(new ListAccountsForParentCommand({ ParentId, NextToken }));
      accounts.push(...page.Accounts!);
      NextToken = page.NextToken;
    } while (NextToken);
    expect(accounts).toContainEqual(
      expect.objectContaining({ Id: accountId, Name: 'alpha', Email: 'alpha@example.com', Status: 'ACTIVE' }),
    );
    expect(enabledBaselineTable(launching.sandbox.store).get(accountId)).toMatchObject({
      status: 'SUCCEEDED',
      parentId: ParentId,
    });
    expect([...accountAssignmentTable(launching.sandbox.store).values()]).toContainEqual(
      expect.objectContaining({ accountId, principalType: 'USER' }),
    );
    expect(lifecycle(launching.events)).toEqual([`CreateManagedAccount SUCCEEDED ${accountId}`]);
    expect(accountOperationTable(launching.sandbox.store).size).toBe(0);
  });

  it('has an event in the exact form of AWS', async () => {
    const launching = await openLaunching();
    const record = await launch(launching, 'alpha');
    settle(launching);
    const { RecordOutputs } = await describeRecord(launching, record);
    const event = launching.events.find(({ source }) => source === 'aws.controltower')!;
    expect(event).toMatchObject({
      'detail-type': 'AWS Service Event via CloudTrail',
      region: 'us-east-1',
      account: '111111111111',
    });
    expect(event.detail).toMatchObject({
      eventSource: 'controltower.amazonaws.com',
      eventName: 'CreateManagedAccount',
      serviceEventDetails: {
        createManagedAccountStatus: {
          organizationalUnit: {
            organizationalUnitName: 'Workloads',
            organizationalUnitId: expect.stringMatching(/^ou-/) as string,
          },
          account: {
            accountName: 'alpha',
            accountId: RecordOutputs!.find(({ OutputKey }) => OutputKey === 'AccountId')!.OutputValue,
          },
          state: 'SUCCEEDED',
          message: 'AWS Control Tower successfully created a managed account.',
          requestedTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/) as string,
        },
      },
    });
    const names = launching.events.map(({ detail }) => (detail as { eventName: string }).eventName);
    expect(names).toEqual(['CreateAccountResult', 'MoveAccount', 'CreateManagedAccount']);
  });

  it('is accepted and then fails when the slots are taken', async () => {
    const launching = await openLaunching({ slots: 2 });
    const records = [];
    for (const name of ['one', 'two', 'three']) records.push(await launch(launching, name));
    launching.clock.runUntil(launching.clock.now() + minute / 2);
    const details = await Promise.all(records.map((record) => describeRecord(launching, record)));
    const states = details.map(({ RecordDetail }) => RecordDetail!.Status);
    expect([...states].sort()).toEqual(['FAILED', 'IN_PROGRESS', 'IN_PROGRESS']);
    const failed = details.find(({ RecordDetail }) => RecordDetail!.Status === 'FAILED')!.RecordDetail!;
    const text =
      'ResourceInUseException  Account Factory cannot complete an operation on this account, because another AWS Control Tower operation is in progress. Try again later.';
    expect(failed.RecordErrors).toEqual([{ Code: 'ResourceInUseException', Description: text }]);
    expect(await productOf(launching, failed.ProvisionedProductName!)).toMatchObject({ Status: 'ERROR', StatusMessage: text });
    settle(launching);
    expect(lifecycle(launching.events)).toHaveLength(2);
  });

  it.each([
    ['the bare name of a nested OU', { ManagedOrganizationalUnit: 'Nested' }],
    ['a path', { ManagedOrganizationalUnit: 'Workloads/Nested' }],
    ['an OU that is not registered', { ManagedOrganizationalUnit: 'Loose' }],
  ])('fails for %s, early and with "Not Available" for the account', async (_what, parameters) => {
    const ous = [
      { name: 'Workloads', registered: true, ous: [{ name: 'Nested', registered: true }] },
      { name: 'Loose', registered: false },
    ];
    const launching = await openLaunching({ ous });
    const record = await launch(launching, 'alpha', { parameters });
    settle(launching, 6);
    expect((await describeRecord(launching, record)).RecordDetail).toMatchObject({
      Status: 'FAILED',
      RecordErrors: [
        {
          Code: 'InvalidParametersException',
          Description: `InvalidParametersException  The parent organizational unit '${parameters.ManagedOrganizationalUnit}' is not enrolled in AWS Control Tower.`,
        },
      ],
    });
    expect(lifecycle(launching.events)).toEqual(['CreateManagedAccount FAILED Not Available']);
  });

  it('fails for an address of any other account, whatever its case', async () => {
    const launching = await openLaunching();
    const record = await launch(launching, 'alpha', { parameters: { AccountEmail: 'MEMBER@example.com' } });
    settle(launching, 6);
    const { RecordDetail } = await describeRecord(launching, record);
    expect(RecordDetail!.RecordErrors![0]!.Description).toContain(
      'the email address provided is associated with another account',
    );
  });

  it('fails when the organization is full', async () => {
    const launching = await openLaunching({ quotas: { 'organizations/accounts': 2 } });
    const record = await launch(launching, 'alpha');
    settle(launching, 6);
    const { RecordDetail } = await describeRecord(launching, record);
    expect(RecordDetail!.RecordErrors![0]!.Description).toContain(
      'you have reached the limit on the number of accounts in your organization',
    );
  });
});

describe('a launch after a failed one', () => {
  it('finds the account and says UpdateManagedAccount, once the failed product is terminated', async () => {
    const launching = await openLaunching();
    const parameters = { AccountEmail: 'alpha+fail-delivery-channel-once@example.com' };
    await launch(launching, 'alpha', { parameters });
    settle(launching);
    expect(await productOf(launching, 'alpha')).toMatchObject({ Status: 'ERROR' });

    await launching.catalog.send(
      new TerminateProvisionedProductCommand({ ProvisionedProductName: 'alpha', TerminateToken: 'end' }),
    );
    settle(launching);
    await expect(productOf(launching, 'alpha')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

    await launch(launching, 'alpha', { parameters, token: 'second' });
    settle(launching);
    expect(await productOf(launching, 'alpha')).toMatchObject({ Status: 'AVAILABLE' });
    const [failed, updated] = lifecycle(launching.events);
    expect(failed).toMatch(/^CreateManagedAccount FAILED \d{12}$/);
    expect(updated).toBe(failed!.replace('CreateManagedAccount FAILED', 'UpdateManagedAccount SUCCEEDED'));
    const emails = [...launching.sandbox.store.table<{ email: string }>('organizations/accounts').values()].map(
      ({ email }) => email,
    );
    expect(emails.filter((email) => email === parameters.AccountEmail)).toHaveLength(1);
  });
});

describe('sentinel addresses', () => {
  it.each([
    ['lost-event', 0],
    ['duplicate-event', 2],
    ['late-event', 1],
    ['early-event', 1],
  ])('%s: %i lifecycle events in the end', async (sentinel, count) => {
    const launching = await openLaunching();
    const record = await launch(launching, 'alpha', { parameters: { AccountEmail: `alpha+${sentinel}@example.com` } });
    settle(launching, 120);
    expect((await describeRecord(launching, record)).RecordDetail!.Status).toBe('SUCCEEDED');
    expect(lifecycle(launching.events)).toHaveLength(count);
  });

  it('fail-vpc leaves a TAINTED product', async () => {
    const launching = await openLaunching();
    await launch(launching, 'alpha', { parameters: { AccountEmail: 'alpha+fail-vpc@example.com' } });
    settle(launching);
    expect(await productOf(launching, 'alpha')).toMatchObject({ Status: 'TAINTED' });
  });
});

describe('a provisioned account', () => {
  it('is found by the account id, moved by an update and unmanaged by a termination', async () => {
    const launching = await openLaunching({
      ous: [
        { name: 'Workloads', registered: true },
        { name: 'Sandbox', registered: true },
      ],
    });
    const record = await launch(launching, 'alpha');
    settle(launching);
    const { RecordOutputs } = await describeRecord(launching, record);
    const accountId = RecordOutputs!.find(({ OutputKey }) => OutputKey === 'AccountId')!.OutputValue!;
    const search = await launching.catalog.send(
      new SearchProvisionedProductsCommand({
        AccessLevelFilter: { Key: 'Account', Value: 'self' },
        Filters: { SearchQuery: [`physicalId:${accountId}`] },
      }),
    );
    expect(search).toMatchObject({
      TotalResultsCount: 1,
      ProvisionedProducts: [{ Name: 'alpha', PhysicalId: accountId, Status: 'AVAILABLE' }],
    });

    await launching.catalog.send(
      new UpdateProvisionedProductCommand({
        ProvisionedProductName: 'alpha',
        UpdateToken: 'move',
        ProvisioningParameters: [{ Key: 'ManagedOrganizationalUnit', Value: 'Sandbox' }],
      }),
    );
    settle(launching);
    const rows = launching.sandbox.store.table<{ parentId: string; name: string }>('organizations/accounts');
    const units = launching.sandbox.store.table<{ name: string }>('organizations/organizational-units');
    expect(units.get(rows.get(accountId)!.parentId)).toMatchObject({ name: 'Sandbox' });
    expect(lifecycle(launching.events)).toEqual([
      `CreateManagedAccount SUCCEEDED ${accountId}`,
      `UpdateManagedAccount SUCCEEDED ${accountId}`,
    ]);

    await launching.catalog.send(
      new TerminateProvisionedProductCommand({ ProvisionedProductName: 'alpha', TerminateToken: 'end' }),
    );
    settle(launching);
    expect(rows.get(accountId)!.parentId).toBe(launching.sandbox.settings.rootId);
    expect(enabledBaselineTable(launching.sandbox.store).has(accountId)).toBe(false);
    const organizations = new OrganizationsClient(clientConfig(launching.sandbox, launching.launcher));
    expect(JSON.stringify((await organizations.send(new ListAccountsCommand({}))).Accounts)).toContain(accountId);
  });
});
