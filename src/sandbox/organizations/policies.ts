/** Policies themselves; what they are attached to is in policy-attachments.ts. */
import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  DescribePolicyRequest,
  DescribePolicyResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  UpdatePolicyRequest,
  UpdatePolicyResponse,
} from '@aws-sdk/client-organizations';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable, Permission } from '../core/service.ts';
import { effectiveFrom, lapse } from './effective-policies.ts';
import { constraintViolation, invalidInput, notFound } from './errors.ts';
import { organizationIndexes } from './indexes.ts';
import { constraint, listingPage, managementOperation, readOperation } from './operation.ts';
import type { PolicyRow, PolicyType } from './rows.ts';
import { attachmentKey, policyAttachmentTable, policyTable, resourceTagsTable } from './rows.ts';
import { checkedTags } from './tags.ts';
import { resourceArn } from './tree.ts';
import { policySummaryView } from './views.ts';

/** Size of an SCP's document in characters, and policies of a type (Organizations user guide, quotas). */
const defaultDocumentSize = 10_240;
const maximumPolicies = 10_000;

/** The permissions of policy operations carry the policy's type (service authorization reference). */
export function withPolicyType(
  action: string,
  context: CallContext,
  ids: readonly (string | undefined)[],
  type: string | undefined,
): readonly Permission[] {
  const resources = ids.flatMap((id) => (id === undefined ? [] : [resourceArn(context, id)]));
  return [
    {
      action: `organizations:${action}`,
      resources: resources.length > 0 ? resources : ['*'],
      ...(type === undefined ? {} : { conditions: { 'organizations:PolicyType': type } }),
    },
  ];
}

/** Permissions on one policy, with its own type. */
export function onPolicy(
  action: string,
  policyId: string | undefined,
  context: CallContext,
  ...targets: readonly (string | undefined)[]
) {
  return withPolicyType(action, context, [policyId, ...targets], policyTable(context).get(policyId ?? '')?.type);
}

export function requirePolicy(context: CallContext, id: string | undefined): PolicyRow {
  const row = policyTable(context).get(id!);
  if (!row) throw notFound('PolicyNotFoundException');
  return row;
}

function checkContent(content: string, context: CallContext): void {
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch (error) {
    throw malformed('The provided policy document is not valid JSON.', error);
  }
  if (typeof document !== 'object' || document === null || !('Statement' in document)) {
    throw malformed('The provided policy document does not meet the requirements of the specified policy type.');
  }
  if (content.length > (context.settings.quotas['organizations/scp-size'] ?? defaultDocumentSize)) {
    throw constraintViolation('POLICY_CONTENT_LIMIT_EXCEEDED', 'You have exceeded the content size limit of the policy.');
  }
}

function malformed(message: string, cause?: unknown): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message, { cause });
}

function refuseDuplicateName(context: CallContext, name: string, type: PolicyType): void {
  for (const row of policyTable(context).values()) {
    if (row.name === name && row.type === type) {
      throw new AwsError('DuplicatePolicyException', 'A policy with the same name already exists.');
    }
  }
}

function describe(context: CallContext, row: PolicyRow) {
  return { PolicySummary: policySummaryView(context, row), Content: row.content };
}

const text = { min: 1, max: 128 } as const;

const createPolicy = managementOperation<CreatePolicyRequest, CreatePolicyResponse>({
  constraints: {
    Content: { required: true, min: 1 },
    Description: { required: true, max: 512 },
    Name: { ...text, required: true },
    Type: constraint.policyType,
  },
  // "If you want to add tags, you must have organizations:TagResource" (API reference, CreatePolicy).
  permissions: ({ Type, Tags }, context) => [
    ...withPolicyType('CreatePolicy', context, [], Type),
    ...(Tags?.length ? withPolicyType('TagResource', context, [], Type) : []),
  ],
  handle: ({ Content, Description, Name, Type, Tags }, context) => {
    const type = Type as PolicyType;
    checkContent(Content!, context);
    refuseDuplicateName(context, Name!, type);
    if (policyTable(context).size >= maximumPolicies) {
      throw constraintViolation('POLICY_NUMBER_LIMIT_EXCEEDED', 'You have exceeded the number of policies in the organization.');
    }
    const id = `p-${context.id(8)}`;
    const row: PolicyRow = { id, name: Name!, description: Description!, type, awsManaged: false, content: Content! };
    policyTable(context).put(id, row);
    const tags = checkedTags(Tags);
    if (tags.length > 0) resourceTagsTable(context).put(id, { tags });
    return { Policy: describe(context, row) };
  },
});

/** The former document stays in force wherever it is attached until the new one has spread. */
function spread(context: CallContext, { id, content }: PolicyRow): void {
  for (const targetId of organizationIndexes(context.store).targetsOf(id)) {
    const at = effectiveFrom(context);
    const key = attachmentKey(targetId, id);
    const attachment = policyAttachmentTable(context).get(key)!;
    if ((attachment.effectiveFrom ?? 0) <= context.now) lapse(context, attachment, content, at);
    policyAttachmentTable(context).put(key, { ...attachment, effectiveFrom: at });
  }
}

function requireOwn(context: CallContext, id: string | undefined): PolicyRow {
  const row = requirePolicy(context, id);
  if (row.awsManaged)
    throw invalidInput('IMMUTABLE_POLICY', 'You specified a policy that is managed by AWS and cannot be modified.');
  return row;
}

const updatePolicy = managementOperation<UpdatePolicyRequest, UpdatePolicyResponse>({
  constraints: { PolicyId: constraint.policyId, Name: text, Description: { max: 512 }, Content: { min: 1 } },
  permissions: ({ PolicyId }, context) => onPolicy('UpdatePolicy', PolicyId, context),
  handle: ({ PolicyId, Name, Description, Content }, context) => {
    const row = requireOwn(context, PolicyId);
    if (Content !== undefined) checkContent(Content, context);
    if (Name !== undefined && Name !== row.name) refuseDuplicateName(context, Name, row.type);
    const changed = {
      ...row,
      name: Name ?? row.name,
      description: Description ?? row.description,
      content: Content ?? row.content,
    };
    if (changed.content !== row.content) spread(context, row);
    policyTable(context).put(row.id, changed);
    return { Policy: describe(context, changed) };
  },
});

const deletePolicy = managementOperation<DeletePolicyRequest, object>({
  constraints: { PolicyId: constraint.policyId },
  permissions: ({ PolicyId }, context) => onPolicy('DeletePolicy', PolicyId, context),
  handle: ({ PolicyId }, context) => {
    const { id } = requireOwn(context, PolicyId);
    if (organizationIndexes(context.store).targetsOf(id).size > 0) {
      throw new AwsError(
        'PolicyInUseException',
        'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
      );
    }
    resourceTagsTable(context).delete(id);
    policyTable(context).delete(id);
    return {};
  },
});

const describePolicy = readOperation<DescribePolicyRequest, DescribePolicyResponse>({
  constraints: { PolicyId: constraint.policyId },
  permissions: ({ PolicyId }, context) => onPolicy('DescribePolicy', PolicyId, context),
  handle: ({ PolicyId }, context) => ({ Policy: describe(context, requirePolicy(context, PolicyId)) }),
});

const listPolicies = readOperation<ListPoliciesRequest, ListPoliciesResponse>({
  constraints: { Filter: constraint.policyType, MaxResults: constraint.maxResults },
  permissions: ({ Filter }, context) => withPolicyType('ListPolicies', context, [], Filter),
  handle: (input, context) => {
    const rows = [...policyTable(context).values()].filter(({ type }) => type === input.Filter);
    const page = listingPage(rows, `ListPolicies/${input.Filter}`, input, context, true);
    return {
      Policies: page.items.map((row) => policySummaryView(context, row)),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
});

export const policyOperations: OperationTable = {
  CreatePolicy: createPolicy,
  UpdatePolicy: updatePolicy,
  DeletePolicy: deletePolicy,
  DescribePolicy: describePolicy,
  ListPolicies: listPolicies,
};
