import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagRoleCommand,
  ListRoleTagsCommand,
} from '@aws-sdk/client-iam';
import { clientConfig, management, memberRoot, openTestSandbox, root } from '../support/open.ts';

const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::b/*' }],
});
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

async function open() {
  const { sandbox } = await openTestSandbox();
  const iam = new IAMClient(clientConfig(sandbox, root));
  await iam.send(new CreateRoleCommand({ RoleName: 'Worker', AssumeRolePolicyDocument: trust }));
  return { sandbox, iam };
}

describe('policies of a role', () => {
  it('come back percent-encoded, as IAM sends them', async () => {
    const { iam } = await open();
    await iam.send(new PutRolePolicyCommand({ RoleName: 'Worker', PolicyName: 'p', PolicyDocument: document }));
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p' }));
    expect(decodeURIComponent(PolicyDocument!)).toBe(document);
    expect(PolicyDocument).not.toContain('{');
  });

  it('must be gone before the role can be deleted', async () => {
    const { iam } = await open();
    const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await iam.send(new PutRolePolicyCommand({ RoleName: 'Worker', PolicyName: 'p', PolicyDocument: document }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'Worker', PolicyArn: arn }));
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'Worker' }))).AttachedPolicies).toEqual([
      { PolicyArn: arn, PolicyName: 'ReadOnlyAccess' },
    ]);
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'Worker' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'Worker', PolicyArn: arn }));
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'Worker' }))).rejects.toThrow('must delete policies first');
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'Worker', PolicyName: 'p' }));
    await iam.send(new DeleteRoleCommand({ RoleName: 'Worker' }));
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'Worker' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });
});

describe('roles', () => {
  it('have names that are unique without case, per account, and are listed in pages', async () => {
    const { sandbox, iam } = await open();
    const again = new CreateRoleCommand({ RoleName: 'WORKER', AssumeRolePolicyDocument: trust });
    await expect(iam.send(again)).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      $metadata: { httpStatusCode: 409 },
    });
    await new IAMClient(clientConfig(sandbox, memberRoot)).send(again);
    await iam.send(new CreateRoleCommand({ RoleName: 'second', Path: '/app/', AssumeRolePolicyDocument: trust }));
    const first = await iam.send(new ListRolesCommand({ MaxItems: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, Roles: [{ RoleName: 'Worker' }] });
    const rest = await iam.send(new ListRolesCommand({ Marker: first.Marker }));
    expect(rest).toMatchObject({ IsTruncated: false, Roles: [{ Arn: `arn:aws:iam::${management}:role/app/second` }] });
    await expect(iam.send(new ListRolesCommand({ Marker: 'nonsense' }))).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('keep one value for each tag', async () => {
    const { iam } = await open();
    for (const Value of ['a', 'b']) await iam.send(new TagRoleCommand({ RoleName: 'Worker', Tags: [{ Key: 'k', Value }] }));
    expect((await iam.send(new ListRoleTagsCommand({ RoleName: 'Worker' }))).Tags).toEqual([{ Key: 'k', Value: 'b' }]);
  });
});

describe('managed policies', () => {
  it('have versions, of which one is the default, and stay while they are attached', async () => {
    const { iam } = await open();
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'reader', PolicyDocument: document }));
    const PolicyArn = Policy!.Arn!;
    const other = document.replace('Get', 'List');
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: other, SetAsDefault: true }));
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    expect(decodeURIComponent(PolicyVersion!.Document!)).toBe(other);
    expect(PolicyVersion!.IsDefaultVersion).toBe(true);
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'Worker', PolicyArn }));
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({ name: 'DeleteConflictException' });
  });
});

describe('SimulatePrincipalPolicy', () => {
  it('answers as a call would be decided', async () => {
    const { iam } = await open();
    await iam.send(new PutRolePolicyCommand({ RoleName: 'Worker', PolicyName: 'p', PolicyDocument: document }));
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${management}:role/Worker`,
        ActionNames: ['s3:GetObject', 's3:PutObject'],
        ResourceArns: ['arn:aws:s3:::b/k'],
      }),
    );
    expect(EvaluationResults!.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision])).toEqual([
      ['s3:GetObject', 'allowed'],
      ['s3:PutObject', 'implicitDeny'],
    ]);
  });
});
