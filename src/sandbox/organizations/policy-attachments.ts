/** What policies are attached to. */
import type {
  AttachPolicyRequest,
  DetachPolicyRequest,
  ListPoliciesForTargetRequest,
  ListPoliciesForTargetResponse,
  ListTargetsForPolicyRequest,
  ListTargetsForPolicyResponse,
  PolicyTargetSummary,
} from '@aws-sdk/client-organizations';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable } from '../core/service.ts';
import { emitApiCall } from './cloudtrail-events.ts';
import { effectiveFrom, lapse } from './effective-policies.ts';
import { constraintViolation, notFound } from './errors.ts';
import { organizationIndexes } from './indexes.ts';
import { constraint, listingPage, managementOperation, readOperation } from './operation.ts';
import { onPolicy, requirePolicy, withPolicyType } from './policies.ts';
import type { PolicyRow } from './rows.ts';
import { accountTable, attachmentKey, organizationalUnitTable, policyAttachmentTable, policyTable } from './rows.ts';
import { organization, resourceArn } from './tree.ts';
import { policySummaryView } from './views.ts';

/** SCPs of a target: 10 since May 2026, 5 before (Organizations user guide, quotas). `quotas: {organizations/scps-per-target: 5}` in the organization file. */
const defaultAttachments = 10;

function requireTarget(context: CallContext, id: string | undefined): string {
  const known =
    id === organization(context).rootId || accountTable(context).has(id!) || organizationalUnitTable(context).has(id!);
  if (!known) throw notFound('TargetNotFoundException');
  return id!;
}

/** Policies of one type that are attached directly to a target. */
function attached(context: CallContext, targetId: string, type: string | undefined): PolicyRow[] {
  return [...organizationIndexes(context.store).policiesOf(targetId)]
    .map((id) => policyTable(context).get(id)!)
    .filter((policy) => policy.type === type);
}

const attachmentConstraints = { PolicyId: constraint.policyId, TargetId: constraint.targetId };

const attachPolicy = managementOperation<AttachPolicyRequest, object>({
  constraints: attachmentConstraints,
  permissions: ({ PolicyId, TargetId }, context) => onPolicy('AttachPolicy', PolicyId, context, TargetId),
  handle: ({ PolicyId, TargetId }, context) => {
    const policy = requirePolicy(context, PolicyId);
    const targetId = requireTarget(context, TargetId);
    if (!organization(context).policyTypes.includes(policy.type)) {
      throw new AwsError('PolicyTypeNotEnabledException', "The specified policy type isn't currently enabled in this root.");
    }
    const key = attachmentKey(targetId, policy.id);
    if (policyAttachmentTable(context).has(key)) {
      throw new AwsError('DuplicatePolicyAttachmentException', 'A policy with the specified name and type already exists.');
    }
    if (
      attached(context, targetId, policy.type).length >=
      (context.settings.quotas['organizations/scps-per-target'] ?? defaultAttachments)
    ) {
      throw constraintViolation(
        'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'You have attached the maximum number of policies to the specified target.',
      );
    }
    const row = { policyId: policy.id, targetId, effectiveFrom: effectiveFrom(context) };
    policyAttachmentTable(context).put(key, row);
    emitApiCall(context, 'AttachPolicy', { policyId: policy.id, targetId }, null);
    return {};
  },
});

const detachPolicy = managementOperation<DetachPolicyRequest, object>({
  constraints: attachmentConstraints,
  permissions: ({ PolicyId, TargetId }, context) => onPolicy('DetachPolicy', PolicyId, context, TargetId),
  handle: ({ PolicyId, TargetId }, context) => {
    const policy = requirePolicy(context, PolicyId);
    const targetId = requireTarget(context, TargetId);
    const key = attachmentKey(targetId, policy.id);
    if (!policyAttachmentTable(context).has(key)) throw notFound('PolicyNotAttachedException');
    if (policy.type === 'SERVICE_CONTROL_POLICY' && attached(context, targetId, policy.type).length === 1) {
      throw constraintViolation(
        'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'You cannot detach the last policy: every root, OU and account must have at least one SCP.',
      );
    }
    const row = policyAttachmentTable(context).get(key)!;
    if ((row.effectiveFrom ?? 0) <= context.now) lapse(context, row, policy.content, effectiveFrom(context));
    policyAttachmentTable(context).delete(key);
    emitApiCall(context, 'DetachPolicy', { policyId: policy.id, targetId }, null);
    return {};
  },
});

const listPoliciesForTarget = readOperation<ListPoliciesForTargetRequest, ListPoliciesForTargetResponse>({
  constraints: { TargetId: constraint.targetId, Filter: constraint.policyType, MaxResults: constraint.maxResults },
  permissions: ({ TargetId, Filter }, context) => withPolicyType('ListPoliciesForTarget', context, [TargetId], Filter),
  handle: (input, context) => {
    const targetId = requireTarget(context, input.TargetId);
    const page = listingPage(
      attached(context, targetId, input.Filter),
      `ListPoliciesForTarget/${targetId}/${input.Filter}`,
      input,
      context,
      true,
    );
    return {
      Policies: page.items.map((row) => policySummaryView(context, row)),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
});

function targetView(context: CallContext, id: string): PolicyTargetSummary {
  const arn = resourceArn(context, id);
  const unit = organizationalUnitTable(context).get(id);
  if (unit) return { TargetId: id, Arn: arn, Name: unit.name, Type: 'ORGANIZATIONAL_UNIT' };
  const account = accountTable(context).get(id);
  return account
    ? { TargetId: id, Arn: arn, Name: account.name, Type: 'ACCOUNT' }
    : { TargetId: id, Arn: arn, Name: 'Root', Type: 'ROOT' };
}

const listTargetsForPolicy = readOperation<ListTargetsForPolicyRequest, ListTargetsForPolicyResponse>({
  constraints: { PolicyId: constraint.policyId, MaxResults: constraint.maxResults },
  permissions: ({ PolicyId }, context) => onPolicy('ListTargetsForPolicy', PolicyId, context),
  handle: (input, context) => {
    const { id } = requirePolicy(context, input.PolicyId);
    const page = listingPage(
      [...organizationIndexes(context.store).targetsOf(id)],
      `ListTargetsForPolicy/${id}`,
      input,
      context,
      true,
    );
    return {
      Targets: page.items.map((target) => targetView(context, target)),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
});

export const policyAttachmentOperations: OperationTable = {
  AttachPolicy: attachPolicy,
  DetachPolicy: detachPolicy,
  ListPoliciesForTarget: listPoliciesForTarget,
  ListTargetsForPolicy: listTargetsForPolicy,
};
