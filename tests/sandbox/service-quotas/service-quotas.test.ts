/** Service Quotas through its SDK client, and the limits that follow it. */
import {
  GetServiceQuotaCommand,
  ListRequestedServiceQuotaChangeHistoryByQuotaCommand,
  ListServiceQuotasCommand,
  RequestServiceQuotaIncreaseCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { accountLimit, controlTowerSlots } from '../../../src/sandbox/service-quotas/limits.ts';
import { clientConfig, openTestSandbox, root, testOrganization } from '../support/open.ts';

const accounts = { ServiceCode: 'organizations', QuotaCode: 'L-29A0C5DF' };
const days = 24 * 3_600_000;

async function open() {
  const { sandbox, clock } = await openTestSandbox({
    organization: testOrganization({ quotas: { 'organizations/accounts': 20 } }),
  });
  return { sandbox, clock, client: new ServiceQuotasClient(clientConfig(sandbox, root)) };
}

it('knows the quota of accounts in us-east-1 only', async () => {
  const { sandbox, client } = await open();
  expect((await client.send(new GetServiceQuotaCommand(accounts))).Quota).toMatchObject({
    Value: 20,
    GlobalQuota: true,
    Adjustable: true,
  });
  const elsewhere = new ServiceQuotasClient(clientConfig(sandbox, root, 'eu-west-1'));
  await expect(elsewhere.send(new GetServiceQuotaCommand(accounts))).rejects.toMatchObject({ name: 'NoSuchResourceException' });
});

it('raises a limit when the request is approved, one open request at a time', async () => {
  const { sandbox, clock, client } = await open();
  const ask = (DesiredValue: number) => client.send(new RequestServiceQuotaIncreaseCommand({ ...accounts, DesiredValue }));
  await expect(ask(20)).rejects.toMatchObject({ name: 'IllegalArgumentException' });
  expect((await ask(50)).RequestedQuota).toMatchObject({ Status: 'PENDING', DesiredValue: 50 });
  await expect(ask(60)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  clock.runUntil(clock.now() + 7 * days);
  const history = await client.send(new ListRequestedServiceQuotaChangeHistoryByQuotaCommand(accounts));
  expect(history.RequestedQuotas).toMatchObject([{ Status: 'APPROVED' }]);
  expect((await client.send(new GetServiceQuotaCommand(accounts))).Quota!.Value).toBe(50);
  expect(sandbox.transact(accountLimit)).toBe(50);
});

it('denies more slots than Control Tower allows', async () => {
  const { sandbox, clock, client } = await open();
  const { Quotas } = await client.send(new ListServiceQuotasCommand({ ServiceCode: 'controltower' }));
  const { QuotaCode, ServiceCode } = Quotas![0]!;
  await client.send(
    new RequestServiceQuotaIncreaseCommand({ ServiceCode: ServiceCode!, QuotaCode: QuotaCode!, DesiredValue: 20 }),
  );
  clock.runUntil(clock.now() + 7 * days);
  expect(sandbox.transact(controlTowerSlots)).toBe(5);
  await client.send(
    new RequestServiceQuotaIncreaseCommand({ ServiceCode: ServiceCode!, QuotaCode: QuotaCode!, DesiredValue: 10 }),
  );
  clock.runUntil(clock.now() + 7 * days);
  expect(sandbox.transact(controlTowerSlots)).toBe(10);
});
