/** Rows in the shapes in which Service Catalog answers them. */
import type { ProvisionedProductAttribute, ProvisionedProductDetail, RecordDetail } from '@aws-sdk/client-service-catalog';
import type { CallContext } from '../core/service.ts';
import type { ProvisionedProductRow, RecordRow } from './rows.ts';

const accountType = 'CONTROL_TOWER_ACCOUNT';
export const productName = 'AWS Control Tower Account Factory';

export function provisionedProductArn(context: CallContext, row: { readonly name: string; readonly id: string }): string {
  const { homeRegion, managementAccount } = context.settings;
  return `arn:aws:servicecatalog:${homeRegion}:${managementAccount}:stack/${row.name}/${row.id}`;
}

export function recordView(row: RecordRow): RecordDetail {
  return {
    RecordId: row.id,
    ProvisionedProductName: row.provisionedProductName,
    Status: row.status,
    CreatedTime: new Date(row.createdAt),
    UpdatedTime: new Date(row.updatedAt),
    ProvisionedProductType: accountType,
    RecordType: row.type,
    ProvisionedProductId: row.provisionedProductId,
    ProductId: row.productId,
    ProvisioningArtifactId: row.artifactId,
    PathId: row.pathId,
    RecordErrors: row.errors.map(({ code, description }) => ({ Code: code, Description: description })),
    RecordTags: [],
  };
}

/** What SearchProvisionedProducts answers: the only listing with the account's id and the caller's ARN. */
export function provisionedProductAttribute(context: CallContext, row: ProvisionedProductRow): ProvisionedProductAttribute {
  return {
    ...common(context, row),
    ...(row.physicalId === undefined ? {} : { PhysicalId: row.physicalId }),
    Tags: row.tags.map(({ key, value }) => ({ Key: key, Value: value })),
    ProductName: productName,
    UserArn: row.userArn,
    UserArnSession: row.userArnSession,
  };
}

/** What ScanProvisionedProducts and DescribeProvisionedProduct answer. */
export function provisionedProductDetail(context: CallContext, row: ProvisionedProductRow): ProvisionedProductDetail {
  return common(context, row);
}

function common(context: CallContext, row: ProvisionedProductRow) {
  return {
    Name: row.name,
    Arn: provisionedProductArn(context, row),
    Type: accountType,
    Id: row.id,
    Status: row.status,
    ...(row.statusMessage === undefined ? {} : { StatusMessage: row.statusMessage }),
    CreatedTime: new Date(row.createdAt),
    IdempotencyToken: row.idempotencyToken,
    LastRecordId: row.lastRecordId,
    LastProvisioningRecordId: row.lastProvisioningRecordId,
    ...(row.lastSuccessfulProvisioningRecordId === undefined
      ? {}
      : { LastSuccessfulProvisioningRecordId: row.lastSuccessfulProvisioningRecordId }),
    ProductId: row.productId,
    ProvisioningArtifactId: row.artifactId,
  };
}
