/** Groups and permission sets by name; each that is missing is reported at every account that names it. */
import { findGroup, readIdentityCenter, readPermissionSets } from '../account-vending/organization.ts';
import type { InputError } from './contract.ts';
import type { Target } from './resolve-targets.ts';

export interface ResolvedAccess {
  readonly instanceArn: string;
  /** By `group:permission-set`. */
  readonly pairs: ReadonlyMap<string, { readonly groupId: string; readonly permissionSetArn: string }>;
  readonly errors: readonly InputError[];
}

export async function resolveAccess(targets: readonly Target[]): Promise<ResolvedAccess> {
  const wanted = targets.flatMap(({ row, access }) => access.map((pair) => ({ row, ...pair })));
  if (wanted.length === 0) return { instanceArn: '', pairs: new Map(), errors: [] };
  const error = (row: number, code: string, message: string): InputError => ({ row, column: 'Access', code, message });
  const identity = await readIdentityCenter();
  if (!identity) {
    const message = 'IAM Identity Center is not set up in this Region.';
    return { instanceArn: '', pairs: new Map(), errors: wanted.map(({ row }) => error(row, 'NO_IDENTITY_CENTER', message)) };
  }
  const sets = await readPermissionSets(identity.instanceArn);
  const groups = new Map<string, string>();
  for (const name of new Set(wanted.map(({ group }) => group))) {
    const id = await findGroup(identity.identityStoreId, name);
    if (id !== undefined) groups.set(name, id);
  }
  const pairs = new Map<string, { groupId: string; permissionSetArn: string }>();
  const errors: InputError[] = [];
  for (const { row, group, permissionSet } of wanted) {
    const [groupId, permissionSetArn] = [groups.get(group), sets.get(permissionSet)];
    if (groupId === undefined) errors.push(error(row, 'UNKNOWN_GROUP', `IAM Identity Center has no group "${group}".`));
    if (permissionSetArn === undefined)
      errors.push(error(row, 'UNKNOWN_PERMISSION_SET', `IAM Identity Center has no permission set "${permissionSet}".`));
    if (groupId !== undefined && permissionSetArn !== undefined)
      pairs.set(`${group}:${permissionSet}`, { groupId, permissionSetArn });
  }
  return { instanceArn: identity.instanceArn, pairs, errors };
}
