/**
 * What Control Tower works on at this moment, whoever began it: Account Factory's products under change, and baselines under change
 * (an account that was moved, a unit that is being registered). Landing zone operations are not among them: a launch meets those as one
 * that was accepted and then failed.
 */
import { SearchProvisionedProductsCommand, ServiceCatalogClient } from '@aws-sdk/client-service-catalog';
import { client } from '../shared/clients.ts';
import { listEnabledBaselines } from '../shared/control-tower.ts';
import { allPages } from '../shared/pages.ts';

export interface RunningOperation {
  /** Name of the provisioned product, or ARN of the account or unit whose baseline changes. */
  readonly id: string;
  /** A unit's operation runs alone: Control Tower refuses account operations meanwhile. */
  readonly kind: 'account' | 'organizational-unit';
}

/** Every operation once, though an account that is being vended shows as a product and as a baseline. */
export async function runningOperations(): Promise<RunningOperation[]> {
  const products = await allPages(
    (PageToken) =>
      client(ServiceCatalogClient).send(
        new SearchProvisionedProductsCommand({
          AccessLevelFilter: { Key: 'Account', Value: 'self' },
          Filters: { SearchQuery: ['status:UNDER_CHANGE'] },
          PageSize: 100,
          PageToken,
        }),
      ),
    (page) => page.ProvisionedProducts,
    (page) => page.NextPageToken,
  );
  const accountProducts = products.filter(({ Type }) => Type === 'CONTROL_TOWER_ACCOUNT');
  const baselines = await allPages(
    (nextToken) =>
      listEnabledBaselines({
        filter: { statuses: ['UNDER_CHANGE'] },
        includeChildren: true,
        maxResults: 100,
        ...(nextToken ? { nextToken } : {}),
      }),
    (page) => page.enabledBaselines,
    (page) => page.nextToken,
  );
  const units = baselines.filter(({ parentIdentifier }) => parentIdentifier === undefined);
  const changing = new Set(units.map(({ arn }) => arn));
  const vending = new Set(accountProducts.map(({ PhysicalId }) => PhysicalId));
  const accounts = baselines.filter(
    ({ parentIdentifier, targetIdentifier }) =>
      parentIdentifier !== undefined && !changing.has(parentIdentifier) && !vending.has(targetIdentifier.split('/').at(-1)),
  );
  return [
    ...accountProducts.map(({ Name }) => ({ id: Name!, kind: 'account' as const })),
    ...accounts.map(({ targetIdentifier }) => ({ id: targetIdentifier, kind: 'account' as const })),
    ...units.map(({ targetIdentifier }) => ({ id: targetIdentifier, kind: 'organizational-unit' as const })),
  ];
}
