/** Roles that an organization has from the start. */
import type { CallContext } from '../core/service.ts';
import { accountsWithParents, seedIds, type Organization } from '../organization/organization.ts';
import { roleAttachmentTable, roleKey, roleTable } from './rows.ts';

/** The role that Control Tower enrolls accounts through (Control Tower user guide, Required roles). */
export const controlTowerExecutionRole = 'AWSControlTowerExecution';
/** The role that CreateAccount leaves in a new account. */
export const accountAccessRole = 'OrganizationAccountAccessRole';

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** A role with administrator rights that the management account may assume, in the running transaction; one that is there is left alone. */
export function createAdministratorRole(context: CallContext, account: string, name: string, id: string): void {
  const key = roleKey(account, name);
  if (roleTable(context).has(key)) return;
  roleTable(context).put(key, {
    account,
    name,
    path: '/',
    arn: `arn:aws:iam::${account}:role/${name}`,
    id: `AROA${id}`,
    createdAt: context.now,
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${context.settings.managementAccount}:root` },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
    maxSessionDuration: 3600,
    tags: [],
  });
  roleAttachmentTable(context).put(`${key}/${administrator}`, { role: key, policyArn: administrator });
}

export function seedIam(organization: Organization, context: CallContext): void {
  const ids = seedIds(organization.seed);
  const create = (account: string, name: string): void =>
    createAdministratorRole(context, account, name, ids.id(`role/${account}/${name}`, 17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'));
  const management = organization.managementAccount.id;
  for (const { account } of accountsWithParents(organization)) {
    if (account.id === management) continue;
    if (account.existing?.accessRole ?? true) create(account.id, accountAccessRole);
    if (account.existing?.executionRole ?? account.enrolled) create(account.id, controlTowerExecutionRole);
    for (const name of account.existing?.roles ?? []) create(account.id, name);
  }
}
