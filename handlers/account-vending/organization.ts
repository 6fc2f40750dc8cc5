/** What the organization already is: accounts, units, quota, Control Tower's registrations, Identity Center. Read once per batch. */
import { GetGroupIdCommand, IdentitystoreClient } from '@aws-sdk/client-identitystore';
import {
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Account, OrganizationalUnit } from '@aws-sdk/client-organizations';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import {
  DescribePermissionSetCommand,
  ListInstancesCommand,
  ListPermissionSetsCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { client } from '../shared/clients.ts';
import { listEnabledBaselines } from '../shared/control-tower.ts';
import { awsErrorName } from '../shared/errors.ts';
import { allPages } from '../shared/pages.ts';

/** An organizational unit with its full path, `Workloads/Production`. */
export interface Unit {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** Ids from the root down to this unit. */
  readonly lineage: readonly string[];
}

/** Every account, closed ones too: their email addresses stay taken. */
export function readAccounts(): Promise<Account[]> {
  return allPages(
    (NextToken) => client(OrganizationsClient).send(new ListAccountsCommand({ NextToken })),
    (page) => page.Accounts,
    (page) => page.NextToken,
  );
}

/** How many accounts sit directly in a unit. */
export async function countAccounts(unitId: string): Promise<number> {
  const accounts = await allPages(
    (NextToken) => client(OrganizationsClient).send(new ListAccountsForParentCommand({ ParentId: unitId, NextToken })),
    (page) => page.Accounts,
    (page) => page.NextToken,
  );
  return accounts.length;
}

/** Every unit below the root, at any depth. */
export async function readUnits(): Promise<Unit[]> {
  const roots = await allPages(
    (NextToken) => client(OrganizationsClient).send(new ListRootsCommand({ NextToken })),
    (page) => page.Roots,
    (page) => page.NextToken,
  );
  const found: Unit[] = [];
  const below = async (parentId: string, path: string, above: readonly string[]): Promise<void> => {
    const units: OrganizationalUnit[] = await allPages(
      (NextToken) =>
        client(OrganizationsClient).send(new ListOrganizationalUnitsForParentCommand({ ParentId: parentId, NextToken })),
      (page) => page.OrganizationalUnits,
      (page) => page.NextToken,
    );
    for (const { Id, Arn, Name } of units) {
      const lineage = [...above, Id!];
      const unit = { id: Id!, arn: Arn!, name: Name!, path: path ? `${path}/${Name}` : Name!, lineage };
      found.push(unit);
      await below(unit.id, unit.path, lineage);
    }
  };
  for (const root of roots) await below(root.Id!, '', [root.Id!]);
  return found;
}

/** ARNs on which Control Tower's own baseline is enabled: the registered units (and enrolled accounts). */
export async function readRegisteredArns(): Promise<Set<string>> {
  const baselines = await allPages(
    (nextToken) => listEnabledBaselines({ maxResults: 100, ...(nextToken ? { nextToken } : {}) }),
    (page) => page.enabledBaselines,
    (page) => page.nextToken,
  );
  return new Set(
    baselines.filter(({ statusSummary }) => statusSummary.status !== 'FAILED').map(({ targetIdentifier }) => targetIdentifier),
  );
}

/** Quota "Default maximum number of accounts" of the organization; AWS Organizations' quotas are kept in us-east-1. */
export async function readAccountQuota(): Promise<number> {
  const { Quota } = await client(ServiceQuotasClient, { region: 'us-east-1' }).send(
    new GetServiceQuotaCommand({ ServiceCode: 'organizations', QuotaCode: 'L-29A0C5DF' }),
  );
  return Quota?.Value ?? 0;
}

/** Identity Center's instance, or undefined where it is not set up. */
export async function readIdentityCenter(): Promise<{ instanceArn: string; identityStoreId: string } | undefined> {
  const { Instances = [] } = await client(SSOAdminClient).send(new ListInstancesCommand({}));
  const [instance] = Instances;
  return instance && { instanceArn: instance.InstanceArn!, identityStoreId: instance.IdentityStoreId! };
}

/** ARNs of all permission sets by name. */
export async function readPermissionSets(instanceArn: string): Promise<Map<string, string>> {
  const arns = await allPages(
    (NextToken) => client(SSOAdminClient).send(new ListPermissionSetsCommand({ InstanceArn: instanceArn, NextToken })),
    (page) => page.PermissionSets,
    (page) => page.NextToken,
  );
  const sets = new Map<string, string>();
  for (const arn of arns) {
    const { PermissionSet } = await client(SSOAdminClient).send(
      new DescribePermissionSetCommand({ InstanceArn: instanceArn, PermissionSetArn: arn }),
    );
    if (PermissionSet?.Name) sets.set(PermissionSet.Name, arn);
  }
  return sets;
}

/** Id of the group with this display name, or undefined. */
export async function findGroup(identityStoreId: string, name: string): Promise<string | undefined> {
  try {
    const { GroupId } = await client(IdentitystoreClient).send(
      new GetGroupIdCommand({
        IdentityStoreId: identityStoreId,
        AlternateIdentifier: { UniqueAttribute: { AttributePath: 'displayName', AttributeValue: name } },
      }),
    );
    return GroupId;
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
