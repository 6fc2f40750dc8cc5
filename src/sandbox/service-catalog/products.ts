/** Account Factory as a product: finding it, its artifacts and its launch paths. */
import type {
  DescribeProductAsAdminInput,
  DescribeProductAsAdminOutput,
  DescribeProductInput,
  DescribeProductOutput,
  ListLaunchPathsInput,
  ListLaunchPathsOutput,
  ProductType,
  ProductViewSummary,
  SearchProductsAsAdminInput,
  SearchProductsAsAdminOutput,
  SearchProductsInput,
  SearchProductsOutput,
} from '@aws-sdk/client-service-catalog';
import type { CallContext, OperationTable, Permission } from '../core/service.ts';
import { resourceNotFound } from './errors.ts';
import { catalogPage, checkedOperation, constraint, productArn } from './operation.ts';
import { mayLaunch, portfolioName } from './portfolios.ts';
import type { AccountFactoryRow } from './rows.ts';
import { accountFactory } from './rows.ts';
import { productName } from './views.ts';

/** Account Factory lives in the management account, in the home Region. Elsewhere there is no product. */
export function accountFactoryHere(context: CallContext): AccountFactoryRow | undefined {
  const { managementAccount, homeRegion } = context.settings;
  return context.account === managementAccount && context.region === homeRegion ? accountFactory(context) : undefined;
}

/** Account Factory by product id or name. Throws ResourceNotFoundException for any other. */
export function requireProduct(
  context: CallContext,
  asked: { id?: string | undefined; name?: string | undefined },
): AccountFactoryRow {
  const factory = accountFactoryHere(context);
  const found = asked.id !== undefined ? factory?.productId === asked.id : factory !== undefined && asked.name === productName;
  if (!factory || !found) throw resourceNotFound(`Product ${asked.id ?? asked.name ?? ''} not found.`);
  return factory;
}

/** One permission on the product that the input names, by id or by name. */
export function onProduct(
  action: string,
  asked: { id?: string | undefined; name?: string | undefined },
  context: CallContext,
): readonly Permission[] {
  const id = asked.id ?? (asked.name === productName ? accountFactoryHere(context)?.productId : undefined);
  return [{ action: `servicecatalog:${action}`, resources: [id === undefined ? '*' : productArn(context, id)] }];
}

function summary({ productId }: AccountFactoryRow): ProductViewSummary {
  return {
    Id: `prodview-${productId.slice('prod-'.length)}`,
    ProductId: productId,
    Name: productName,
    Owner: 'AWS Control Tower',
    ShortDescription: 'Creates and enrolls accounts in AWS Control Tower.',
    // AWS answers a type that the SDK's enumeration does not list.
    Type: 'CONTROL_TOWER_ACCOUNT' as ProductType,
    Distributor: '',
    HasDefaultPath: false,
  };
}

/** Filters of both searches: each key must match one of its values. `FullTextSearch` looks into name and owner. */
function matches(filters: SearchProductsInput['Filters'], product: ProductViewSummary): boolean {
  return Object.entries(filters ?? {}).every(([key, wanted]) => {
    if (!wanted || wanted.length === 0) return true;
    if (key === 'Owner') return wanted.includes(product.Owner!);
    if (key === 'ProductType') return wanted.includes(product.Type!);
    if (key === 'FullTextSearch') {
      const text = `${product.Name} ${product.Owner} ${product.ProductId}`.toLowerCase();
      return wanted.some((value) => text.includes(value.toLowerCase()));
    }
    return false;
  });
}

const searchProductsAsAdmin = checkedOperation<SearchProductsAsAdminInput, SearchProductsAsAdminOutput>({
  constraints: { PortfolioId: constraint.id, PageSize: constraint.pageSize20 },
  handle: (input, context) => {
    const factory = accountFactoryHere(context);
    if (input.PortfolioId !== undefined && input.PortfolioId !== factory?.portfolioId) {
      throw resourceNotFound(`Portfolio ${input.PortfolioId} not found.`);
    }
    const found = factory && matches(input.Filters, summary(factory)) ? [factory] : [];
    const { items } = catalogPage(found, 'SearchProductsAsAdmin', input, 20);
    return {
      ProductViewDetails: items.map((row) => ({
        ProductViewSummary: summary(row),
        Status: 'AVAILABLE',
        ProductARN: productArn(context, row.productId),
        CreatedTime: new Date(row.createdAt),
      })),
    };
  },
});

const searchProducts = checkedOperation<SearchProductsInput, SearchProductsOutput>({
  constraints: { PageSize: constraint.pageSize20 },
  handle: (input, context) => {
    const factory = accountFactoryHere(context);
    const visible = factory && mayLaunch(context) && matches(input.Filters, summary(factory)) ? [factory] : [];
    const { items } = catalogPage(visible, 'SearchProducts', input, 20);
    return { ProductViewSummaries: items.map(summary), ProductViewAggregations: {} };
  },
});

const describeProduct = checkedOperation<DescribeProductInput, DescribeProductOutput>({
  constraints: { Id: constraint.id },
  permissions: ({ Id, Name }, context) => onProduct('DescribeProduct', { id: Id, name: Name }, context),
  handle: ({ Id, Name }, context) => {
    const factory = requireProduct(context, { id: Id, name: Name });
    if (!mayLaunch(context)) throw resourceNotFound(`Product ${factory.productId} not found.`);
    return {
      ProductViewSummary: summary(factory),
      ProvisioningArtifacts: factory.artifacts.map(({ id, name, createdAt }) => ({
        Id: id,
        Name: name,
        CreatedTime: new Date(createdAt),
      })),
      LaunchPaths: [{ Id: factory.pathId, Name: portfolioName }],
      Budgets: [],
    };
  },
});

const describeProductAsAdmin = checkedOperation<DescribeProductAsAdminInput, DescribeProductAsAdminOutput>({
  constraints: { Id: constraint.id },
  permissions: ({ Id, Name }, context) => onProduct('DescribeProductAsAdmin', { id: Id, name: Name }, context),
  handle: ({ Id, Name }, context) => {
    const factory = requireProduct(context, { id: Id, name: Name });
    return {
      ProductViewDetail: {
        ProductViewSummary: summary(factory),
        Status: 'AVAILABLE',
        ProductARN: productArn(context, factory.productId),
        CreatedTime: new Date(factory.createdAt),
      },
      ProvisioningArtifactSummaries: factory.artifacts.map(({ id, name, createdAt }) => ({
        Id: id,
        Name: name,
        CreatedTime: new Date(createdAt),
      })),
      Tags: [],
      TagOptions: [],
      Budgets: [],
    };
  },
});

const listLaunchPaths = checkedOperation<ListLaunchPathsInput, ListLaunchPathsOutput>({
  constraints: { ProductId: constraint.requiredId, PageSize: constraint.pageSize20 },
  permissions: ({ ProductId }, context) => onProduct('ListLaunchPaths', { id: ProductId }, context),
  handle: (input, context) => {
    const factory = requireProduct(context, { id: input.ProductId });
    if (!mayLaunch(context)) throw noLaunchPaths(factory.productId);
    return { LaunchPathSummaries: [{ Id: factory.pathId, Name: portfolioName, ConstraintSummaries: [], Tags: [] }] };
  },
});

/** A principal that is on no portfolio of the product. (Control Tower user guide, "No Launch Paths Found Error".) */
export function noLaunchPaths(productId: string) {
  return resourceNotFound(`No launch paths found for resource: ${productId}`);
}

export const productOperations: OperationTable = {
  SearchProductsAsAdmin: searchProductsAsAdmin,
  SearchProducts: searchProducts,
  DescribeProduct: describeProduct,
  DescribeProductAsAdmin: describeProductAsAdmin,
  ListLaunchPaths: listLaunchPaths,
};
