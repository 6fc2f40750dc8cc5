/** AWS::IAM::* (CloudFormation Template Reference, AWS IAM). */
import type { Json } from '../../../engine/json.ts';
import type { JsonObject } from '../template.ts';
import {
  createOrUpdate,
  listOf,
  physicalName,
  pick,
  policyText,
  textOf,
  type DeployContext,
  type ResourceType,
} from '../resource-type.ts';

const role: ResourceType = {
  async apply(request, context) {
    const { properties } = request;
    const name = physicalName(request, context, 'RoleName');
    const trust = policyText(properties['AssumeRolePolicyDocument']);
    const { Role } = await createOrUpdate<{ Role: { Arn: string; RoleId: string } }>(
      () =>
        context.call('iam', 'CreateRole', {
          RoleName: name,
          AssumeRolePolicyDocument: trust,
          ...pick(properties, ['Path', 'Description', 'MaxSessionDuration', 'PermissionsBoundary', 'Tags']),
        }),
      ['EntityAlreadyExists', 'EntityAlreadyExistsException'],
      async () => {
        await context.call('iam', 'UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument: trust });
        return context.call('iam', 'GetRole', { RoleName: name });
      },
    );
    await putInlinePolicies(name, listOf(properties, 'Policies'), context);
    for (const arn of listOf(properties, 'ManagedPolicyArns')) {
      await context.call('iam', 'AttachRolePolicy', { RoleName: name, PolicyArn: arn });
    }
    return { physicalId: name, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
  },
};

/** Puts the inline policies. */
async function putInlinePolicies(roleName: string, policies: readonly Json[], context: DeployContext): Promise<void> {
  const wanted = policies as { PolicyName: string; PolicyDocument: Json }[];
  for (const { PolicyName, PolicyDocument } of wanted) {
    await context.call('iam', 'PutRolePolicy', { RoleName: roleName, PolicyName, PolicyDocument: policyText(PolicyDocument) });
  }
}

const policy: ResourceType = {
  async apply({ properties, logicalId }, context) {
    for (const roleName of listOf(properties, 'Roles')) {
      await context.call('iam', 'PutRolePolicy', {
        RoleName: roleName,
        PolicyName: textOf(properties, 'PolicyName'),
        PolicyDocument: policyText(properties['PolicyDocument']),
      });
    }
    return { physicalId: logicalId, attributes: { Id: logicalId } };
  },
};

const managedPolicy: ResourceType = {
  async apply(request, context) {
    const { properties } = request;
    const name = physicalName(request, context, 'ManagedPolicyName', 128);
    const document = policyText(properties['PolicyDocument']);
    const path = typeof properties['Path'] === 'string' ? properties['Path'] : '/';
    const expected = `arn:aws:iam::${context.account}:policy${path}${name}`;
    const { Arn } = await createOrUpdate<{ Arn: string }>(
      async () =>
        (
          await context.call<{ Policy: { Arn: string } }>('iam', 'CreatePolicy', {
            PolicyName: name,
            PolicyDocument: document,
            ...pick(properties, ['Path', 'Description']),
          })
        ).Policy,
      ['EntityAlreadyExists', 'EntityAlreadyExistsException'],
      async () => {
        await context.call('iam', 'CreatePolicyVersion', { PolicyArn: expected, PolicyDocument: document, SetAsDefault: true });
        return { Arn: expected };
      },
    );
    for (const roleName of listOf(properties, 'Roles')) {
      await context.call('iam', 'AttachRolePolicy', { RoleName: roleName, PolicyArn: Arn });
    }
    return { physicalId: Arn, attributes: { PolicyArn: Arn } satisfies JsonObject };
  },
};

export const iam: Readonly<Record<string, ResourceType>> = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::ManagedPolicy': managedPolicy,
};
