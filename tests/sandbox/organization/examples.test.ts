/** Each example file opens as a whole organization, and its first answers agree with the file. */
import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { join } from 'node:path';
import { loadOrganization } from '../../../src/sandbox/organization/load.ts';
import { accountsWithParents } from '../../../src/sandbox/organization/organization.ts';
import { repositoryRoot } from '../../support/repository.ts';
import { clientConfig, openTestSandbox } from '../support/open.ts';

describe.each(['small.yml', 'anycompany.yml'])('%s', (name) => {
  it('opens, and Organizations lists its accounts', async () => {
    const organization = loadOrganization(join(repositoryRoot, 'examples/organizations', name));
    const { sandbox } = await openTestSandbox({ organization: { ...organization, faults: [] } });
    const { id } = organization.managementAccount;
    const client = new OrganizationsClient(clientConfig(sandbox, { kind: 'root', arn: `arn:aws:iam::${id}:root`, account: id }));
    expect((await client.send(new DescribeOrganizationCommand({}))).Organization).toMatchObject({
      Id: organization.id,
      MasterAccountId: id,
    });
    expect((await client.send(new ListRootsCommand({}))).Roots).toMatchObject([{ Id: organization.rootId }]);

    const listed: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListAccountsCommand({ NextToken }));
      listed.push(...page.Accounts!.map(({ Id }) => Id!));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(listed.sort()).toEqual(
      accountsWithParents(organization)
        .map(({ account }) => account.id)
        .sort(),
    );
  });
});
