import { createHash } from 'node:crypto';
import type { PlanRow } from './contract.ts';

/** What is asked for an account, without where it stands in the file and without what the ledger adds. */
export type Asked = Pick<PlanRow, 'accountId' | 'path' | 'ssoUserEmail' | 'access'> & {
  readonly target: { readonly id: string };
};

/** Twelve hex digits of SHA-256: the same for the same request, whatever the order of its lists. */
export function hashOfAsked({ accountId, target, path, ssoUserEmail, access }: Asked): string {
  const pairs = access.map(({ groupId, permissionSetArn }) => `${groupId} ${permissionSetArn}`).sort();
  const parts = [accountId, target.id, path, ssoUserEmail.toLowerCase(), pairs];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

/** Name of enroll-account's execution: the same account in the same state of the ledger gives the same name. */
export function executionName(accountId: string, asked: string, generation: number, attempt: number): string {
  return `${accountId}-${asked}-${generation}-${attempt}`;
}

/** Name of the provisioned product, and its token: one for each account and generation, whoever repeats the call. */
export function productName(accountId: string, generation: number): string {
  return `enroll-${accountId}-${generation}`;
}

/** Who holds the slots: the operation, not the execution. */
export function slotHolder(accountId: string): string {
  return `account-enrollment/${accountId}`;
}
