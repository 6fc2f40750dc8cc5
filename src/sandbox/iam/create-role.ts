/** Roles that a service makes in an account. */
import type { CallContext } from '../core/service.ts';
import { iamId } from './listing.ts';
import { roleAttachmentTable, roleKey, roleTable } from './rows.ts';

export interface NewRole {
  readonly name: string;
  /** JSON text. */
  readonly trustPolicy: string;
  readonly managedPolicies: readonly string[];
}

/** Makes a role that the account does not have. */
export function createRoleIn(context: CallContext, account: string, { name, trustPolicy, managedPolicies }: NewRole): void {
  const key = roleKey(account, name);
  roleTable(context).put(key, {
    account,
    name,
    path: '/',
    arn: `arn:aws:iam::${account}:role/${name}`,
    id: iamId('AROA', context),
    createdAt: context.now,
    trustPolicy,
    maxSessionDuration: 3600,
    tags: [],
  });
  for (const policyArn of managedPolicies) roleAttachmentTable(context).put(`${key}/${policyArn}`, { role: key, policyArn });
}
