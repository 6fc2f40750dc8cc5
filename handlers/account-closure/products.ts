/** Account Factory's product of an account. */
import {
  DescribeRecordCommand,
  SearchProvisionedProductsCommand,
  ServiceCatalogClient,
  TerminateProvisionedProductCommand,
  type ProvisionedProductAttribute,
} from '@aws-sdk/client-service-catalog';
import { isBusy } from '../account-vending/account-factory.ts';
import { client } from '../shared/clients.ts';
import { UnenrollmentFailed, UnenrollmentPending } from './errors.ts';

/** The product that is this account's, or undefined. */
export async function findProduct(accountId: string): Promise<ProvisionedProductAttribute | undefined> {
  const { ProvisionedProducts } = await client(ServiceCatalogClient).send(
    new SearchProvisionedProductsCommand({
      AccessLevelFilter: { Key: 'Account', Value: 'self' },
      Filters: { SearchQuery: [`physicalId:${accountId}`] },
      PageSize: 100,
    }),
  );
  return (ProvisionedProducts ?? []).find(({ Type }) => Type === 'CONTROL_TOWER_ACCOUNT');
}

/** Terminates it, in as many calls as it takes. Raises UnenrollmentPending until it is gone, UnenrollmentFailed with AWS's reason. */
export async function terminate({ Id, Name, Status, LastRecordId }: ProvisionedProductAttribute): Promise<never> {
  if (Status === 'UNDER_CHANGE' || Status === 'PLAN_IN_PROGRESS') throw new UnenrollmentPending(`${Name} (${Id}) is ${Status}`);
  const catalog = client(ServiceCatalogClient);
  const { RecordDetail: last } = await catalog.send(new DescribeRecordCommand({ Id: LastRecordId }));
  const reason = (last?.RecordErrors ?? []).map(({ Description }) => Description).join(' ');
  if (last?.RecordType === 'TERMINATE_PROVISIONED_PRODUCT' && last.Status === 'FAILED' && !isBusy(reason))
    throw new UnenrollmentFailed(reason || `the record ${last.RecordId} failed and gives no reason`);
  await catalog.send(
    new TerminateProvisionedProductCommand({
      ProvisionedProductId: Id,
      /* Another one only after a termination that found Control Tower busy: accounts are unmanaged one at a time. */
      TerminateToken: `close-${LastRecordId}`,
    }),
  );
  throw new UnenrollmentPending(`${Name} (${Id}) is being terminated`);
}
