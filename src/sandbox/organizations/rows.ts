/**
 * Rows of the organization's tree and policies. The authorization evaluator reads them too (SCPs, aws:PrincipalOrgPaths).
 * Times are virtual milliseconds since the epoch. Ids are AWS's (`r-`, `ou-`, 12 digits, `p-`).
 */
import type { Table } from '../core/store.ts';

/** The one row of `organizations/organization`, under the key `organization`. */
export interface OrganizationRow {
  readonly id: string;
  readonly managementAccount: string;
  readonly rootId: string;
  /** ALL unless something else is said. */
  readonly featureSet?: 'ALL' | 'CONSOLIDATED_BILLING';
  /** Policy types enabled on the root. SERVICE_CONTROL_POLICY in every organization of the sandbox. */
  readonly policyTypes: readonly PolicyType[];
}

export type PolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY' | 'TAG_POLICY';

/** Key: the OU's id. `parentId` is the root's or another OU's. */
export interface OrganizationalUnitRow {
  readonly id: string;
  readonly name: string;
  readonly parentId: string;
}

export type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';

/** Key: the account's id. `parentId` is the root's or an OU's. */
export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly state: AccountState;
  readonly joinedMethod: 'CREATED' | 'INVITED';
  readonly joinedAt: number;
  /** When CloseAccount was called; absent on accounts that were closed before the organization file. */
  readonly closedAt?: number;
  readonly parentId: string;
}

/** Key: the policy's id, `p-FullAWSAccess` for the one that AWS owns. */
export interface PolicyRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: PolicyType;
  readonly awsManaged: boolean;
  /** The policy document, JSON text. */
  readonly content: string;
}

/** Key: `<target id>/<policy id>`; the target is the root, an OU or an account. */
export interface PolicyAttachmentRow {
  readonly policyId: string;
  readonly targetId: string;
  /** Virtual milliseconds at which it takes effect; absent for what has always been there. */
  readonly effectiveFrom?: number;
}

/** A document that is in force until a change has spread. Key: `<target id>/<policy id>/<until>`. Times in virtual milliseconds. */
export interface LapsingPolicyRow {
  readonly policyId: string;
  readonly targetId: string;
  readonly content: string;
  readonly from: number;
  readonly until: number;
}

/** Key: the id of a root, OU, account or policy. Tag keys are data, so the tags are pairs and never an object's own names. */
export interface ResourceTagsRow {
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** Key: the request's id `car-...`. */
export interface CreateAccountStatusRow {
  readonly id: string;
  readonly accountName: string;
  readonly email: string;
  readonly roleName: string;
  readonly state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly requestedAt: number;
  readonly completedAt?: number;
  readonly accountId?: string;
  readonly failureReason?: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** Key: the service principal, e.g. `controltower.amazonaws.com`. */
export interface ServiceAccessRow {
  readonly servicePrincipal: string;
  readonly enabledAt: number;
}

/** Key: `<account id>/<service principal>`. */
export interface DelegatedAdministratorRow {
  readonly accountId: string;
  readonly servicePrincipal: string;
  readonly enabledAt: number;
}

/** What has tables: the store and a call's context alike. */
export interface HasTables {
  table<Row>(name: string): Table<Row>;
}

export const organizationTable = (from: HasTables): Table<OrganizationRow> => from.table('organizations/organization');
export const organizationalUnitTable = (from: HasTables): Table<OrganizationalUnitRow> =>
  from.table('organizations/organizational-units');
export const accountTable = (from: HasTables): Table<AccountRow> => from.table('organizations/accounts');
export const policyTable = (from: HasTables): Table<PolicyRow> => from.table('organizations/policies');
export const policyAttachmentTable = (from: HasTables): Table<PolicyAttachmentRow> =>
  from.table('organizations/policy-attachments');
export const lapsingPolicyTable = (from: HasTables): Table<LapsingPolicyRow> => from.table('organizations/lapsing-policies');
/** Tags of roots, OUs, accounts and policies. */
export const resourceTagsTable = (from: HasTables): Table<ResourceTagsRow> => from.table('organizations/resource-tags');
export const createAccountStatusTable = (from: HasTables): Table<CreateAccountStatusRow> =>
  from.table('organizations/create-account-statuses');
export const serviceAccessTable = (from: HasTables): Table<ServiceAccessRow> => from.table('organizations/service-access');
export const delegatedAdministratorTable = (from: HasTables): Table<DelegatedAdministratorRow> =>
  from.table('organizations/delegated-administrators');

/** Key of a policy's attachment. */
export function attachmentKey(targetId: string, policyId: string): string {
  return `${targetId}/${policyId}`;
}

/** Key of a delegated administrator. */
export function delegationKey(accountId: string, servicePrincipal: string): string {
  return `${accountId}/${servicePrincipal}`;
}
