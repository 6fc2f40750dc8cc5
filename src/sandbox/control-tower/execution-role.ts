/** The role through which Control Tower works in a member account (user guide, "How AWS Control Tower works with roles"). */
import type { CallContext } from '../core/service.ts';
import { roleAttachmentTable, roleKey, roleTable } from '../iam/rows.ts';

export const executionRoleName = 'AWSControlTowerExecution';

/** True when the account trusts the management account through it. */
export function hasExecutionRole(context: CallContext, accountId: string): boolean {
  return roleTable(context).has(roleKey(accountId, executionRoleName));
}

/** Makes the role in a new account: administrator, assumed by the management account. */
export function createExecutionRole(context: CallContext, accountId: string): void {
  createAdministratorRole(context, accountId, executionRoleName);
}

/** A role with AdministratorAccess that the management account may assume: what CreateAccount's RoleName makes. */
export function createAdministratorRole(context: CallContext, accountId: string, name: string): void {
  const key = roleKey(accountId, name);
  const policyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const { managementAccount } = context.settings;
  roleTable(context).put(key, {
    account: accountId,
    name,
    path: '/',
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    id: `AROA${context.id(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    createdAt: context.now,
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${managementAccount}:root` }, Action: 'sts:AssumeRole' }],
    }),
    maxSessionDuration: 3600,
    tags: [],
  });
  roleAttachmentTable(context).put(`${key}/${policyArn}`, { role: key, policyArn });
}
