/** What the organization is, read once for a whole batch. */
import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListOrganizationalUnitsForParentCommand,
  ListPoliciesCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
  type Account,
} from '@aws-sdk/client-organizations';
import { SearchProvisionedProductsCommand, ServiceCatalogClient } from '@aws-sdk/client-service-catalog';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { allPages } from '../shared/pages.ts';
import { inParallel } from './in-parallel.ts';

/** Lists of Organizations at a time: it throttles early and gives no figures. */
const readers = 4;

export interface Unit {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  /** `Workloads/Production` */
  readonly path: string;
  readonly parentId: string;
  /** Ids from the root down to the unit itself. */
  readonly lineage: readonly string[];
}

export interface Tree {
  readonly rootId: string;
  readonly units: readonly Unit[];
  readonly accounts: readonly Account[];
  /** Id of the root or unit that holds an account, by the account's id. */
  readonly parentOf: ReadonlyMap<string, string>;
  /** Accounts directly in a unit. */
  readonly sizeOf: ReadonlyMap<string, number>;
}

/** Every account and unit, and where each is. */
export async function readTree(): Promise<Tree> {
  const [root] = await allPages(
    (NextToken) => client(OrganizationsClient).send(new ListRootsCommand({ NextToken })),
    (page) => page.Roots,
    (page) => page.NextToken,
  );
  const rootId = root!.Id!;
  const units: Unit[] = [];
  const below = async (parentId: string, path: string, above: readonly string[]): Promise<void> => {
    const found = await allPages(
      (NextToken) =>
        client(OrganizationsClient).send(new ListOrganizationalUnitsForParentCommand({ ParentId: parentId, NextToken })),
      (page) => page.OrganizationalUnits,
      (page) => page.NextToken,
    );
    for (const { Id, Arn, Name } of found) {
      const unit = {
        id: Id!,
        arn: Arn!,
        name: Name!,
        path: path ? `${path}/${Name}` : Name!,
        parentId,
        lineage: [...above, Id!],
      };
      units.push(unit);
      await below(unit.id, unit.path, unit.lineage);
    }
  };
  await below(rootId, '', [rootId]);
  const accounts = await allPages(
    (NextToken) => client(OrganizationsClient).send(new ListAccountsCommand({ NextToken })),
    (page) => page.Accounts,
    (page) => page.NextToken,
  );
  const parentOf = new Map<string, string>();
  const sizeOf = new Map<string, number>();
  await inParallel([rootId, ...units.map(({ id }) => id)], readers, async (parentId) => {
    const held = await allPages(
      (NextToken) => client(OrganizationsClient).send(new ListAccountsForParentCommand({ ParentId: parentId, NextToken })),
      (page) => page.Accounts,
      (page) => page.NextToken,
    );
    sizeOf.set(parentId, held.length);
    for (const { Id } of held) parentOf.set(Id!, parentId);
  });
  return { rootId, units, accounts, parentOf, sizeOf };
}

/** Ids from the root down to a unit or account, the root's first. */
export function lineage({ units, parentOf, rootId }: Tree, id: string): readonly string[] {
  const of = (unitId: string): readonly string[] => units.find((unit) => unit.id === unitId)?.lineage ?? [rootId];
  const parentId = parentOf.get(id);
  return parentId === undefined ? of(id) : [...of(parentId), id];
}

export interface ControlPolicy {
  readonly id: string;
  readonly name: string;
  /** The document, JSON text. */
  readonly content: string;
}

/** Every SCP and what it is attached to. FullAWSAccess is left out of neither: without it nothing is allowed. */
export async function readControlPolicies(): Promise<ReadonlyMap<string, readonly ControlPolicy[]>> {
  const policies = await allPages(
    (NextToken) => client(OrganizationsClient).send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY', NextToken })),
    (page) => page.Policies,
    (page) => page.NextToken,
  );
  const byTarget = new Map<string, ControlPolicy[]>();
  await inParallel(policies, readers, async ({ Id, Name }) => {
    const { Policy } = await client(OrganizationsClient).send(new DescribePolicyCommand({ PolicyId: Id }));
    const targets = await allPages(
      (NextToken) => client(OrganizationsClient).send(new ListTargetsForPolicyCommand({ PolicyId: Id, NextToken })),
      (page) => page.Targets,
      (page) => page.NextToken,
    );
    for (const { TargetId } of targets) {
      const held = byTarget.get(TargetId!) ?? [];
      held.push({ id: Id!, name: Name!, content: Policy!.Content! });
      byTarget.set(TargetId!, held);
    }
  });
  for (const held of byTarget.values()) held.sort((one, other) => (one.id < other.id ? -1 : 1));
  return byTarget;
}

export async function readFeatures(): Promise<{ featureSet: string; trusted: ReadonlySet<string> }> {
  const { Organization } = await client(OrganizationsClient).send(new DescribeOrganizationCommand({}));
  const services = await allPages(
    (NextToken) => client(OrganizationsClient).send(new ListAWSServiceAccessForOrganizationCommand({ NextToken })),
    (page) => page.EnabledServicePrincipals,
    (page) => page.NextToken,
  );
  return {
    featureSet: Organization?.FeatureSet ?? 'unknown',
    trusted: new Set(services.map(({ ServicePrincipal }) => ServicePrincipal!)),
  };
}

export interface AccountProduct {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly statusMessage?: string;
  /** Id of its account, where it has one. */
  readonly accountId?: string;
}

/** Every product of Account Factory. */
export async function readAccountProducts(): Promise<AccountProduct[]> {
  const products = await allPages(
    (PageToken) =>
      client(ServiceCatalogClient).send(
        new SearchProvisionedProductsCommand({
          AccessLevelFilter: { Key: 'Account', Value: 'self' },
          Filters: { SearchQuery: ['type:CONTROL_TOWER_ACCOUNT'] },
          PageSize: 100,
          PageToken,
        }),
      ),
    (page) => page.ProvisionedProducts,
    (page) => page.NextPageToken,
  );
  return products.map(({ Id, Name, Status, StatusMessage, PhysicalId }) => ({
    id: Id!,
    name: Name!,
    status: Status!,
    ...(StatusMessage === undefined ? {} : { statusMessage: StatusMessage }),
    ...(PhysicalId === undefined ? {} : { accountId: PhysicalId }),
  }));
}

/** What was read, or AWS's text when reading it is not allowed: a finding, not a crash. Throttles and outages are thrown. */
export async function unlessDenied<Value>(read: Promise<Value>): Promise<{ value: Value } | { denied: string }> {
  try {
    return { value: await read };
  } catch (error) {
    if (!/^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError)$/.test(awsErrorName(error))) throw error;
    return { denied: `${awsErrorName(error)}: ${(error as Error).message}` };
  }
}
