/** Organizations through its SDK client: the tree, its limits and its messages. */
import {
  AttachPolicyCommand,
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationCommand,
  DetachPolicyCommand,
  ListAccountsCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListChildrenCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  MoveAccountCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type Account,
} from '@aws-sdk/client-organizations';
import { accountTable, organizationalUnitTable } from '../../../src/sandbox/organizations/rows.ts';
import { clientConfig, management, member, memberRoot, openTestSandbox, root, testOrganization } from '../support/open.ts';

async function open(changes: object = {}) {
  const { sandbox, clock } = await openTestSandbox({
    organization: testOrganization({ quotas: { 'organizations/accounts': 500 }, ...changes }),
  });
  const client = new OrganizationsClient(clientConfig(sandbox, root));
  const asMember = new OrganizationsClient(clientConfig(sandbox, memberRoot));
  const [unitId] = [...organizationalUnitTable(sandbox.store).keys()];
  return { sandbox, clock, client, asMember, unitId: unitId!, rootId: sandbox.settings.rootId };
}

async function allAccounts(client: OrganizationsClient): Promise<{ accounts: Account[]; pages: number[] }> {
  const accounts: Account[] = [];
  const pages: number[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListAccountsCommand({ NextToken }));
    accounts.push(...page.Accounts!);
    pages.push(page.Accounts!.length);
    NextToken = page.NextToken;
  } while (NextToken);
  return { accounts, pages };
}

describe('reading', () => {
  it('describes the organization to every account, its accounts to the management account only', async () => {
    const { client, asMember, rootId } = await open();
    const { Organization } = await asMember.send(new DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({
      MasterAccountId: management,
      FeatureSet: 'ALL',
      MasterAccountEmail: 'management@example.com',
    });
    await expect(asMember.send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: "You don't have permissions to access this resource.",
    });
    expect((await client.send(new ListRootsCommand({}))).Roots).toMatchObject([{ Id: rootId, Name: 'Root' }]);
  });

  it('lets a delegated administrator read and not write', async () => {
    const { client, asMember, rootId, unitId } = await open();
    await client.send(new RegisterDelegatedAdministratorCommand({ AccountId: member, ServicePrincipal: 'sso.amazonaws.com' }));
    expect((await asMember.send(new DescribeAccountCommand({ AccountId: member }))).Account).toMatchObject({
      Name: 'Member',
      Status: 'ACTIVE',
    });
    const move = asMember.send(
      new MoveAccountCommand({ AccountId: member, SourceParentId: unitId, DestinationParentId: rootId }),
    );
    await expect(move).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('pages every account once, by at most 20, with an empty page now and then', async () => {
    const accounts = Array.from({ length: 210 }, (_, index) => ({ name: `a${index}`, email: `a${index}@example.com` }));
    const { client } = await open({ accounts });
    const seen = new Set<number>();
    for (let round = 0; round < 6; round++) {
      const { accounts: all, pages } = await allAccounts(client);
      expect(new Set(all.map(({ Id }) => Id)).size).toBe(212);
      expect(all).toHaveLength(212);
      for (const size of pages) seen.add(size);
    }
    expect([...seen].sort((one, other) => one - other)).toEqual([0, 12, 20]);
  });

  it('refuses ids of the wrong form, unknown ids and tokens of another listing', async () => {
    const { client, rootId } = await open({
      accounts: Array.from({ length: 30 }, (_, index) => ({ name: `a${index}`, email: `a${index}@example.com` })),
    });
    await expect(client.send(new DescribeAccountCommand({ AccountId: 'x' }))).rejects.toMatchObject({
      name: 'InvalidInputException',
      Reason: 'INVALID_PATTERN',
    });
    await expect(client.send(new DescribeAccountCommand({ AccountId: '999999999999' }))).rejects.toMatchObject({
      name: 'AccountNotFoundException',
      message: "You specified an account that doesn't exist.",
    });
    const { NextToken } = await client.send(new ListAccountsCommand({}));
    const other = client.send(new ListChildrenCommand({ ParentId: rootId, ChildType: 'ACCOUNT', NextToken }));
    await expect(other).rejects.toMatchObject({ name: 'InvalidInputException', Reason: 'INVALID_NEXT_TOKEN' });
  });
});

describe('moving and closing accounts', () => {
  it('moves from the parent that the account has, and says when it is there already', async () => {
    const { client, rootId, unitId } = await open();
    const there = { AccountId: member, SourceParentId: unitId, DestinationParentId: rootId };
    await client.send(new MoveAccountCommand(there));
    expect((await client.send(new ListParentsCommand({ ChildId: member }))).Parents).toEqual([{ Id: rootId, Type: 'ROOT' }]);
    await expect(client.send(new MoveAccountCommand(there))).rejects.toMatchObject({ name: 'DuplicateAccountException' });
    const stale = client.send(new MoveAccountCommand({ ...there, SourceParentId: unitId, DestinationParentId: unitId }));
    await expect(stale).rejects.toMatchObject({ name: 'SourceParentNotFoundException' });
  });

  it('closes a member, first pending, then suspended, and never the management account', async () => {
    const { client, clock } = await open();
    await client.send(new CloseAccountCommand({ AccountId: member }));
    const status = async () => (await client.send(new DescribeAccountCommand({ AccountId: member }))).Account!;
    expect(await status()).toMatchObject({ Status: 'PENDING_CLOSURE', State: 'PENDING_CLOSURE' });
    clock.runUntil(clock.now() + 600_000);
    expect(await status()).toMatchObject({ Status: 'SUSPENDED', State: 'SUSPENDED' });
    await expect(client.send(new CloseAccountCommand({ AccountId: management }))).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      Reason: 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT',
    });
  });
});

describe('CreateAccount', () => {
  it('creates in the root after a while; of two with one address the second fails', async () => {
    const { client, clock, sandbox, rootId } = await open();
    const ask = () => client.send(new CreateAccountCommand({ AccountName: 'New', Email: 'new@example.com' }));
    const ids = [(await ask()).CreateAccountStatus!.Id!, (await ask()).CreateAccountStatus!.Id!];
    clock.runUntil(clock.now() + 1_800_000);
    const states = await Promise.all(
      ids.map(
        async (id) =>
          (await client.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: id }))).CreateAccountStatus!,
      ),
    );
    const made = states.find(({ State }) => State === 'SUCCEEDED')!;
    expect(states.find(({ State }) => State === 'FAILED')).toMatchObject({ FailureReason: 'EMAIL_ALREADY_EXISTS' });
    expect(accountTable(sandbox.store).get(made.AccountId!)).toMatchObject({ name: 'New', parentId: rootId, state: 'ACTIVE' });
  });

  it('refuses more accounts than the organization may have', async () => {
    const { client } = await open({ quotas: { 'organizations/accounts': 2 } });
    const ask = client.send(new CreateAccountCommand({ AccountName: 'New', Email: 'new@example.com' }));
    await expect(ask).rejects.toMatchObject({ name: 'ConstraintViolationException', Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED' });
  });
});

describe('organizational units', () => {
  it('nest five deep under the root, with names that differ under one parent', async () => {
    const { client, rootId } = await open();
    let ParentId = rootId;
    const create = async (Name: string) =>
      (await client.send(new CreateOrganizationalUnitCommand({ ParentId, Name }))).OrganizationalUnit!.Id!;
    for (let depth = 1; depth <= 5; depth++) ParentId = await create(`Level ${depth}`);
    await expect(create('Level 6')).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      Reason: 'OU_DEPTH_LIMIT_EXCEEDED',
    });
    ParentId = rootId;
    await expect(create('Workloads')).rejects.toMatchObject({ name: 'DuplicateOrganizationalUnitException' });
  });
});

describe('tags', () => {
  it('are merged, listed and removed; a key named __proto__ is a key like any other', async () => {
    const { client } = await open();
    const tag = (Key: string, Value: string) =>
      client.send(new TagResourceCommand({ ResourceId: member, Tags: [{ Key, Value }] }));
    await tag('team', 'red');
    await tag('__proto__', 'x');
    await tag('team', 'blue');
    const list = async () => (await client.send(new ListTagsForResourceCommand({ ResourceId: member }))).Tags;
    expect(await list()).toEqual([
      { Key: 'team', Value: 'blue' },
      { Key: '__proto__', Value: 'x' },
    ]);
    await client.send(new UntagResourceCommand({ ResourceId: member, TagKeys: ['team'] }));
    expect(await list()).toEqual([{ Key: '__proto__', Value: 'x' }]);
    await expect(tag('aws:x', 'y')).rejects.toMatchObject({
      name: 'InvalidInputException',
      Reason: 'INVALID_SYSTEM_TAGS_PARAMETER',
    });
  });
});

describe('policies', () => {
  const Content = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] });

  it('attach once, up to the limit, and one always stays', async () => {
    const { client, unitId } = await open({ quotas: { 'organizations/scps-per-target': 2 } });
    const create = async (Name: string) =>
      (await client.send(new CreatePolicyCommand({ Name, Description: '', Content, Type: 'SERVICE_CONTROL_POLICY' }))).Policy!
        .PolicySummary!.Id!;
    const first = await create('first');
    const attach = (PolicyId: string) => client.send(new AttachPolicyCommand({ PolicyId, TargetId: unitId }));
    const detach = (PolicyId: string) => client.send(new DetachPolicyCommand({ PolicyId, TargetId: unitId }));
    await attach(first);
    await expect(attach(first)).rejects.toMatchObject({ name: 'DuplicatePolicyAttachmentException' });
    await expect(attach(await create('second'))).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      Reason: 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
      message: 'You have attached the maximum number of policies to the specified target.',
    });
    await expect(client.send(new DeletePolicyCommand({ PolicyId: first }))).rejects.toMatchObject({
      name: 'PolicyInUseException',
    });
    await detach('p-FullAWSAccess');
    await expect(detach(first)).rejects.toMatchObject({ Reason: 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED' });
    await expect(detach('p-FullAWSAccess')).rejects.toMatchObject({ name: 'PolicyNotAttachedException' });
    const left = await client.send(new ListPoliciesForTargetCommand({ TargetId: unitId, Filter: 'SERVICE_CONTROL_POLICY' }));
    expect(left.Policies).toMatchObject([{ Id: first, Name: 'first', AwsManaged: false }]);
  });

  it('must be JSON of at most the allowed size', async () => {
    const { client } = await open();
    const create = (content: string) =>
      client.send(new CreatePolicyCommand({ Name: 'x', Description: '', Content: content, Type: 'SERVICE_CONTROL_POLICY' }));
    await expect(create('{')).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    await expect(create(`${Content}${' '.repeat(10_240)}`)).rejects.toMatchObject({ Reason: 'POLICY_CONTENT_LIMIT_EXCEEDED' });
  });
});

it('trusts the services of a landing zone from the start', async () => {
  const { client } = await open();
  const { EnabledServicePrincipals } = await client.send(new ListAWSServiceAccessForOrganizationCommand({}));
  expect(EnabledServicePrincipals!.map(({ ServicePrincipal }) => ServicePrincipal)).toContain('controltower.amazonaws.com');
});
