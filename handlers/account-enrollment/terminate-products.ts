/** Failed products of Account Factory, terminated. An account that is not enrolled stays where it is. */
import {
  DescribeProvisionedProductCommand,
  ServiceCatalogClient,
  type ProvisionedProductDetail,
  TerminateProvisionedProductCommand,
} from '@aws-sdk/client-service-catalog';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import type { ReportRow } from './contract.ts';
import { PreparationPending } from './errors.ts';

/** Raises PreparationPending until they are gone. Gives AWS's text of those that cannot be terminated. */
export async function terminateProducts(rows: readonly ReportRow[]): Promise<{ fixed: number; failed: string[] }> {
  const products = rows.flatMap(({ accountId, findings }) =>
    findings
      .filter(({ fixName, subject }) => fixName === 'terminate-failed-products' && subject !== undefined)
      .map(({ subject }) => ({ accountId, id: subject! })),
  );
  const failed: string[] = [];
  const pending: string[] = [];
  for (const { accountId, id } of products) {
    const before = await readProduct(id);
    if (before === undefined) continue;
    pending.push(id);
    if (before.Status === 'UNDER_CHANGE') continue;
    try {
      await client(ServiceCatalogClient).send(
        /* After a failed termination the record is another, and so is the token. */
        new TerminateProvisionedProductCommand({
          ProvisionedProductId: id,
          TerminateToken: `terminate-${id}-${before.LastRecordId ?? 'first'}`,
        }),
      );
    } catch (error) {
      if (!/^(InvalidParametersException|ResourceNotFoundException|AccessDenied.*)$/.test(awsErrorName(error))) throw error;
      pending.pop();
      failed.push(`${accountId} terminate-failed-products ${id}: ${awsErrorName(error)}: ${(error as Error).message}`);
    }
  }
  if (pending.length > 0) throw new PreparationPending(`provisioned products are being terminated: ${pending.join(', ')}`);
  return { fixed: products.length - failed.length, failed };
}

async function readProduct(id: string): Promise<ProvisionedProductDetail | undefined> {
  try {
    const { ProvisionedProductDetail } = await client(ServiceCatalogClient).send(
      new DescribeProvisionedProductCommand({ Id: id }),
    );
    return ProvisionedProductDetail;
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
