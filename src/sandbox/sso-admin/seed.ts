/** Identity Center's instance and permission sets as the organization file states them. */
import type { CallContext } from '../core/service.ts';
import { seedIds, type Organization } from '../organization/organization.ts';
import { instanceTable, permissionSetTable } from './rows.ts';

const year = 365 * 24 * 60 * 60_000;
const hexadecimal = '0123456789abcdef';

export function seedIdentityCenter(organization: Organization, context: CallContext): void {
  const ids = seedIds(organization.seed);
  const { instance, permissionSets } = organization.identityCenter;
  instanceTable(context).put('instance', {
    id: `ssoins-${ids.id('sso/instance', 16, hexadecimal)}`,
    identityStoreId: `d-${ids.id('sso/directory', 10, hexadecimal)}`,
    name: instance.name,
    region: instance.region ?? organization.homeRegion,
    createdAt: organization.now - 2 * year,
  });
  for (const { name, description = '', sessionDuration, managedPolicies, inlinePolicy } of permissionSets) {
    const id = `ps-${ids.id(`sso/permission-set/${name}`, 16, hexadecimal)}`;
    permissionSetTable(context).put(id, {
      id,
      name,
      description,
      sessionDuration,
      createdAt: organization.now - year,
      managedPolicies,
      ...(inlinePolicy === undefined ? {} : { inlinePolicy: JSON.stringify(inlinePolicy) }),
    });
  }
}
