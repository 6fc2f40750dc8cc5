/** Reading records and provisioned products. */
import type {
  DescribeProvisionedProductInput,
  DescribeProvisionedProductOutput,
  DescribeRecordInput,
  DescribeRecordOutput,
  ListRecordHistoryInput,
  ListRecordHistoryOutput,
  ScanProvisionedProductsInput,
  ScanProvisionedProductsOutput,
  SearchProvisionedProductsInput,
  SearchProvisionedProductsOutput,
} from '@aws-sdk/client-service-catalog';
import type { CallContext, OperationTable } from '../core/service.ts';
import { invalidParameters, resourceNotFound } from './errors.ts';
import { accessLevels, catalogPage, checkedOperation, constraint, principalArn } from './operation.ts';
import { findProvisionedProduct } from './provisioning.ts';
import type { ProvisionedProductRow } from './rows.ts';
import { provisionedProductTable, recordTable } from './rows.ts';
import { searchProvisionedProducts as search } from './search-query.ts';
import { provisionedProductAttribute, provisionedProductDetail, recordView } from './views.ts';

const describeRecord = checkedOperation<DescribeRecordInput, DescribeRecordOutput>({
  constraints: { Id: constraint.requiredId, PageSize: constraint.pageSize20 },
  permissions: ({ Id }, context) => {
    const productId = recordTable(context).get(Id ?? '')?.provisionedProductId;
    const product = productId === undefined ? undefined : provisionedProductTable(context).get(productId);
    return [{ action: 'servicecatalog:DescribeRecord', resources: ['*'], conditions: accessLevels(context, product) }];
  },
  handle: ({ Id }, context) => {
    const record = recordTable(context).get(Id!);
    if (!record) throw resourceNotFound(`Record ${Id} not found.`);
    const outputs = record.outputs.map(({ key, value, description }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
    }));
    return { RecordDetail: recordView(record), RecordOutputs: outputs };
  },
});

/** Records of everybody in the account, oldest first; a search by product narrows them. */
const listRecordHistory = checkedOperation<ListRecordHistoryInput, ListRecordHistoryOutput>({
  constraints: { PageSize: constraint.pageSize20 },
  permissions: (_input, context) => [
    { action: 'servicecatalog:ListRecordHistory', resources: ['*'], conditions: accessLevels(context, undefined) },
  ],
  handle: (input, context) => {
    const { Key, Value } = input.SearchFilter ?? {};
    const records = [...recordTable(context).values()].filter(
      (record) => Key !== 'provisionedproduct' || record.provisionedProductId === Value,
    );
    const page = catalogPage(records, 'ListRecordHistory', input, 20);
    return {
      RecordDetails: page.items.map(recordView),
      ...(page.nextToken === undefined ? {} : { NextPageToken: page.nextToken }),
    };
  },
});

const describeProvisionedProduct = checkedOperation<DescribeProvisionedProductInput, DescribeProvisionedProductOutput>({
  constraints: { Id: constraint.id, Name: constraint.provisionedProductName },
  permissions: ({ Id, Name }, context) => [
    {
      action: 'servicecatalog:DescribeProvisionedProduct',
      resources: ['*'],
      conditions: accessLevels(context, findProvisionedProduct(context, { id: Id, name: Name })),
    },
  ],
  handle: ({ Id, Name }, context) => {
    if ((Id === undefined) === (Name === undefined))
      throw invalidParameters('Provide either the Id or the Name of the provisioned product.');
    const product = findProvisionedProduct(context, { id: Id, name: Name });
    if (!product) throw resourceNotFound(`Provisioned product ${Id ?? Name} not found.`);
    return { ProvisionedProductDetail: provisionedProductDetail(context, product) };
  },
});

interface Listing {
  readonly AccessLevelFilter?: { readonly Key?: string | undefined; readonly Value?: string | undefined } | undefined;
}

/** Whose provisioned products a listing shows: the user's own by default, the role's, or the account's. */
function visible(context: CallContext, { AccessLevelFilter }: Listing): (row: ProvisionedProductRow) => boolean {
  const level = AccessLevelFilter?.Key ?? 'User';
  if (AccessLevelFilter && AccessLevelFilter.Value !== 'self')
    throw invalidParameters('The only supported access level value is self.');
  if (level === 'Account') return () => true;
  if (level === 'Role') return ({ userArn }) => userArn === principalArn(context);
  return ({ userArnSession }) => userArnSession === context.caller.arn;
}

/** Listings allow each access level separately: the one that is asked for is in the condition keys. */
function listingPermission(action: string) {
  return ({ AccessLevelFilter }: Listing) => [
    {
      action: `servicecatalog:${action}`,
      resources: ['*'],
      conditions: { [`servicecatalog:${(AccessLevelFilter?.Key ?? 'User').toLowerCase()}Level`]: 'self' },
    },
  ];
}

const searchProvisionedProducts = checkedOperation<SearchProvisionedProductsInput, SearchProvisionedProductsOutput>({
  constraints: { PageSize: constraint.pageSize100, SortOrder: { oneOf: ['ASCENDING', 'DESCENDING'] } },
  permissions: listingPermission('SearchProvisionedProducts'),
  handle: (input, context) => {
    const found = search(context, input).filter(visible(context, input));
    const listing = `SearchProvisionedProducts/${JSON.stringify([input.Filters, input.SortBy, input.SortOrder])}`;
    const page = catalogPage(found, listing, input, 100);
    return {
      ProvisionedProducts: page.items.map((row) => provisionedProductAttribute(context, row)),
      TotalResultsCount: found.length,
      ...(page.nextToken === undefined ? {} : { NextPageToken: page.nextToken }),
    };
  },
});

const scanProvisionedProducts = checkedOperation<ScanProvisionedProductsInput, ScanProvisionedProductsOutput>({
  constraints: { PageSize: constraint.pageSize20 },
  permissions: listingPermission('ScanProvisionedProducts'),
  handle: (input, context) => {
    const found = [...provisionedProductTable(context).values()].filter(visible(context, input));
    const page = catalogPage(found, 'ScanProvisionedProducts', input, 20);
    return {
      ProvisionedProducts: page.items.map((row) => provisionedProductDetail(context, row)),
      ...(page.nextToken === undefined ? {} : { NextPageToken: page.nextToken }),
    };
  },
});

export const provisionedProductOperations: OperationTable = {
  DescribeRecord: describeRecord,
  ListRecordHistory: listRecordHistory,
  DescribeProvisionedProduct: describeProvisionedProduct,
  SearchProvisionedProducts: searchProvisionedProducts,
  ScanProvisionedProducts: scanProvisionedProducts,
};
