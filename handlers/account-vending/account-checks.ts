/** What an account must be on its first day, read back from AWS. */
import { DescribeAccountCommand, ListParentsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { actualAccess } from '../access/actual-access.ts';
import { wantedAccess } from '../access/wanted-access.ts';
import { client } from '../shared/clients.ts';
import { listEnabledBaselines, listEnabledControls } from '../shared/control-tower.ts';
import { allPages } from '../shared/pages.ts';
import { checkContacts, checkTags } from './account-settings.ts';
import type { AccountCheck, PlanRow } from './contract.ts';

/** Every check that needs no change: the account, its unit, Control Tower's baseline and controls, tags, contacts, access. */
export async function checkAccount(accountId: string, row: PlanRow): Promise<AccountCheck[]> {
  const organizations = client(OrganizationsClient);
  const { Account } = await organizations.send(new DescribeAccountCommand({ AccountId: accountId }));
  const { Parents } = await organizations.send(new ListParentsCommand({ ChildId: accountId }));
  const parent = Parents?.[0]?.Id ?? 'none';
  return [
    { check: 'account', outcome: Account?.Status === 'ACTIVE' ? 'OK' : 'WRONG', found: `${Account?.Status} ${Account?.Name}` },
    { check: 'unit', outcome: parent === row.organizationalUnit.id ? 'OK' : 'WRONG', found: parent },
    await checkBaseline(Account?.Arn ?? ''),
    await checkControls(Account?.Arn ?? '', row.organizationalUnit.id),
    ...(await checkTags(accountId, row)),
    ...(await checkContacts(accountId, row)),
    ...(await checkAccess(accountId, row)),
  ];
}

/** Control Tower's baseline on the account: it is enrolled. */
async function checkBaseline(accountArn: string): Promise<AccountCheck> {
  const { enabledBaselines } = await listEnabledBaselines({
    filter: { targetIdentifiers: [accountArn] },
    includeChildren: true,
  });
  const status = enabledBaselines[0]?.statusSummary.status;
  return { check: 'baseline', outcome: status === 'SUCCEEDED' ? 'OK' : 'WRONG', found: status ?? 'not enrolled' };
}

/** Controls that are enabled on the account's unit. One that is under change or failed is not in force yet. */
async function checkControls(accountArn: string, unitId: string): Promise<AccountCheck> {
  const [, , , , managementAccount] = accountArn.split(':');
  const organizationId = accountArn.split('/')[1];
  const targetIdentifier = `arn:aws:organizations::${managementAccount}:ou/${organizationId}/${unitId}`;
  const controls = await allPages(
    (nextToken) => listEnabledControls({ targetIdentifier, ...(nextToken ? { nextToken } : {}) }),
    (page) => page.enabledControls,
    (page) => page.nextToken,
  );
  const notEnabled = controls.filter(({ statusSummary }) => statusSummary?.status !== 'SUCCEEDED');
  return notEnabled.length === 0
    ? { check: 'controls', outcome: 'OK', found: `${controls.length} enabled` }
    : { check: 'controls', outcome: 'WRONG', found: `${notEnabled.length} of ${controls.length} are not enabled` };
}

/** Every pair that was asked for is there; what is there besides is told, not taken away. */
async function checkAccess(accountId: string, { access: asked, identityCenter }: PlanRow): Promise<AccountCheck[]> {
  const access = wantedAccess(asked);
  if (asked.length === 0) return [];
  const actual = await actualAccess(identityCenter.instanceArn, accountId);
  const isPair = (pair: PlanRow['access'][number], one: (typeof actual)[number]): boolean =>
    one.principalId === pair.groupId && one.permissionSetArn === pair.permissionSetArn;
  const missing = access.filter((pair) => !actual.some((one) => isPair(pair, one)));
  const extra = actual.filter((one) => !access.some((pair) => isPair(pair, one)));
  return [
    missing.length === 0
      ? { check: 'access', outcome: 'OK', found: `${access.length} of ${access.length}, ${extra.length} besides` }
      : {
          check: 'access',
          outcome: 'WRONG',
          found: `not there: ${missing.map(({ group, permissionSet }) => `${group}:${permissionSet}`).join(', ')}`,
        },
    ...(extra.length === 0
      ? []
      : [
          {
            check: 'access besides',
            outcome: 'OK' as const,
            found: extra
              .map(({ principalType, principalId, permissionSetArn }) => `${principalType} ${principalId} ${permissionSetArn}`)
              .join(', ')
              .slice(0, 1000),
          },
        ]),
  ];
}
