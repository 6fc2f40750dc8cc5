/** Rows of IAM, which the evaluator of permissions reads too. Times are virtual milliseconds. Keys are beside each type. */
import type { Store, Table } from '../core/store.ts';
import { groupTable, perStore, type Grouping } from '../core/indexes.ts';

export interface TagPair {
  readonly Key: string;
  readonly Value: string;
}

/** Key: `<account>/<role name>`; names differ in more than case (IAM compares them without it), which createRole checks. */
export interface RoleRow {
  readonly account: string;
  readonly name: string;
  /** `/` or `/some/path/`. */
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: number;
  readonly description?: string;
  /** JSON text. */
  readonly trustPolicy: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly permissionsBoundary?: string;
  readonly tags: readonly TagPair[];
}

/** An inline policy. Key: `<account>/<role name>/<policy name>`. */
export interface RolePolicyRow {
  readonly role: string;
  readonly name: string;
  /** JSON text. */
  readonly document: string;
}

/** A managed policy attached to a role. Key: `<account>/<role name>/<policy arn>`. */
export interface RoleAttachmentRow {
  readonly role: string;
  readonly policyArn: string;
}

/** A customer managed policy; those of AWS are data in aws-managed-policies.ts. Key: its ARN. */
export interface ManagedPolicyRow {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly description?: string;
  readonly versions: readonly { readonly id: string; readonly document: string; readonly createdAt: number }[];
  readonly defaultVersion: string;
  readonly tags: readonly TagPair[];
}

export interface HasTables {
  table<Row>(name: string): Table<Row>;
}

export const roleTable = (from: HasTables): Table<RoleRow> => from.table('iam/roles');
export const rolePolicyTable = (from: HasTables): Table<RolePolicyRow> => from.table('iam/role-policies');
export const roleAttachmentTable = (from: HasTables): Table<RoleAttachmentRow> => from.table('iam/role-attachments');
export const managedPolicyTable = (from: HasTables): Table<ManagedPolicyRow> => from.table('iam/managed-policies');

/** Key of a role, which the rows of its policies name in `role`. */
export function roleKey(account: string, name: string): string {
  return `${account}/${name}`;
}

/** Account and key of the role with that ARN; undefined when the text is no role's ARN. */
export function roleKeyOfArn(arn: string): { account: string; name: string; key: string } | undefined {
  const match = /^arn:aws:iam::(\d{12}):role\/(?:[\u0021-\u007e]*\/)?([\w+=,.@-]+)$/.exec(arn);
  return match ? { account: match[1]!, name: match[2]!, key: roleKey(match[1]!, match[2]!) } : undefined;
}

interface RoleIndexes {
  readonly inline: Grouping;
  readonly attached: Grouping;
}

const indexes: (store: Store) => RoleIndexes = perStore((store) => ({
  inline: groupTable(rolePolicyTable(store), ({ role }) => role),
  attached: groupTable(roleAttachmentTable(store), ({ role }) => role),
}));

/** Inline policies of a role in the order in which they were put. */
export function inlinePoliciesOf(store: Store, role: string): RolePolicyRow[] {
  const table = rolePolicyTable(store);
  return [...indexes(store).inline.of(role)].map((key) => table.get(key)!);
}

/** ARNs of the managed policies attached to a role. */
export function attachedPoliciesOf(store: Store, role: string): string[] {
  const table = roleAttachmentTable(store);
  return [...indexes(store).attached.of(role)].map((key) => table.get(key)!.policyArn);
}
