import { createHash } from 'node:crypto';
import type { PlanRow } from './contract.ts';

/** What a row asks for, without where it stands in the file and without what the ledger adds. */
export type Asked = Pick<
  PlanRow,
  | 'accountName'
  | 'accountEmail'
  | 'ssoUserEmail'
  | 'ssoUserFirstName'
  | 'ssoUserLastName'
  | 'organizationalUnit'
  | 'access'
  | 'tags'
  | 'contacts'
  | 'regions'
  | 'quotas'
>;

/** Twelve hex digits of SHA-256 over what is asked for: the same for the same request, whatever the order of its lists. */
export function hashOfAsked(asked: Asked): string {
  const parts = [
    asked.accountName,
    asked.accountEmail.toLowerCase(),
    asked.ssoUserEmail.toLowerCase(),
    asked.ssoUserFirstName,
    asked.ssoUserLastName,
    asked.organizationalUnit.id,
    asked.access
      .map(({ groupId, permissionSetArn, until }) => [groupId, permissionSetArn, ...(until ? [until] : [])].join(' '))
      .sort(),
    Object.entries(asked.tags).sort(([left], [right]) => (left < right ? -1 : 1)),
    [asked.contacts.billing, asked.contacts.operations, asked.contacts.security].map((contact) => contact ?? null),
    ...(asked.regions?.length ? [[...asked.regions].sort()] : []),
    ...(asked.quotas?.length
      ? [asked.quotas.map(({ service, quota, region, value }) => `${service}/${quota}/${region}=${value}`).sort()]
      : []),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

/** Name of vend-account's execution: the same row in the same state of the ledger gives the same name. At most 80 characters. */
export function executionName(accountName: string, asked: string, generation: number, attempt: number): string {
  return `${accountName}-${asked}-${generation}-${attempt}`;
}

/**
 * Name of the provisioned product, and its token: one launch per account and generation, whoever repeats the call. Service Catalog
 * takes `[a-zA-Z0-9][a-zA-Z0-9._-]*`, hence the prefix. https://docs.aws.amazon.com/servicecatalog/latest/dg/API_ProvisionProduct.html
 */
export function productName(accountName: string, generation: number): string {
  return `account-${accountName}-${generation}`;
}

/** The account that a product's name was made for, lower case; undefined for products of others. */
export function accountOfProduct(name: string): string | undefined {
  return /^account-([a-zA-Z0-9_-]{1,50})-\d+$/.exec(name)?.[1]?.toLowerCase();
}

/** Who holds Control Tower's slot: the operation, not the execution. */
export function slotHolder(accountName: string): string {
  return `account-vending/${accountName.toLowerCase()}`;
}
