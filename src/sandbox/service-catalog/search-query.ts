/** The search of provisioned products: `Filters.SearchQuery` such as `name:X`, `physicalId:123456789012`, `status:ERROR`. */
import type { SearchProvisionedProductsInput } from '@aws-sdk/client-service-catalog';
import type { CallContext } from '../core/service.ts';
import { invalidParameters } from './errors.ts';
import type { ProvisionedProductRow, ServiceCatalogIndexes } from './rows.ts';
import { provisionedProductTable, serviceCatalogIndexes } from './rows.ts';

/** Searchable fields (SearchProvisionedProducts, API reference), with the value of a row. */
const fields: Readonly<Record<string, (row: ProvisionedProductRow) => string>> = {
  arn: ({ name, id }) => `stack/${name}/${id}`,
  createdTime: ({ createdAt }) => new Date(createdAt).toISOString(),
  id: ({ id }) => id,
  idempotencyToken: ({ idempotencyToken }) => idempotencyToken,
  lastRecordId: ({ lastRecordId }) => lastRecordId,
  name: ({ name }) => name,
  physicalId: ({ physicalId }) => physicalId ?? '',
  productId: ({ productId }) => productId,
  provisioningArtifactId: ({ artifactId }) => artifactId,
  status: ({ status }) => status,
  type: () => 'CONTROL_TOWER_ACCOUNT',
  userArn: ({ userArn }) => userArn,
  userArnSession: ({ userArnSession }) => userArnSession,
};

interface Term {
  readonly field: string | undefined;
  readonly value: string;
}

/** The provisioned products that match every term, sorted as asked (by default in order of creation). */
export function searchProvisionedProducts(context: CallContext, input: SearchProvisionedProductsInput): ProvisionedProductRow[] {
  const terms = (input.Filters?.SearchQuery ?? []).map(parseTerm);
  const found = candidates(context, terms).filter((row) => terms.every((term) => matches(row, term)));
  if (input.SortBy === undefined) return input.SortOrder === 'DESCENDING' ? found.reverse() : found;
  const key = Object.hasOwn(fields, input.SortBy) ? fields[input.SortBy] : undefined;
  if (!key) throw invalidParameters(`Provisioned products cannot be sorted by ${input.SortBy}.`);
  const direction = input.SortOrder === 'DESCENDING' ? -1 : 1;
  return found.sort((one, other) => direction * (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}

function parseTerm(text: string): Term {
  const colon = text.indexOf(':');
  const field = text.slice(0, Math.max(colon, 0));
  if (!Object.hasOwn(fields, field)) return { field: undefined, value: text.toLowerCase() };
  return {
    field,
    value: text
      .slice(colon + 1)
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase(),
  };
}

/** A term without a field looks into every field. Values are compared without case; `*` at the end stands for any text. */
function matches(row: ProvisionedProductRow, { field, value }: Term): boolean {
  const fits = (text: string): boolean =>
    value.endsWith('*') ? text.toLowerCase().startsWith(value.slice(0, -1)) : text.toLowerCase() === value;
  return field === undefined ? Object.values(fields).some((read) => fits(read(row))) : fits(fields[field]!(row));
}

/** Fields that an index knows. */
const indexed = {
  id: (_indexes: ServiceCatalogIndexes, value: string) => [value],
  physicalId: (indexes: ServiceCatalogIndexes, value: string) => indexes.provisionedProductsOfAccount(value),
  status: (indexes: ServiceCatalogIndexes, value: string) => indexes.provisionedProductsIn(value),
};

/** What an index can tell at once, else every row. */
function candidates(context: CallContext, terms: readonly Term[]): ProvisionedProductRow[] {
  const rows = provisionedProductTable(context);
  const indexes = serviceCatalogIndexes(context.store);
  const exact = terms.find(({ field, value }) => Object.hasOwn(indexed, field ?? '') && !value.endsWith('*'));
  if (!exact) return [...rows.values()];
  const ids = indexed[exact.field as keyof typeof indexed](indexes, exact.value);
  return [...ids].flatMap((id) => rows.get(id) ?? []);
}
