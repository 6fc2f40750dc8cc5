/** Account Factory's product and portfolio. Accounts of the organization file have no provisioned product: they were enrolled otherwise. */
import type { CallContext } from '../core/service.ts';
import { seedIds, type Organization } from '../organization/organization.ts';
import { accountFactoryTable, portfolioPrincipalTable } from './rows.ts';

const year = 365 * 24 * 60 * 60_000;
/** Who may launch from the start: the permission set that Control Tower makes for end users. Other principals are associated. */
const endUsers = 'arn:aws:iam:::role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_AWSServiceCatalogEndUserAccess_*';
const alphanumeric = 'abcdefghijklmnopqrstuvwxyz234567';

export function seedServiceCatalog(organization: Organization, context: CallContext): void {
  const ids = seedIds(organization.seed);
  const id = (name: string): string => ids.id(`servicecatalog/${name}`, 13, alphanumeric);
  accountFactoryTable(context).put('account-factory', {
    productId: `prod-${id('product')}`,
    portfolioId: `port-${id('portfolio')}`,
    pathId: `lpv2-${id('path')}`,
    artifacts: [
      { id: `pa-${id('artifact/1')}`, name: 'AWS Control Tower Account Factory', createdAt: organization.now - 2 * year },
      { id: `pa-${id('artifact/2')}`, name: 'AWS Control Tower Account Factory', createdAt: organization.now - year },
    ],
    createdAt: organization.now - 2 * year,
  });
  portfolioPrincipalTable(context).put(`IAM_PATTERN/${endUsers}`, { arn: endUsers, type: 'IAM_PATTERN' });
}
