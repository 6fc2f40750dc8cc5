/** Launching, updating and terminating accounts: what is refused at once, and the record of what was accepted. */
import type {
  ProvisionProductInput,
  ProvisionProductOutput,
  TerminateProvisionedProductInput,
  TerminateProvisionedProductOutput,
  UpdateProvisionedProductInput,
  UpdateProvisionedProductOutput,
} from '@aws-sdk/client-service-catalog';
import type { CallContext, OperationTable } from '../core/service.ts';
import { launchParameters, updateParameters } from './account-factory/parameters.ts';
import { start } from './account-factory/run.ts';
import { startTermination } from './account-factory/terminate.ts';
import { invalidParameters, resourceNotFound } from './errors.ts';
import { accessLevels, checkedOperation, constraint, principalArn } from './operation.ts';
import { mayLaunch } from './portfolios.ts';
import { noLaunchPaths, onProduct, requireProduct } from './products.ts';
import type { AccountFactoryRow, AccountParameters, ProvisionedProductRow, RecordRow, RecordType } from './rows.ts';
import { accountFactory, provisionedProductTable, recordTable, serviceCatalogIndexes } from './rows.ts';
import { recordView } from './views.ts';

const alphanumeric = 'abcdefghijklmnopqrstuvwxyz234567';

/** The record that an equal call made before: the token makes the call idempotent. Another product's name under it is refused. */
function earlierRecord(context: CallContext, type: RecordType, token: string, name: string): RecordRow | undefined {
  const id = serviceCatalogIndexes(context.store).recordByToken(type, token);
  const record = id === undefined ? undefined : recordTable(context).get(id);
  if (record && record.provisionedProductName !== name) {
    throw invalidParameters(`The token ${token} was already used for another provisioned product.`);
  }
  return record;
}

function newRecord(
  context: CallContext,
  type: RecordType,
  token: string,
  product: Pick<ProvisionedProductRow, 'id' | 'name' | 'productId' | 'artifactId'>,
  parameters: AccountParameters,
): RecordRow {
  const record: RecordRow = {
    id: `rec-${context.id(13, alphanumeric)}`,
    type,
    token,
    status: 'CREATED',
    createdAt: context.now,
    updatedAt: context.now,
    provisionedProductId: product.id,
    provisionedProductName: product.name,
    productId: product.productId,
    artifactId: product.artifactId,
    pathId: accountFactory(context).pathId,
    parameters,
    errors: [],
    outputs: [],
  };
  recordTable(context).put(record.id, record);
  return record;
}

/** The artifact that the input names, by id or name. Throws ResourceNotFoundException for another, or for none. */
function requireArtifact(factory: AccountFactoryRow, id: string | undefined, name: string | undefined): string {
  const artifact = factory.artifacts.find((candidate) => (id === undefined ? candidate.name === name : candidate.id === id));
  if (!artifact) throw resourceNotFound(`ProvisioningArtifact ${id ?? name ?? ''} not found.`);
  return artifact.id;
}

/** The launch path: the only one, which the caller must be on and which it may name. */
function checkPath(context: CallContext, factory: AccountFactoryRow, pathId: string | undefined): void {
  if (!mayLaunch(context) || (pathId !== undefined && pathId !== factory.pathId)) throw noLaunchPaths(factory.productId);
}

const provisionProduct = checkedOperation<ProvisionProductInput, ProvisionProductOutput>({
  constraints: {
    ProductId: constraint.id,
    ProvisioningArtifactId: constraint.id,
    PathId: constraint.id,
    ProvisionedProductName: { ...constraint.provisionedProductName, required: true },
    ProvisionToken: constraint.token,
    Tags: { max: 50 },
    NotificationArns: { max: 5 },
  },
  permissions: ({ ProductId, ProductName }, context) =>
    onProduct('ProvisionProduct', { id: ProductId, name: ProductName }, context),
  handle: (input, context) => {
    const factory = requireProduct(context, { id: input.ProductId, name: input.ProductName });
    const name = input.ProvisionedProductName!;
    const token = input.ProvisionToken!;
    const earlier = earlierRecord(context, 'PROVISION_PRODUCT', token, name);
    if (earlier) return { RecordDetail: recordView(earlier) };

    checkPath(context, factory, input.PathId);
    const artifactId = requireArtifact(factory, input.ProvisioningArtifactId, input.ProvisioningArtifactName);
    const parameters = launchParameters(input.ProvisioningParameters);
    if (serviceCatalogIndexes(context.store).provisionedProductByName(name) !== undefined) {
      throw invalidParameters(`A stack named ${name} already exists.`);
    }

    const identity = { id: `pp-${context.id(13, alphanumeric)}`, name, productId: factory.productId, artifactId };
    const record = newRecord(context, 'PROVISION_PRODUCT', token, identity, parameters);
    provisionedProductTable(context).put(identity.id, {
      ...identity,
      status: 'UNDER_CHANGE',
      createdAt: context.now,
      idempotencyToken: token,
      lastRecordId: record.id,
      lastProvisioningRecordId: record.id,
      userArn: principalArn(context),
      userArnSession: context.caller.arn,
      tags: (input.Tags ?? []).map(({ Key, Value }) => ({ key: Key ?? '', value: Value ?? '' })),
      parameters,
    });
    start(context, record.id);
    return { RecordDetail: recordView(record) };
  },
});

/** The provisioned product by id or name; undefined when there is none. */
export function findProvisionedProduct(
  context: CallContext,
  asked: { id?: string | undefined; name?: string | undefined },
): ProvisionedProductRow | undefined {
  const id =
    asked.id ??
    (asked.name === undefined ? undefined : serviceCatalogIndexes(context.store).provisionedProductByName(asked.name));
  return id === undefined ? undefined : provisionedProductTable(context).get(id);
}

type Asked = { id?: string | undefined; name?: string | undefined };

/** A permission that has no resource, only access levels: what the service authorization reference gives these actions. */
function onProvisionedProduct(action: string, asked: Asked, context: CallContext) {
  return [
    {
      action: `servicecatalog:${action}`,
      resources: ['*'],
      conditions: accessLevels(context, findProvisionedProduct(context, asked)),
    },
  ];
}

/** A provisioned product that may change now. Throws for an unknown one and for one that is changing already. */
function requireChangeable(context: CallContext, asked: Asked): ProvisionedProductRow {
  const product = findProvisionedProduct(context, asked);
  if (!product) throw resourceNotFound(`Provisioned product ${asked.id ?? asked.name ?? ''} not found.`);
  if (product.status === 'UNDER_CHANGE') {
    throw invalidParameters(`Provisioned product ${product.id} is in UNDER_CHANGE status and cannot be changed.`);
  }
  return product;
}

const updateProvisionedProduct = checkedOperation<UpdateProvisionedProductInput, UpdateProvisionedProductOutput>({
  constraints: {
    ProvisionedProductId: constraint.id,
    ProductId: constraint.id,
    ProvisioningArtifactId: constraint.id,
    UpdateToken: constraint.token,
  },
  permissions: (input, context) =>
    onProvisionedProduct(
      'UpdateProvisionedProduct',
      { id: input.ProvisionedProductId, name: input.ProvisionedProductName },
      context,
    ),
  handle: (input, context) => {
    const asked = { id: input.ProvisionedProductId, name: input.ProvisionedProductName };
    const token = input.UpdateToken!;
    const name = findProvisionedProduct(context, asked)?.name ?? '';
    const earlier = earlierRecord(context, 'UPDATE_PROVISIONED_PRODUCT', token, name);
    if (earlier) return { RecordDetail: recordView(earlier) };

    const product = requireChangeable(context, asked);
    const factory = accountFactory(context);
    checkPath(context, factory, input.PathId);
    if (product.lastSuccessfulProvisioningRecordId === undefined) {
      throw invalidParameters(`Provisioned product ${product.id} is in ${product.status} status and cannot be updated.`);
    }
    const named = input.ProvisioningArtifactId ?? input.ProvisioningArtifactName;
    const artifactId =
      named === undefined
        ? product.artifactId
        : requireArtifact(factory, input.ProvisioningArtifactId, input.ProvisioningArtifactName);
    const parameters = updateParameters(input.ProvisioningParameters, product.parameters);
    const record = newRecord(context, 'UPDATE_PROVISIONED_PRODUCT', token, { ...product, artifactId }, parameters);
    provisionedProductTable(context).put(product.id, {
      ...product,
      artifactId,
      status: 'UNDER_CHANGE',
      lastRecordId: record.id,
      lastProvisioningRecordId: record.id,
    });
    start(context, record.id);
    return { RecordDetail: recordView(record) };
  },
});

const terminateProvisionedProduct = checkedOperation<TerminateProvisionedProductInput, TerminateProvisionedProductOutput>({
  constraints: { ProvisionedProductId: constraint.id, TerminateToken: constraint.token },
  permissions: (input, context) =>
    onProvisionedProduct(
      'TerminateProvisionedProduct',
      { id: input.ProvisionedProductId, name: input.ProvisionedProductName },
      context,
    ),
  handle: (input, context) => {
    const asked = { id: input.ProvisionedProductId, name: input.ProvisionedProductName };
    const token = input.TerminateToken!;
    const known = serviceCatalogIndexes(context.store).recordByToken('TERMINATE_PROVISIONED_PRODUCT', token);
    if (known !== undefined) return { RecordDetail: recordView(recordTable(context).get(known)!) };

    const product = requireChangeable(context, asked);
    const record = newRecord(context, 'TERMINATE_PROVISIONED_PRODUCT', token, product, product.parameters);
    provisionedProductTable(context).put(product.id, { ...product, status: 'UNDER_CHANGE', lastRecordId: record.id });
    startTermination(context, record.id);
    return { RecordDetail: recordView(record) };
  },
});

export const provisioningOperations: OperationTable = {
  ProvisionProduct: provisionProduct,
  UpdateProvisionedProduct: updateProvisionedProduct,
  TerminateProvisionedProduct: terminateProvisionedProduct,
};
