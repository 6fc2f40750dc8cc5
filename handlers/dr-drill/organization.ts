import {
  DescribeOrganizationCommand,
  DescribeOrganizationalUnitCommand,
  ListAccountsForParentCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Account, PolicySummary } from '@aws-sdk/client-organizations';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { allPages } from '../shared/pages.ts';
import { PoliciesChanging } from './errors.ts';

/* Organizations has one endpoint, and pages may be empty before the last: `allPages` reads to the end. */
const organizations = (): OrganizationsClient => client(OrganizationsClient);

export interface Unit {
  readonly id: string;
  /** Names from the root, e.g. `Workloads/Drill`. */
  readonly path: string;
}

export async function describeOrganization(): Promise<{ id: string; managementAccount: string }> {
  const { Organization } = await organizations().send(new DescribeOrganizationCommand({}));
  return { id: Organization!.Id!, managementAccount: Organization!.MasterAccountId! };
}

/** The unit of a path or an id; undefined when there is none. */
export async function findUnit(reference: string): Promise<Unit | undefined> {
  if (/^ou-/.test(reference)) {
    try {
      const { OrganizationalUnit } = await organizations().send(
        new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: reference }),
      );
      return { id: reference, path: OrganizationalUnit!.Name! };
    } catch (error) {
      if (/OrganizationalUnitNotFound|InvalidInput/.test(awsErrorName(error))) return undefined;
      throw error;
    }
  }
  const { Roots } = await organizations().send(new ListRootsCommand({}));
  let id = Roots![0]!.Id!;
  for (const name of reference.split('/')) {
    const child = (await unitsBelow(id)).find((unit) => unit.Name === name);
    if (!child) return undefined;
    id = child.Id!;
  }
  return { id, path: reference };
}

async function unitsBelow(ParentId: string) {
  return allPages(
    (NextToken) => organizations().send(new ListOrganizationalUnitsForParentCommand({ ParentId, NextToken })),
    ({ OrganizationalUnits }) => OrganizationalUnits,
    ({ NextToken }) => NextToken,
  );
}

/** Every account of the unit and of the units below it. */
export async function accountsBelow(unitId: string): Promise<Account[]> {
  const accounts = await allPages(
    (NextToken) => organizations().send(new ListAccountsForParentCommand({ ParentId: unitId, NextToken })),
    ({ Accounts }) => Accounts,
    ({ NextToken }) => NextToken,
  );
  for (const { Id } of await unitsBelow(unitId)) accounts.push(...(await accountsBelow(Id!)));
  return accounts;
}

export async function delegatedAdministrators(): Promise<Set<string>> {
  const accounts = await allPages(
    (NextToken) => organizations().send(new ListDelegatedAdministratorsCommand({ NextToken })),
    ({ DelegatedAdministrators }) => DelegatedAdministrators,
    ({ NextToken }) => NextToken,
  );
  return new Set(accounts.map(({ Id }) => Id!));
}

/** Tags of a unit, account or policy. */
export async function tagsOf(ResourceId: string): Promise<Record<string, string>> {
  const tags = await allPages(
    (NextToken) => organizations().send(new ListTagsForResourceCommand({ ResourceId, NextToken })),
    ({ Tags }) => Tags,
    ({ NextToken }) => NextToken,
  );
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value ?? '']));
}

const Filter = 'SERVICE_CONTROL_POLICY';

/** Every service control policy of the organization. */
export async function servicePolicies(): Promise<PolicySummary[]> {
  return allPages(
    (NextToken) => organizations().send(new ListPoliciesCommand({ Filter, NextToken })),
    ({ Policies }) => Policies,
    ({ NextToken }) => NextToken,
  );
}

/** Service control policies attached directly to a unit. */
export async function policiesOn(TargetId: string): Promise<PolicySummary[]> {
  return allPages(
    (NextToken) => organizations().send(new ListPoliciesForTargetCommand({ TargetId, Filter, NextToken })),
    ({ Policies }) => Policies,
    ({ NextToken }) => NextToken,
  );
}

/** Ids of everything that a policy is attached to. */
export async function targetsOf(PolicyId: string): Promise<string[]> {
  const targets = await allPages(
    (NextToken) => organizations().send(new ListTargetsForPolicyCommand({ PolicyId, NextToken })),
    ({ Targets }) => Targets,
    ({ NextToken }) => NextToken,
  );
  return targets.map(({ TargetId }) => TargetId!);
}

/**
 * Makes one change of policies. Organizations carries out one at a time and refuses the others, which is routine: those refusals are raised
 * as PoliciesChanging; errors named in `done` mean that it was made before.
 */
export async function change<Output>(call: Promise<Output>, done: readonly string[] = []): Promise<Output | undefined> {
  try {
    return await call;
  } catch (error) {
    const name = awsErrorName(error);
    if (done.includes(name)) return undefined;
    if (name === 'ConcurrentModificationException' || name === 'PolicyChangesInProgressException') {
      throw new PoliciesChanging(`${name}: ${(error as Error).message}`, { cause: error });
    }
    throw error;
  }
}
