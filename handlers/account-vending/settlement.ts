import type { FailedProduct, InputError } from './contract.ts';
import type { approvalRequest } from '../approval/contract.ts';
import type * as z from 'zod';

/** What a person is asked to approve, with each product by its id, its name and what stands behind it. */
export function settlementOf(
  products: readonly FailedProduct[],
  approvalHours: number,
): { products: FailedProduct[]; approval: z.input<typeof approvalRequest> } | undefined {
  if (products.length === 0) return undefined;
  const accounts = products.filter(({ accountId }) => accountId !== undefined).length;
  return {
    products: [...products],
    approval: {
      workflow: 'account-vending',
      action: 'terminate failed products',
      allows: products.map(
        ({ productId, productName, status, accountId }) =>
          `${productId} ${productName} (${status}, ${accountId === undefined ? 'no account' : `account ${accountId}`})`,
      ),
      people: 1,
      expiresInSeconds: approvalHours * 3600,
      reason:
        `Failed launches have left ${products.length} provisioned products, which block the next launches of their accounts. ` +
        `${accounts} of them have made an account: it stays in the organization, unmanaged, and the next launch takes it over.`,
    },
  };
}

/** The refusal of a batch that would ask for more terminations than it may. */
export function tooManyTerminations(products: readonly FailedProduct[], most: number): InputError[] {
  if (products.length <= most) return [];
  const message = `${products.length} failed products of earlier runs would be terminated; maxTerminations allows ${most}.`;
  return [{ row: 0, column: '', code: 'TOO_MANY_TERMINATIONS', message }];
}
