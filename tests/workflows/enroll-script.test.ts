/** The scenario of the public enroll_account.py, all accounts of an unregistered OU into a registered one: the same end state, in fewer calls. */
import {
  AssociatePrincipalWithPortfolioCommand,
  DescribeProductAsAdminCommand,
  ListPortfoliosCommand,
  ProvisionProductCommand,
  SearchProductsAsAdminCommand,
  SearchProvisionedProductsCommand,
  ServiceCatalogClient,
} from '@aws-sdk/client-service-catalog';
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { enabledBaselineTable } from '../../src/sandbox/control-tower/rows.ts';
import { roleKey, roleTable } from '../../src/sandbox/iam/rows.ts';
import { organizationalUnitTable } from '../../src/sandbox/organizations/rows.ts';
import { provisionedProductTable } from '../../src/sandbox/service-catalog/rows.ts';
import { callsOfTheScript, looks } from './support/enroll-script.ts';
import { openEnrolling, type Enrolling } from './support/enrollment.ts';
import { waitMinutes } from './support/wait.ts';

jest.setTimeout(90_000);

const count = 8;
const regions = ['us-east-1', 'eu-west-1'];
const ids = Array.from({ length: count }, (_, index) => String(700_000_000_001 + index));
const nameOf = (id: string): string => `legacy-${Number(id) - 700_000_000_000}`;
const emailOf = (id: string): string => `${nameOf(id)}@example.net`;

const organization = (remediationTypes: readonly string[], existing: object): string =>
  JSON.stringify({
    seed: 8,
    managementAccount: { email: 'management@example.com', id: '100000000000' },
    homeRegion: 'us-east-1',
    governedRegions: regions,
    quotas: { 'organizations/accounts': 100 },
    landingZone: { remediationTypes },
    ous: [
      { name: 'Security', registered: true },
      { name: 'Governed', registered: true },
      { name: 'Legacy', accounts: ids.map((id) => ({ name: nameOf(id), id, email: emailOf(id), existing })) },
    ],
  });

/** What the AWS API tells of the accounts afterwards. */
async function endState({ local, parentOf, governed }: Enrolling): Promise<object> {
  const { store } = local.sandbox;
  const states = await Promise.all(
    ids.map(async (id) => {
      const unit = organizationalUnitTable(store).get(await parentOf(id))?.name;
      const under = organizationalUnitTable(store).get(enabledBaselineTable(store).get(id)?.parentId ?? '')?.name;
      const role = roleTable(store).has(roleKey(id, 'AWSControlTowerExecution'));
      return [id, { unit, baseline: governed(id), under, role }] as const;
    }),
  );
  return Object.fromEntries(states);
}

const products = ({ local }: Enrolling): string[] =>
  [...provisionedProductTable(local.sandbox.store).values()].map(({ physicalId, status }) => `${physicalId} ${status}`).sort();

/** One account after the other, as the script does; gives the pages that it reads while it waits. */
async function enrollAsTheScript({ local }: Enrolling): Promise<number> {
  const catalog = new ServiceCatalogClient(local.sdkConfig('script'));
  const { PortfolioDetails } = await catalog.send(new ListPortfoliosCommand({}));
  await catalog.send(
    new AssociatePrincipalWithPortfolioCommand({
      PortfolioId: PortfolioDetails![0]!.Id,
      PrincipalARN: `arn:aws:iam::${local.account}:role/GroundcrewOperator`,
      PrincipalType: 'IAM',
    }),
  );
  const { ProductViewDetails } = await catalog.send(new SearchProductsAsAdminCommand({}));
  const ProductId = ProductViewDetails![0]!.ProductViewSummary!.ProductId!;
  const { ProvisioningArtifactSummaries } = await catalog.send(new DescribeProductAsAdminCommand({ Id: ProductId }));
  let pages = 0;
  const statusOf = async (name: string): Promise<string | undefined> => {
    let status: string | undefined;
    let PageToken: string | undefined;
    do {
      const page = await catalog.send(
        new SearchProvisionedProductsCommand({ AccessLevelFilter: { Key: 'Account', Value: 'self' }, PageToken }),
      );
      pages += 1;
      status ??= page.ProvisionedProducts!.find(({ Name }) => Name === name)?.Status;
      PageToken = page.NextPageToken;
    } while (PageToken);
    return status;
  };
  for (const id of ids) {
    const name = `Enroll-Account-${nameOf(id)}`;
    const parameters = {
      SSOUserEmail: emailOf(id),
      SSOUserFirstName: 'Admin',
      SSOUserLastName: 'User',
      AccountName: nameOf(id),
      AccountEmail: emailOf(id),
      ManagedOrganizationalUnit: 'Governed',
    };
    await catalog.send(
      new ProvisionProductCommand({
        ProductId,
        ProvisioningArtifactId: ProvisioningArtifactSummaries!.at(-1)!.Id,
        ProvisionedProductName: name,
        ProvisionToken: id,
        ProvisioningParameters: Object.entries(parameters).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    for (const minutes of looks()) {
      await waitMinutes(local, minutes);
      if ((await statusOf(name)) !== 'UNDER_CHANGE') break;
    }
  }
  catalog.destroy();
  return pages;
}

describe('all accounts of an unregistered OU', () => {
  let script: { calls: number; state: object; products: string[]; minutes: number };
  beforeAll(async () => {
    const enrolling = await openEnrolling({ text: organization([], { executionRole: true }) });
    const begun = enrolling.local.now();
    const productPages = await enrollAsTheScript(enrolling);
    script = {
      calls: callsOfTheScript({
        accounts: count,
        regions: regions.length,
        firstLevelUnits: 3,
        accountPages: Math.ceil((count + 1) / 20),
        roleWaits: 2,
        productPages,
      }),
      state: await endState(enrolling),
      products: products(enrolling),
      minutes: (enrolling.local.now() - begun) / 60_000,
    };
    await enrolling.close();
  });

  /** AWS's services that enroll; what a workflow needs to run itself (Step Functions, Lambda, DynamoDB, S3, SNS) is not the script's business. */
  const enrollingServices =
    /^(organizations|controltower|servicecatalog|cloudformation|sts|iam|config|cloudtrail|sso|identitystore|account):/;
  const ofOurs =
    /role\/groundcrew-|role\/(AWSControlTowerExecution|OrganizationAccountAccessRole|AWSCloudFormationStackSetExecutionRole)$/;

  const launch = 'servicecatalog:ProvisionProduct';

  it.each([
    { path: 'service-catalog', remediation: [], fix: ['create-execution-role'] },
    { path: 'move-account', remediation: ['INHERITANCE_DRIFT'], fix: [] },
    { path: 'reset-baseline', remediation: [], fix: [] },
  ])(
    'are in the registered one, governed, as the script leaves them, in fewer calls and less time: $path',
    async ({ path, remediation, fix }) => {
      const enrolling = await openEnrolling({ text: organization(remediation, {}) });
      const begun = enrolling.local.now();
      const { result } = await enrolling.run({ flags: { sourceOu: 'Legacy', targetOu: 'Governed', path, fix } });
      expect(result).toMatchObject({ summary: { total: count, succeeded: count } });
      expect(await endState(enrolling)).toEqual(script.state);
      /* Only Account Factory leaves provisioned products. */
      expect(products(enrolling)).toEqual(path === 'service-catalog' ? script.products : []);
      /* A call that needs several permissions counts several times: against ours. What Account Factory does itself is no call of ours. */
      const log = enrolling.local.sandbox.callLog() as readonly (CallLogEntry & { readonly count: number })[];
      const calls = log
        .filter(
          ({ call, action, principal }) =>
            enrollingServices.test(call) && ofOurs.test(principal) && !(launch === call && action !== call),
        )
        .reduce((sum, { count: times }) => sum + times, 0);
      const minutes = (enrolling.local.now() - begun) / 60_000;
      expect({ path, calls, of: script.calls, fewer: calls < script.calls }).toEqual({
        path,
        calls,
        of: script.calls,
        fewer: true,
      });
      expect(minutes).toBeLessThan(script.minutes);
      await enrolling.close();
    },
  );
});
