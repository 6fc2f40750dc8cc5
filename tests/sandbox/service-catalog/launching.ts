/** An organization, a role that may launch from Account Factory, and the events that came of it. */
import {
  AssociatePrincipalWithPortfolioCommand,
  DescribeProductAsAdminCommand,
  DescribeRecordCommand,
  ListPortfoliosForProductCommand,
  ProvisionProductCommand,
  SearchProductsAsAdminCommand,
  ServiceCatalogClient,
  type RecordDetail,
} from '@aws-sdk/client-service-catalog';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Caller, EventEnvelope, Service } from '../../../src/sandbox/core/service.ts';
import type { Organization } from '../../../src/sandbox/organization/organization.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { services } from '../../../src/sandbox/services.ts';
import { clientConfig, management, openTestSandbox, root, testOrganization, type ManualClock } from '../support/open.ts';

export const minute = 60_000;

export interface Launching {
  readonly sandbox: Sandbox;
  readonly organization: Organization;
  readonly clock: ManualClock;
  readonly catalog: ServiceCatalogClient;
  readonly launcher: Caller;
  readonly productId: string;
  readonly artifactId: string;
  /** `detail.eventName` and the event, in the order of delivery. */
  readonly events: EventEnvelope[];
}

/** Opens the organization; `changes` are members of the organization file. Quota: 100 accounts. */
export async function openLaunching(
  changes: object = {},
  associate = true,
  options: { directory?: string } = {},
): Promise<Launching> {
  const events: EventEnvelope[] = [];
  const listener: Service = {
    name: 'events',
    iamPrefix: 'events',
    operations: {},
    receiveEvent: (event) => void events.push(event),
  };
  const organization = testOrganization({
    quotas: { 'organizations/accounts': 100 },
    identityCenter: { permissionSets: [{ name: 'AWSAdministratorAccess' }] },
    ...changes,
  });
  const { sandbox, clock } = await openTestSandbox({
    ...options,
    organization,
    services: [...services.filter(({ receiveEvent }) => !receiveEvent), listener],
  });
  const iam = new IAMClient(clientConfig(sandbox, root));
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  await iam.send(new CreateRoleCommand({ RoleName: 'launcher', AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'launcher', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }));
  const launcher: Caller = {
    kind: 'role',
    arn: `arn:aws:sts::${management}:assumed-role/launcher/test`,
    account: management,
    roleArn: `arn:aws:iam::${management}:role/launcher`,
    sessionName: 'test',
  };
  const catalog = new ServiceCatalogClient(clientConfig(sandbox, launcher));
  const found = await catalog.send(new SearchProductsAsAdminCommand({ Filters: { Owner: ['AWS Control Tower'] } }));
  const productId = found.ProductViewDetails![0]!.ProductViewSummary!.ProductId!;
  const product = await catalog.send(new DescribeProductAsAdminCommand({ Id: productId }));
  const artifactId = product.ProvisioningArtifactSummaries!.at(-1)!.Id!;
  if (associate) {
    const { PortfolioDetails } = await catalog.send(new ListPortfoliosForProductCommand({ ProductId: productId }));
    await catalog.send(
      new AssociatePrincipalWithPortfolioCommand({
        PortfolioId: PortfolioDetails![0]!.Id!,
        PrincipalARN: launcher.roleArn!,
        PrincipalType: 'IAM',
      }),
    );
  }
  return { sandbox, organization, clock, catalog, launcher, productId, artifactId, events };
}

/** Launches an account into the OU `Workloads`, or as `parameters` say. */
export async function launch(
  { catalog, productId, artifactId, sandbox }: Launching,
  name: string,
  options: { parameters?: Record<string, string>; token?: string; productName?: string } = {},
): Promise<RecordDetail> {
  const parameters = {
    AccountName: name,
    AccountEmail: `${name}@example.com`,
    ManagedOrganizationalUnit: workloads(sandbox),
    SSOUserEmail: `${name}@example.com`,
    SSOUserFirstName: 'Ada',
    SSOUserLastName: 'Lovelace',
    ...options.parameters,
  };
  const { RecordDetail } = await catalog.send(
    new ProvisionProductCommand({
      ProductId: productId,
      ProvisioningArtifactId: artifactId,
      ProvisionedProductName: options.productName ?? name,
      ProvisionToken: options.token ?? `token-${name}-${options.productName ?? ''}`,
      ProvisioningParameters: Object.entries(parameters).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  return RecordDetail!;
}

/** `Workloads (ou-...)`. */
export function workloads(sandbox: Sandbox): string {
  for (const [id, row] of sandbox.store.table<{ name: string }>('organizations/organizational-units').entries()) {
    if (row.name === 'Workloads') return `Workloads (${id})`;
  }
  throw new Error('the organization has no OU Workloads');
}

export async function describeRecord({ catalog }: Launching, record: RecordDetail) {
  return catalog.send(new DescribeRecordCommand({ Id: record.RecordId! }));
}

/** Lifecycle events of Control Tower, as `eventName state accountId`. */
export function lifecycle(events: readonly EventEnvelope[]): string[] {
  return events.flatMap(({ source, detail }) => {
    if (source !== 'aws.controltower') return [];
    const { eventName, serviceEventDetails } = detail as unknown as {
      eventName: string;
      serviceEventDetails: Record<string, { state: string; account?: { accountId: string } }>;
    };
    const [status] = Object.values(serviceEventDetails);
    return [`${eventName} ${status!.state} ${status!.account?.accountId ?? ''}`.trim()];
  });
}
