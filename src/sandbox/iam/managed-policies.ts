/** Managed policies (IAM API reference: CreatePolicy and its kind). */
import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  Policy,
} from '@aws-sdk/client-iam';
import { AwsError } from '../core/errors.ts';
import { operation, type CallContext, type OperationTable, type Permission } from '../core/service.ts';
import { awsManagedPolicy, awsManagedPolicyArns } from './aws-managed-policies.ts';
import { checkedPolicy, deleteConflict, entityAlreadyExists, noSuchEntity } from './errors.ts';
import { iamId, markerPage, tagPairs } from './listing.ts';
import { managedPolicyTable, roleAttachmentTable, type ManagedPolicyRow } from './rows.ts';

const versionLimit = 5;

function onPolicy(action: string) {
  return ({ PolicyArn = '*' }: { PolicyArn?: string | undefined }): Permission[] => [
    { action: `iam:${action}`, resources: [PolicyArn] },
  ];
}

function existingPolicy(arn: string | undefined, context: CallContext): ManagedPolicyRow {
  const row = managedPolicyTable(context).get(arn ?? '');
  if (row) return row;
  const document = awsManagedPolicy(arn ?? '');
  if (arn === undefined || document === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return {
    account: 'aws',
    name: arn.split('/').at(-1)!,
    path: arn.includes('/service-role/') ? '/service-role/' : '/',
    arn,
    id: 'ANPA',
    createdAt: Date.UTC(2015, 1, 6),
    updatedAt: Date.UTC(2015, 1, 6),
    versions: [{ id: 'v1', document, createdAt: Date.UTC(2015, 1, 6) }],
    defaultVersion: 'v1',
    tags: [],
  };
}

function view(row: ManagedPolicyRow, context: CallContext): Policy {
  return {
    PolicyName: row.name,
    PolicyId: row.id,
    Arn: row.arn,
    Path: row.path,
    DefaultVersionId: row.defaultVersion,
    AttachmentCount: attachments(row.arn, context),
    IsAttachable: true,
    ...(row.description === undefined ? {} : { Description: row.description }),
    CreateDate: new Date(row.createdAt),
    UpdateDate: new Date(row.updatedAt),
    ...(row.tags.length > 0 ? { Tags: [...row.tags] } : {}),
  };
}

function attachments(arn: string, context: CallContext): number {
  return [...roleAttachmentTable(context).values()].filter(
    ({ policyArn, role }) => policyArn === arn && role.startsWith(`${context.account}/`),
  ).length;
}

function createPolicy(input: CreatePolicyRequest, context: CallContext): CreatePolicyResponse {
  const { PolicyName = '', Path = '/', Description } = input;
  const arn = `arn:aws:iam::${context.account}:policy${Path}${PolicyName}`;
  if (managedPolicyTable(context).has(arn))
    throw entityAlreadyExists(`A policy called ${PolicyName} already exists. Duplicate names are not allowed.`);
  const row: ManagedPolicyRow = {
    account: context.account,
    name: PolicyName,
    path: Path,
    arn,
    id: iamId('ANPA', context),
    createdAt: context.now,
    updatedAt: context.now,
    ...(Description === undefined ? {} : { description: Description }),
    versions: [{ id: 'v1', document: checkedPolicy(input.PolicyDocument), createdAt: context.now }],
    defaultVersion: 'v1',
    tags: tagPairs(input.Tags),
  };
  managedPolicyTable(context).put(arn, row);
  return { Policy: view(row, context) };
}

function createPolicyVersion(input: CreatePolicyVersionRequest, context: CallContext): CreatePolicyVersionResponse {
  const row = existingPolicy(input.PolicyArn, context);
  if (row.versions.length >= versionLimit) {
    throw new AwsError(
      'LimitExceededException',
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
      { statusCode: 409 },
    );
  }
  const id = `v${Number(row.versions.at(-1)!.id.slice(1)) + 1}`;
  const version = { id, document: checkedPolicy(input.PolicyDocument), createdAt: context.now };
  managedPolicyTable(context).put(row.arn, {
    ...row,
    updatedAt: context.now,
    versions: [...row.versions, version],
    defaultVersion: input.SetAsDefault ? id : row.defaultVersion,
  });
  return { PolicyVersion: { VersionId: id, IsDefaultVersion: input.SetAsDefault === true, CreateDate: new Date(context.now) } };
}

export const managedPolicyOperations: OperationTable = {
  CreatePolicy: operation<CreatePolicyRequest, CreatePolicyResponse>({
    permissions: ({ PolicyName, Path = '/' }, { account }) => [
      { action: 'iam:CreatePolicy', resources: [`arn:aws:iam::${account}:policy${Path}${PolicyName}`] },
    ],
    handle: createPolicy,
  }),
  GetPolicy: operation<GetPolicyRequest, GetPolicyResponse>({
    permissions: onPolicy('GetPolicy'),
    handle: ({ PolicyArn }, context) => ({ Policy: view(existingPolicy(PolicyArn, context), context) }),
  }),
  ListPolicies: operation<ListPoliciesRequest, ListPoliciesResponse>({
    handle: (input, context) => {
      const own =
        input.Scope === 'AWS'
          ? []
          : [...managedPolicyTable(context).values()].filter(({ account }) => account === context.account);
      const aws = input.Scope === 'Local' ? [] : awsManagedPolicyArns().map((arn) => existingPolicy(arn, context));
      const { items, ...page } = markerPage([...own, ...aws], `ListPolicies/${input.Scope}`, input);
      return { Policies: items.map((row) => view(row, context)), ...page };
    },
  }),
  CreatePolicyVersion: operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse>({
    permissions: onPolicy('CreatePolicyVersion'),
    handle: createPolicyVersion,
  }),
  GetPolicyVersion: operation<GetPolicyVersionRequest, GetPolicyVersionResponse>({
    permissions: onPolicy('GetPolicyVersion'),
    handle: ({ PolicyArn, VersionId }, context) => {
      const { versions, defaultVersion } = existingPolicy(PolicyArn, context);
      const version = versions.find(({ id }) => id === VersionId);
      if (!version) throw noSuchEntity(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
      const { id, document, createdAt } = version;
      return {
        PolicyVersion: {
          Document: encodeURIComponent(document),
          VersionId: id,
          IsDefaultVersion: id === defaultVersion,
          CreateDate: new Date(createdAt),
        },
      };
    },
  }),
  DeletePolicy: operation<GetPolicyRequest, object>({
    permissions: onPolicy('DeletePolicy'),
    handle: ({ PolicyArn }, context) => {
      const { arn, versions } = existingPolicy(PolicyArn, context);
      if (attachments(arn, context) > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
      if (versions.length > 1)
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      managedPolicyTable(context).delete(arn);
      return {};
    },
  }),
};
