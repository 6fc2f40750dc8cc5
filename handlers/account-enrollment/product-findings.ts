import type { EnrollmentPath, Finding } from './contract.ts';
import type { AccountProduct } from './organization-facts.ts';

/** Products of Account Factory that are an account's: by its id, or by the name that an enrollment gave them. */
export function productsOf(accountId: string, products: readonly AccountProduct[]): AccountProduct[] {
  return products.filter((product) => product.accountId === accountId || product.name.startsWith(`enroll-${accountId}-`));
}

/** What Account Factory still has of an account that is not enrolled: a failed product blocks the account, and its name. */
export function productFindings(accountId: string, products: readonly AccountProduct[], path: EnrollmentPath): Finding[] {
  return productsOf(accountId, products).map((product): Finding => {
    const { id, name, status, statusMessage } = product;
    if (status === 'UNDER_CHANGE' || status === 'PLAN_IN_PROGRESS') {
      return {
        code: 'PRODUCT_UNDER_CHANGE',
        severity: 'blocker',
        message: `Account Factory works on the provisioned product ${name} (${id}) of this account.`,
        fix: 'Wait until it is done, then start the same again.',
        subject: id,
      };
    }
    return {
      code: 'FAILED_PRODUCT',
      severity: path === 'service-catalog' ? 'blocker' : 'warning',
      message: `The provisioned product ${name} (${id}) is ${status}${statusMessage === undefined ? '' : `: ${statusMessage}`}`,
      fix: 'Terminate it; the fix terminate-failed-products does so once a person has approved it. The account stays in the organization.',
      command: `aws servicecatalog terminate-provisioned-product --provisioned-product-id ${id}`,
      fixName: 'terminate-failed-products',
      subject: id,
    };
  });
}
