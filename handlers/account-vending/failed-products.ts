/** Provisioned products that failed launches have left: TAINTED or ERROR, they block what comes after them until they are terminated. */
import {
  DescribeProvisionedProductCommand,
  DescribeRecordCommand,
  SearchProvisionedProductsCommand,
  ServiceCatalogClient,
  TerminateProvisionedProductCommand,
} from '@aws-sdk/client-service-catalog';
import type { ProvisionedProductAttribute, ProvisionedProductDetail } from '@aws-sdk/client-service-catalog';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { allPages } from '../shared/pages.ts';
import { isBusy } from './account-factory.ts';
import { accountOfProduct } from './asked.ts';
import type { FailedProduct } from './contract.ts';
import { ProductInUse, TerminationFailed, TerminationPending } from './errors.ts';

/** By lower-case account name: the failed products that launches of this workflow have left, of every generation. */
export async function readFailedProducts(): Promise<ReadonlyMap<string, readonly FailedProduct[]>> {
  const found = new Map<string, FailedProduct[]>();
  for (const status of ['ERROR', 'TAINTED']) {
    const products: ProvisionedProductAttribute[] = await allPages(
      (PageToken) =>
        client(ServiceCatalogClient).send(
          new SearchProvisionedProductsCommand({
            AccessLevelFilter: { Key: 'Account', Value: 'self' },
            Filters: { SearchQuery: [`status:${status}`] },
            PageSize: 100,
            PageToken,
          }),
        ),
      (page) => page.ProvisionedProducts,
      (page) => page.NextPageToken,
    );
    for (const { Id, Name, Type, StatusMessage, PhysicalId } of products) {
      const accountName = Type === 'CONTROL_TOWER_ACCOUNT' ? accountOfProduct(Name ?? '') : undefined;
      if (accountName === undefined) continue;
      const product: FailedProduct = {
        productId: Id!,
        productName: Name!,
        status: status as FailedProduct['status'],
        reason: (StatusMessage ?? '').slice(0, 300),
        /* Account Factory writes "Not Available" where there is no account. */
        ...(/^\d{12}$/.test(PhysicalId ?? '') ? { accountId: PhysicalId! } : {}),
      };
      found.set(accountName, [...(found.get(accountName) ?? []), product]);
    }
  }
  return found;
}

/** The product of that name when it is TAINTED or in ERROR. */
export async function findFailedProduct(name: string): Promise<ProvisionedProductDetail | undefined> {
  const product = await describe({ Name: name });
  return product?.Status === 'TAINTED' || product?.Status === 'ERROR' ? product : undefined;
}

/**
 * Terminates a failed product, in as many calls as it takes: returns when it is gone, raises TerminationPending while Control Tower is at
 * it, TerminationFailed with AWS's reason, ProductInUse for one that is TAINTED or in ERROR no more. The account stays in the organization.
 */
export async function terminateFailedProduct(productId: string): Promise<void> {
  const product = await describe({ Id: productId });
  if (product === undefined) return;
  if (product.Status === 'UNDER_CHANGE') throw new TerminationPending(`${product.Name} (${productId}) is under change`);
  if (product.Status !== 'TAINTED' && product.Status !== 'ERROR')
    throw new ProductInUse(`${product.Name} (${productId}) is ${product.Status} now: it is not terminated`);
  const catalog = client(ServiceCatalogClient);
  const { RecordDetail: last } = await catalog.send(new DescribeRecordCommand({ Id: product.LastRecordId }));
  const reason = (last?.RecordErrors ?? []).map(({ Description }) => Description).join(' ');
  if (last?.RecordType === 'TERMINATE_PROVISIONED_PRODUCT' && last.Status === 'FAILED' && !isBusy(reason))
    throw new TerminationFailed(reason || `the record ${last.RecordId} failed and gives no reason`);
  await catalog.send(
    new TerminateProvisionedProductCommand({
      ProvisionedProductId: productId,
      /* The same until Control Tower has answered it: a new one only after a termination that found it busy. */
      TerminateToken: `terminate-${product.LastRecordId}`,
    }),
  );
  throw new TerminationPending(`${product.Name} (${productId}) is being terminated`);
}

async function describe(which: { Id: string } | { Name: string }): Promise<ProvisionedProductDetail | undefined> {
  try {
    const { ProvisionedProductDetail: product } = await client(ServiceCatalogClient).send(
      new DescribeProvisionedProductCommand(which),
    );
    return product;
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
