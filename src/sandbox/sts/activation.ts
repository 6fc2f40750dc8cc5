/** STS in a Region of an account, which its administrator can deactivate (IAM user guide, Managing AWS STS in an AWS Region). */
import { AwsError } from '../core/errors.ts';
import type { CallContext } from '../core/service.ts';
import type { Table } from '../core/store.ts';
import type { HasTables } from '../organizations/rows.ts';
import { accountsWithParents, type Organization } from '../organization/organization.ts';

interface DeactivatedRow {
  readonly account: string;
  readonly region: string;
}

/** Key: `<account>/<region>`. */
export const deactivatedTable = (from: HasTables): Table<DeactivatedRow> => from.table('sts/deactivated-regions');

/** Refuses sessions of an account's roles in a Region where it has STS deactivated. */
export function checkActivated(context: CallContext, account: string): void {
  if (!deactivatedTable(context).has(`${account}/${context.region}`)) return;
  throw new AwsError(
    'RegionDisabledException',
    `STS is not activated in this region for account:${account}. Your account administrator can activate STS in this region using the IAM Console.`,
    { statusCode: 403 },
  );
}

export function seedDeactivatedRegions(organization: Organization, context: CallContext): void {
  for (const { account } of accountsWithParents(organization)) {
    for (const region of account.existing?.stsDisabled ?? [])
      deactivatedTable(context).put(`${account.id}/${region}`, { account: account.id, region });
  }
}
