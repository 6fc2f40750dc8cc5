/** Rows of IAM Identity Center. Times are virtual milliseconds since the epoch. */
import { groupTable, perStore } from '../core/indexes.ts';
import type { Store, Table } from '../core/store.ts';
import type { HasTables } from '../organizations/rows.ts';

/** The one row of `sso/instances`, under the key `instance`. */
export interface InstanceRow {
  /** `ssoins-` and 16 characters. */
  readonly id: string;
  /** `d-` and 10 characters. */
  readonly identityStoreId: string;
  readonly name: string;
  /** The only Region in which its APIs answer. */
  readonly region: string;
  readonly createdAt: number;
}

/** Key: the permission set's id `ps-...`. */
export interface PermissionSetRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** ISO 8601, `PT1H` to `PT12H`. */
  readonly sessionDuration: string;
  readonly createdAt: number;
  readonly managedPolicies: readonly string[];
  readonly inlinePolicy?: string;
}

export type PrincipalType = 'USER' | 'GROUP';

/** Key: `<account>/<permission set>/<principal type>/<principal>`. */
export interface AccountAssignmentRow {
  readonly accountId: string;
  readonly permissionSetId: string;
  readonly principalType: PrincipalType;
  readonly principalId: string;
}

export type RequestKind = 'create-assignment' | 'delete-assignment' | 'provision-permission-set';

/** An asynchronous write. Key: the request's id, a UUID. */
export interface RequestRow {
  readonly id: string;
  readonly kind: RequestKind;
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly createdAt: number;
  readonly failureReason?: string;
  readonly permissionSetId: string;
  /** Absent when a permission set is provisioned to all accounts that have it. */
  readonly accountId?: string;
  readonly principalType?: PrincipalType;
  readonly principalId?: string;
}

export const instanceTable = (from: HasTables): Table<InstanceRow> => from.table('sso/instances');
export const permissionSetTable = (from: HasTables): Table<PermissionSetRow> => from.table('sso/permission-sets');
export const accountAssignmentTable = (from: HasTables): Table<AccountAssignmentRow> => from.table('sso/account-assignments');
export const requestTable = (from: HasTables): Table<RequestRow> => from.table('sso/requests');

export function assignmentKey(row: AccountAssignmentRow): string {
  return `${row.accountId}/${row.permissionSetId}/${row.principalType}/${row.principalId}`;
}

/** Indexes over Identity Center's rows. Sets hold the tables' keys. */
export interface IdentityCenterIndexes {
  assignmentsOn(accountId: string, permissionSetId: string): ReadonlySet<string>;
  assignmentsOfAccount(accountId: string): ReadonlySet<string>;
  assignmentsOfPrincipal(principalType: PrincipalType, principalId: string): ReadonlySet<string>;
  assignmentsOfPermissionSet(permissionSetId: string): ReadonlySet<string>;
  permissionSetByName(name: string): string | undefined;
  /** Requests that are still running. */
  running(): ReadonlySet<string>;
  /** Requests of a kind, in the order in which they were made. */
  requests(kind: RequestKind): ReadonlySet<string>;
}

export const identityCenterIndexes: (store: Store) => IdentityCenterIndexes = perStore((store) => {
  const assignments = accountAssignmentTable(store);
  const onSet = groupTable(assignments, ({ accountId, permissionSetId }) => `${accountId}/${permissionSetId}`);
  const ofAccount = groupTable(assignments, ({ accountId }) => accountId);
  const ofPrincipal = groupTable(assignments, ({ principalType, principalId }) => `${principalType}/${principalId}`);
  const ofSet = groupTable(assignments, ({ permissionSetId }) => permissionSetId);
  const names = groupTable(permissionSetTable(store), ({ name }) => name);
  const statuses = groupTable(requestTable(store), ({ status }) => status);
  const kinds = groupTable(requestTable(store), ({ kind }) => kind);
  return {
    assignmentsOn: (accountId, permissionSetId) => onSet.of(`${accountId}/${permissionSetId}`),
    assignmentsOfAccount: (accountId) => ofAccount.of(accountId),
    assignmentsOfPrincipal: (principalType, principalId) => ofPrincipal.of(`${principalType}/${principalId}`),
    assignmentsOfPermissionSet: (permissionSetId) => ofSet.of(permissionSetId),
    permissionSetByName: (name) => [...names.of(name)][0],
    running: () => statuses.of('IN_PROGRESS'),
    requests: (kind) => kinds.of(kind),
  };
});
