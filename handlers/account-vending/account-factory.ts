/** Account Factory as a Service Catalog product. https://docs.aws.amazon.com/controltower/latest/userguide/automated-provisioning-walkthrough.html */
import {
  DescribeProvisionedProductCommand,
  DescribeProductAsAdminCommand,
  DescribeRecordCommand,
  ProvisionProductCommand,
  SearchProductsAsAdminCommand,
  ServiceCatalogClient,
} from '@aws-sdk/client-service-catalog';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import type { PlanRow } from './contract.ts';

/** What became of a launch. `reason` is AWS's own text. */
export type Launch =
  | { readonly status: 'IN_PROGRESS' }
  | { readonly status: 'SUCCEEDED'; readonly accountId: string }
  | { readonly status: 'FAILED'; readonly reason: string };

/** What Account Factory is told of an account; `managed` is its unit as `Name (ou-id)`. */
export type AccountParameters = Pick<
  PlanRow,
  'product' | 'accountName' | 'accountEmail' | 'ssoUserEmail' | 'ssoUserFirstName' | 'ssoUserLastName'
> & { readonly organizationalUnit: { readonly managed: string } };

/** The Account Factory product and its newest version, or undefined where Control Tower has none. */
export async function findAccountFactory(): Promise<PlanRow['product'] | undefined> {
  const catalog = client(ServiceCatalogClient);
  const { ProductViewDetails = [] } = await catalog.send(
    new SearchProductsAsAdminCommand({ Filters: { Owner: ['AWS Control Tower'] } }),
  );
  const productId = ProductViewDetails.map(({ ProductViewSummary }) => ProductViewSummary).find(
    (product) => product?.Name === 'AWS Control Tower Account Factory',
  )?.ProductId;
  if (!productId) return undefined;
  const { ProvisioningArtifactSummaries = [] } = await catalog.send(new DescribeProductAsAdminCommand({ Id: productId }));
  const provisioningArtifactId = ProvisioningArtifactSummaries.at(-1)?.Id;
  return provisioningArtifactId ? { productId, provisioningArtifactId } : undefined;
}

/** A launch that was asked for: its record, and what is known of it without reading that. */
export interface Provisioned {
  readonly recordId: string;
  readonly inProgress: boolean;
}

/**
 * Asks for the account. The same name and token again return the same record; a product of that name
 * that is there already (its token forgotten by AWS) is taken over.
 */
export async function provisionAccount(row: AccountParameters, name: string): Promise<Provisioned> {
  const catalog = client(ServiceCatalogClient);
  try {
    const { RecordDetail } = await catalog.send(
      new ProvisionProductCommand({
        ProductId: row.product.productId,
        ProvisioningArtifactId: row.product.provisioningArtifactId,
        ProvisionedProductName: name,
        ProvisionToken: name,
        ProvisioningParameters: [
          { Key: 'AccountName', Value: row.accountName },
          { Key: 'AccountEmail', Value: row.accountEmail },
          { Key: 'SSOUserEmail', Value: row.ssoUserEmail },
          { Key: 'SSOUserFirstName', Value: row.ssoUserFirstName },
          { Key: 'SSOUserLastName', Value: row.ssoUserLastName },
          { Key: 'ManagedOrganizationalUnit', Value: row.organizationalUnit.managed },
        ],
      }),
    );
    const { RecordId, Status } = RecordDetail!;
    return { recordId: RecordId!, inProgress: Status === 'CREATED' || Status === 'IN_PROGRESS' };
  } catch (error) {
    const isTaken =
      awsErrorName(error) === 'DuplicateResourceException' || /A stack named .* already exists/.test((error as Error).message);
    if (!isTaken) throw error;
    const { ProvisionedProductDetail } = await catalog.send(new DescribeProvisionedProductCommand({ Name: name }));
    if (!ProvisionedProductDetail?.LastProvisioningRecordId) throw error;
    return { recordId: ProvisionedProductDetail.LastProvisioningRecordId, inProgress: false };
  }
}

/** Id of the record that launched the product of this name, or undefined where there is none. */
export async function findRecord(name: string): Promise<string | undefined> {
  try {
    const { ProvisionedProductDetail } = await client(ServiceCatalogClient).send(
      new DescribeProvisionedProductCommand({ Name: name }),
    );
    return ProvisionedProductDetail?.LastProvisioningRecordId;
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Reads a launch's record. */
export async function readLaunch(recordId: string): Promise<Launch> {
  const { RecordDetail, RecordOutputs = [] } = await client(ServiceCatalogClient).send(
    new DescribeRecordCommand({ Id: recordId }),
  );
  if (RecordDetail?.Status === 'SUCCEEDED') {
    const accountId = RecordOutputs.find(({ OutputKey }) => OutputKey === 'AccountId')?.OutputValue;
    return accountId
      ? { status: 'SUCCEEDED', accountId }
      : { status: 'FAILED', reason: `Service Catalog's record ${recordId} succeeded without an AccountId` };
  }
  if (RecordDetail?.Status === 'FAILED') {
    const reason = (RecordDetail.RecordErrors ?? [])
      .map(({ Description }) => Description)
      .filter(Boolean)
      .join(' ');
    return { status: 'FAILED', reason: reason || `Service Catalog's record ${recordId} failed and gives no reason` };
  }
  return { status: 'IN_PROGRESS' };
}

/** True for the reason of a launch that was accepted and then failed because all of Control Tower's slots were taken. */
export function isBusy(reason: string): boolean {
  return reason.includes('another AWS Control Tower operation is in progress');
}
