/** What Service Catalog answers at once, before Control Tower looks at a launch. */
import { DescribeProvisionedProductCommand, ListLaunchPathsCommand, ServiceCatalogClient } from '@aws-sdk/client-service-catalog';
import { clientConfig, memberRoot } from '../support/open.ts';
import { describeRecord, launch, minute, openLaunching } from './launching.ts';

describe('ProvisionProduct', () => {
  it('answers CREATED with the ids of record and product, which is then under change', async () => {
    const launching = await openLaunching();
    const record = await launch(launching, 'alpha');
    expect(record).toMatchObject({
      Status: 'CREATED',
      ProvisionedProductName: 'alpha',
      ProvisionedProductType: 'CONTROL_TOWER_ACCOUNT',
      RecordType: 'PROVISION_PRODUCT',
      RecordErrors: [],
    });
    expect(record.RecordId).toMatch(/^rec-[a-z2-7]{13}$/);
    const { ProvisionedProductDetail } = await launching.catalog.send(new DescribeProvisionedProductCommand({ Name: 'alpha' }));
    expect(ProvisionedProductDetail).toMatchObject({ Id: record.ProvisionedProductId, Status: 'UNDER_CHANGE' });
    expect(ProvisionedProductDetail!.LastSuccessfulProvisioningRecordId).toBeUndefined();
  });

  it('answers the same record for the same token', async () => {
    const launching = await openLaunching();
    const first = await launch(launching, 'alpha');
    const second = await launch(launching, 'alpha');
    expect(second.RecordId).toBe(first.RecordId);
  });

  it('refuses a name that is taken, also by a product in ERROR', async () => {
    const launching = await openLaunching();
    await launch(launching, 'alpha', { parameters: { ManagedOrganizationalUnit: 'Nowhere' } });
    launching.clock.runUntil(launching.clock.now() + 90 * minute);
    await expect(launch(launching, 'alpha', { token: 'another' })).rejects.toMatchObject({
      name: 'InvalidParametersException',
      message: 'A stack named alpha already exists.',
    });
  });

  it('has no launch paths for a principal that is not on the portfolio', async () => {
    const launching = await openLaunching({}, false);
    const message = `No launch paths found for resource: ${launching.productId}`;
    await expect(launch(launching, 'alpha')).rejects.toMatchObject({ name: 'ResourceNotFoundException', message });
    const listing = launching.catalog.send(new ListLaunchPathsCommand({ ProductId: launching.productId }));
    await expect(listing).rejects.toMatchObject({ name: 'ResourceNotFoundException', message });
  });

  it('checks the form of the name and the parameters', async () => {
    const launching = await openLaunching();
    await expect(launch(launching, 'a b')).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("Value 'a b' at 'provisionedProductName' failed to satisfy constraint") as string,
    });
    await expect(launch(launching, 'alpha', { parameters: { AccountEmail: '' } })).rejects.toMatchObject({
      name: 'InvalidParametersException',
      message: 'Parameters: [AccountEmail] must have values',
    });
  });

  it('finds no product in a member account', async () => {
    const launching = await openLaunching();
    const catalog = new ServiceCatalogClient(clientConfig(launching.sandbox, memberRoot));
    await expect(launch({ ...launching, catalog }, 'alpha')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('DescribeRecord', () => {
  it('does not know a record of another id', async () => {
    const launching = await openLaunching();
    await expect(describeRecord(launching, { RecordId: 'rec-none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
