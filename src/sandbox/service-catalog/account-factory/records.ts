/** How records and provisioned products change while an operation runs. */
import type { CallContext } from '../../core/service.ts';
import type { ProvisionedProductRow, RecordRow } from '../rows.ts';
import { provisionedProductTable, recordTable } from '../rows.ts';
import type { Failure } from '../sentinels.ts';

/** The record with that id and its provisioned product. Timers only run for those that are there. */
export function running(context: CallContext, recordId: string): { record: RecordRow; product: ProvisionedProductRow } {
  const record = recordTable(context).get(recordId);
  const product = record && provisionedProductTable(context).get(record.provisionedProductId);
  if (!record || !product) throw new Error(`servicecatalog: record ${recordId} or its provisioned product is gone while it runs`);
  return { record, product };
}

export function markInProgress(context: CallContext, record: RecordRow): void {
  recordTable(context).put(record.id, { ...record, status: 'IN_PROGRESS', updatedAt: context.now });
}

/** Notes the account that an operation works on, as soon as there is one. */
export function notePhysicalId(context: CallContext, product: ProvisionedProductRow, accountId: string): void {
  provisionedProductTable(context).put(product.id, { ...product, physicalId: accountId });
}

/** Ends a provisioning or an update well. */
export function succeed(context: CallContext, recordId: string, accountId: string): void {
  const { record, product } = running(context, recordId);
  const { AccountEmail, SSOUserEmail } = record.parameters;
  recordTable(context).put(record.id, {
    ...record,
    status: 'SUCCEEDED',
    updatedAt: context.now,
    outputs: [
      { key: 'AccountEmail', value: AccountEmail, description: 'Email address associated with the AWS account' },
      { key: 'AccountId', value: accountId, description: 'ID of the AWS account' },
      { key: 'SSOUserEmail', value: SSOUserEmail, description: 'Email address of the IAM Identity Center user' },
    ],
  });
  const { statusMessage: _cleared, ...rest } = product;
  provisionedProductTable(context).put(product.id, {
    ...rest,
    status: 'AVAILABLE',
    physicalId: accountId,
    parameters: record.parameters,
    lastSuccessfulProvisioningRecordId: record.id,
  });
}

/** Ends an operation badly, with Control Tower's text in StatusMessage and RecordErrors: `<exception>  <text>`. */
export function fail(context: CallContext, recordId: string, failure: Failure): void {
  const { record, product } = running(context, recordId);
  const description = `${failure.exception}  ${failure.message}`;
  recordTable(context).put(record.id, {
    ...record,
    status: 'FAILED',
    updatedAt: context.now,
    errors: [{ code: failure.exception, description }],
  });
  provisionedProductTable(context).put(product.id, { ...product, status: failure.productStatus, statusMessage: description });
}
