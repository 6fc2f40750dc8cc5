/** Rows of AWS Service Catalog, as far as Control Tower's Account Factory needs it. Times are virtual milliseconds since the epoch. */
import { follow, groupTable, perStore } from '../core/indexes.ts';
import type { Store, Table } from '../core/store.ts';
import type { HasTables } from '../organizations/rows.ts';

/** The one product, portfolio and launch path, under the key `account-factory`. */
export interface AccountFactoryRow {
  readonly productId: string;
  readonly portfolioId: string;
  readonly pathId: string;
  /** Provisioning artifacts, oldest first; only the last one is active. */
  readonly artifacts: readonly { readonly id: string; readonly name: string; readonly createdAt: number }[];
  readonly createdAt: number;
}

/** Key: `<type>/<ARN>`. A principal that may launch from the portfolio. */
export interface PortfolioPrincipalRow {
  readonly arn: string;
  readonly type: 'IAM' | 'IAM_PATTERN';
}

export type ProvisionedProductStatus = 'AVAILABLE' | 'UNDER_CHANGE' | 'TAINTED' | 'ERROR';

/** Key: the provisioned product's id `pp-...`. */
export interface ProvisionedProductRow {
  readonly id: string;
  readonly name: string;
  readonly status: ProvisionedProductStatus;
  readonly statusMessage?: string;
  readonly createdAt: number;
  /** Token of the call that provisioned it. */
  readonly idempotencyToken: string;
  readonly lastRecordId: string;
  readonly lastProvisioningRecordId: string;
  readonly lastSuccessfulProvisioningRecordId?: string;
  /** The account's id, once there is an account. */
  readonly physicalId?: string;
  readonly productId: string;
  readonly artifactId: string;
  /** The role's or user's own ARN, and its session's. */
  readonly userArn: string;
  readonly userArnSession: string;
  readonly tags: readonly Tag[];
  /** The last parameters that were asked for. */
  readonly parameters: AccountParameters;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Account Factory's parameters, all of them text. */
export interface AccountParameters {
  readonly AccountName: string;
  readonly AccountEmail: string;
  readonly ManagedOrganizationalUnit: string;
  readonly SSOUserEmail: string;
  readonly SSOUserFirstName: string;
  readonly SSOUserLastName: string;
}

export type RecordType = 'PROVISION_PRODUCT' | 'UPDATE_PROVISIONED_PRODUCT' | 'TERMINATE_PROVISIONED_PRODUCT';

/** Key: the record's id `rec-...`. Records outlive their provisioned product. */
export interface RecordRow {
  readonly id: string;
  readonly type: RecordType;
  readonly token: string;
  readonly status: 'CREATED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly provisionedProductId: string;
  readonly provisionedProductName: string;
  readonly productId: string;
  readonly artifactId: string;
  readonly pathId: string;
  readonly parameters: AccountParameters;
  readonly errors: readonly { readonly code: string; readonly description: string }[];
  readonly outputs: readonly { readonly key: string; readonly value: string; readonly description: string }[];
}

export const accountFactoryTable = (from: HasTables): Table<AccountFactoryRow> => from.table('servicecatalog/account-factory');
export const portfolioPrincipalTable = (from: HasTables): Table<PortfolioPrincipalRow> =>
  from.table('servicecatalog/portfolio-principals');
export const provisionedProductTable = (from: HasTables): Table<ProvisionedProductRow> =>
  from.table('servicecatalog/provisioned-products');
export const recordTable = (from: HasTables): Table<RecordRow> => from.table('servicecatalog/records');

/** Account Factory. Throws when the organization was not seeded, a mistake of the program. */
export function accountFactory(from: HasTables): AccountFactoryRow {
  const row = accountFactoryTable(from).get('account-factory');
  if (!row) throw new Error('servicecatalog/account-factory is empty: seed the organization before Service Catalog is called');
  return row;
}

/** Indexes over Service Catalog's rows. */
export interface ServiceCatalogIndexes {
  provisionedProductByName(name: string): string | undefined;
  /** Ids of the provisioned products of an account; a failed and a later one can share it. */
  provisionedProductsOfAccount(accountId: string): ReadonlySet<string>;
  /** Ids of the provisioned products in a status. */
  provisionedProductsIn(status: string): ReadonlySet<string>;
  /** Id of the record that a token made. */
  recordByToken(type: RecordType, token: string): string | undefined;
  /** Ids of the failed records that asked for an account with this e-mail address. */
  failedRecordsFor(accountEmail: string): ReadonlySet<string>;
}

export const serviceCatalogIndexes: (store: Store) => ServiceCatalogIndexes = perStore((store) => {
  const names = new Map<string, string>();
  follow(provisionedProductTable(store), (id, row, before) => {
    if (before) names.delete(before.name);
    if (row) names.set(row.name, id);
  });
  const accounts = groupTable(provisionedProductTable(store), ({ physicalId }) => physicalId);
  const statuses = groupTable(provisionedProductTable(store), ({ status }) => status.toLowerCase());
  const failures = groupTable(recordTable(store), ({ status, parameters }) =>
    status === 'FAILED' ? parameters.AccountEmail.toLowerCase() : undefined,
  );
  const tokens = groupTable(recordTable(store), ({ type, token }) => `${type}/${token}`);
  return {
    provisionedProductByName: (name) => names.get(name),
    provisionedProductsOfAccount: (accountId) => accounts.of(accountId),
    provisionedProductsIn: (status) => statuses.of(status.toLowerCase()),
    recordByToken: (type, token) => {
      const [first] = tokens.of(`${type}/${token}`);
      return first;
    },
    failedRecordsFor: (accountEmail) => failures.of(accountEmail.toLowerCase()),
  };
});
