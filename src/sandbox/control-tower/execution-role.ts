/** The role through which Control Tower works in a member account (user guide, "How AWS Control Tower works with roles"). */
import type { CallContext } from '../core/service.ts';
import { roleKey, roleTable } from '../iam/rows.ts';
import { controlTowerExecutionRole, createAdministratorRole } from '../iam/seed.ts';

/** True when the account trusts the management account through it. */
export function hasExecutionRole(context: CallContext, accountId: string): boolean {
  return roleTable(context).has(roleKey(accountId, controlTowerExecutionRole));
}

/** Makes the role in a new account: administrator, assumed by the management account. */
export function createExecutionRole(context: CallContext, accountId: string): void {
  createAccountRole(context, accountId, controlTowerExecutionRole);
}

/** A role with AdministratorAccess that the management account may assume: what CreateAccount's RoleName makes. */
export function createAccountRole(context: CallContext, accountId: string, name: string): void {
  createAdministratorRole(context, accountId, name, context.id(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'));
}
