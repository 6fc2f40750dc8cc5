import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { clientConfig, management, member, memberRoot, openTestSandbox, root } from '../support/open.ts';

const trust = (principal: object, condition?: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...(condition ? { Condition: condition } : {}) },
    ],
  });

const allow = (action: string, resource = '*'): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] });

async function role(sandbox: Sandbox, caller: typeof root, name: string, trustPolicy: string, policy?: string): Promise<string> {
  const iam = new IAMClient(clientConfig(sandbox, caller));
  const created = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trustPolicy }));
  if (policy) await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: policy }));
  return created.Role!.Arn!;
}

const session = (roleArn: string, account = management) =>
  ({
    kind: 'role',
    arn: `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/test`,
    account,
    roleArn,
    sessionName: 'test',
  }) as const;

describe('AssumeRole over the wire', () => {
  it('gives credentials of the role when trust and identity policies allow it, else says who refused', async () => {
    const { sandbox } = await openTestSandbox();
    const target = await role(
      sandbox,
      memberRoot,
      'target',
      trust({ AWS: management }, { StringEquals: { 'sts:ExternalId': 'x-1' } }),
    );
    const caller = await role(
      sandbox,
      root,
      'caller',
      trust({ Service: 'lambda.amazonaws.com' }),
      allow('sts:AssumeRole', target),
    );
    const sts = new STSClient(clientConfig(sandbox, session(caller)));

    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: target, RoleSessionName: 'there', ExternalId: 'x-1' }),
    );
    const there = new STSClient({
      ...clientConfig(sandbox, root),
      credentials: {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      },
    });
    expect(await there.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: member,
      Arn: `arn:aws:sts::${member}:assumed-role/target/there`,
    });
    expect(Credentials!.Expiration).toEqual(new Date(Date.parse('2026-01-05T10:00:00Z')));

    await expect(sts.send(new AssumeRoleCommand({ RoleArn: target, RoleSessionName: 'there' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::${management}:assumed-role/caller/test is not authorized to perform: sts:AssumeRole on resource: ${target} because no role trust policy allows the sts:AssumeRole action`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('refuses when the identity policy is missing although the account is trusted', async () => {
    const { sandbox } = await openTestSandbox();
    const target = await role(sandbox, memberRoot, 'target', trust({ AWS: management }));
    const caller = await role(sandbox, root, 'caller', trust({ Service: 'lambda.amazonaws.com' }));
    const sts = new STSClient(clientConfig(sandbox, session(caller)));
    await expect(sts.send(new AssumeRoleCommand({ RoleArn: target, RoleSessionName: 'there' }))).rejects.toThrow(
      'because no identity-based policy allows the sts:AssumeRole action',
    );
  });
});

describe('IAM over the wire', () => {
  it('answers errors with AWS codes of the Query protocol', async () => {
    const { sandbox } = await openTestSandbox();
    const iam = new IAMClient(clientConfig(sandbox, root));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'nobody' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name nobody cannot be found.',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(iam.send(new CreateRoleCommand({ RoleName: 'bad', AssumeRolePolicyDocument: 'no json' }))).rejects.toMatchObject(
      { name: 'MalformedPolicyDocumentException' },
    );
    await role(sandbox, root, 'worker', trust({ Service: 'lambda.amazonaws.com' }));
    await expect(
      iam.send(new AttachRolePolicyCommand({ RoleName: 'worker', PolicyArn: 'arn:aws:iam::aws:policy/NoSuchPolicy' })),
    ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  it('refuses unknown access keys', async () => {
    const { sandbox } = await openTestSandbox();
    const sts = new STSClient({
      ...clientConfig(sandbox, root),
      credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' },
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });
});
