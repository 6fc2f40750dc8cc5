/** Service-managed stack sets: exactly the accounts that are meant, one operation at a time, and what stands in the way. */
import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackCommand,
  DeleteStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackInstancesCommand,
  ListStacksCommand,
  ListStackSetOperationResultsCommand,
} from '@aws-sdk/client-cloudformation';
import { roleTable } from '../../../src/sandbox/iam/rows.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { clientConfig, openTestSandbox, root, testOrganization, type ManualClock } from '../support/open.ts';

const [first, second, closed, below] = ['222222222222', '333333333333', '444444444444', '555555555555'];
const template = JSON.stringify({
  Parameters: { ManagementAccount: { Type: 'String' } },
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'AWSControlTowerExecution',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${ManagementAccount}:root' } },
              Action: 'sts:AssumeRole',
            },
          ],
        },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      },
    },
  },
});

interface Opened {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  readonly client: CloudFormationClient;
  readonly ou: string;
}

async function open(changes: object = {}): Promise<Opened> {
  const organization = testOrganization({
    ous: [
      {
        name: 'Loose',
        accounts: [
          { name: 'first', email: 'first@example.com', id: first },
          { name: 'second', email: 'second@example.com', id: second },
          { name: 'closed', email: 'closed@example.com', id: closed, status: 'SUSPENDED' },
        ],
        ous: [
          {
            name: 'Below',
            accounts: [{ name: 'below', email: 'below@example.com', id: below, existing: { executionRole: true } }],
          },
        ],
      },
    ],
    ...changes,
  });
  const { sandbox, clock } = await openTestSandbox({ organization });
  return { sandbox, clock, client: new CloudFormationClient(clientConfig(sandbox, root)), ou: organization.ous[0]!.id };
}

const create = ({ client }: Opened): Promise<unknown> =>
  client.send(
    new CreateStackSetCommand({
      StackSetName: 'roles',
      TemplateBody: template,
      Parameters: [{ ParameterKey: 'ManagementAccount', ParameterValue: '111111111111' }],
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: false },
    }),
  );

const deploy = ({ client, ou }: Opened, accounts: readonly string[] | undefined, more: object = {}): Promise<unknown> =>
  client.send(
    new CreateStackInstancesCommand({
      StackSetName: 'roles',
      OperationId: 'first-operation',
      DeploymentTargets: {
        OrganizationalUnitIds: [ou],
        ...(accounts ? { Accounts: [...accounts], AccountFilterType: 'INTERSECTION' } : {}),
      },
      Regions: ['us-east-1'],
      ...more,
    }),
  );

const status = async ({ client }: Opened): Promise<string | undefined> =>
  (await client.send(new DescribeStackSetOperationCommand({ StackSetName: 'roles', OperationId: 'first-operation' })))
    .StackSetOperation?.Status;

const holders = ({ sandbox }: Opened): string[] =>
  [...roleTable(sandbox.store).values()].filter(({ name }) => name === 'AWSControlTowerExecution').map(({ account }) => account);

describe('a service-managed stack set', () => {
  it('makes its role in exactly the accounts of an intersection, nested OUs included', async () => {
    const opened = await open();
    await create(opened);
    await deploy(opened, [second!]);
    expect(await status(opened)).toBe('RUNNING');
    opened.clock.runUntil(opened.clock.now() + 600_000);
    expect(await status(opened)).toBe('SUCCEEDED');
    expect(holders(opened).sort()).toEqual([second, below].sort());
    const { Summaries } = await opened.client.send(new ListStackInstancesCommand({ StackSetName: 'roles' }));
    expect(Summaries).toMatchObject([
      { Account: second, Status: 'CURRENT', StackInstanceStatus: { DetailedStatus: 'SUCCEEDED' } },
    ]);
  });

  it('reaches every account of an OU without a filter: the accident that the filter prevents', async () => {
    const opened = await open();
    await create(opened);
    await deploy(opened, undefined, { OperationPreferences: { FailureToleranceCount: 5, MaxConcurrentCount: 5 } });
    opened.clock.runUntil(opened.clock.now() + 600_000);
    expect(holders(opened).sort()).toEqual([first, second, below].sort());
    const { Summaries } = await opened.client.send(
      new ListStackSetOperationResultsCommand({ StackSetName: 'roles', OperationId: 'first-operation' }),
    );
    expect(Summaries!.find(({ Account }) => Account === below)).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringContaining('already exists'),
    });
    const { Summaries: instances } = await opened.client.send(new ListStackInstancesCommand({ StackSetName: 'roles' }));
    expect(instances!.find(({ Account }) => Account === closed)!.StackInstanceStatus!.DetailedStatus).toBe(
      'SKIPPED_SUSPENDED_ACCOUNT',
    );
  });

  it('stops when more accounts fail than are tolerated', async () => {
    const opened = await open({
      ous: [
        {
          name: 'Loose',
          accounts: [first, second].map((id) => ({
            name: id!,
            email: `a${id}@example.com`,
            id,
            existing: { executionRole: true },
          })),
        },
      ],
    });
    await create(opened);
    await deploy(opened, [first!, second!]);
    opened.clock.runUntil(opened.clock.now() + 600_000);
    expect(await status(opened)).toBe('FAILED');
    const { Summaries } = await opened.client.send(
      new ListStackSetOperationResultsCommand({ StackSetName: 'roles', OperationId: 'first-operation' }),
    );
    expect(Summaries!.map(({ Status }) => Status)).toEqual(['FAILED', 'CANCELLED']);
  });

  it('does one operation at a time, each id once', async () => {
    const opened = await open();
    await create(opened);
    await deploy(opened, [first!]);
    await expect(deploy(opened, [second!], { OperationId: 'other' })).rejects.toMatchObject({
      name: 'OperationInProgressException',
    });
    await expect(deploy(opened, [first!])).rejects.toMatchObject({ name: 'OperationIdAlreadyExistsException' });
  });

  it('is refused without trusted access, without capabilities, and while it is not empty', async () => {
    const untrusting = await open({ trustedServices: ['-member.org.stacksets.cloudformation.amazonaws.com'] });
    await expect(create(untrusting)).rejects.toMatchObject({
      message: 'You must enable organizations access to operate a service managed stack set',
    });
    const opened = await open();
    await create(opened);
    await expect(create(opened)).rejects.toMatchObject({ name: 'NameAlreadyExistsException' });
    await deploy(opened, [first!]);
    opened.clock.runUntil(opened.clock.now() + 600_000);
    await expect(opened.client.send(new DeleteStackSetCommand({ StackSetName: 'roles' }))).rejects.toMatchObject({
      name: 'StackSetNotEmptyException',
    });
    await opened.client.send(
      new DeleteStackInstancesCommand({
        StackSetName: 'roles',
        DeploymentTargets: { OrganizationalUnitIds: [opened.ou] },
        Regions: ['us-east-1'],
        RetainStacks: false,
      }),
    );
    opened.clock.runUntil(opened.clock.now() + 600_000);
    expect(holders(opened)).toEqual([below]);
    await opened.client.send(new DeleteStackSetCommand({ StackSetName: 'roles' }));
  });
});

describe('stacks that an account has', () => {
  it('are listed in their Region and deleted', async () => {
    const stacks = [{ name: 'StackSet-AWSControlTowerBP-BASELINE-CONFIG-1', region: 'us-east-1' }];
    const opened = await open({
      ous: [{ name: 'Loose', accounts: [{ name: 'first', email: 'first@example.com', id: first, existing: { stacks } }] }],
    });
    const memberRoot = { kind: 'root', arn: `arn:aws:iam::${first}:root`, account: first! } as const;
    const member = new CloudFormationClient(clientConfig(opened.sandbox, memberRoot));
    const list = async (): Promise<unknown[]> => (await member.send(new ListStacksCommand({}))).StackSummaries ?? [];
    expect(await list()).toMatchObject([{ StackName: stacks[0]!.name, StackStatus: 'CREATE_COMPLETE' }]);
    await member.send(new DeleteStackCommand({ StackName: stacks[0]!.name }));
    expect(await list()).toEqual([]);
  });
});
