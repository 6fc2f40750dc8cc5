/**
 * SimulateCustomPolicy: policies given as text, with a hierarchy of SCPs from the root to the account. Nothing of the organization is
 * looked at (IAM API reference).
 */
import type { EvaluationResult, SimulateCustomPolicyRequest, SimulatePolicyResponse } from '@aws-sdk/client-iam';
import { evaluate, type MatchedStatement, type PolicyType } from '../authorization/evaluate.ts';
import { compilePolicy } from '../authorization/policy.ts';
import { AwsError } from '../core/errors.ts';
import { operation, type Operation } from '../core/service.ts';

const named = (documents: readonly string[] | undefined, prefix: string): { name: string; document: string }[] =>
  (documents ?? []).map((document, index) => ({ name: `${prefix}.${index + 1}`, document }));

function simulate(input: SimulateCustomPolicyRequest): SimulatePolicyResponse {
  const { PolicyInputList = [], ActionNames = [], ResourceArns = ['*'], ContextEntries = [] } = input;
  const levels = input.OrderedOrganizationPolicyInputList?.map(({ ServiceControlPolicyInputList }, level) =>
    named(ServiceControlPolicyInputList, `ServiceControlPolicyInputList.${level + 1}`),
  );
  const boundary =
    input.PermissionsBoundaryPolicyInputList && named(input.PermissionsBoundaryPolicyInputList, 'BoundaryPolicyInputList');
  for (const document of [PolicyInputList, ...(levels ?? [])]
    .flat()
    .map((policy) => (typeof policy === 'string' ? policy : policy.document)))
    check(document);
  const values = new Map(
    ContextEntries.map(
      ({ ContextKeyName = '', ContextKeyValues = [] }) => [ContextKeyName.toLowerCase(), ContextKeyValues] as const,
    ),
  );
  if (input.CallerArn !== undefined && !values.has('aws:principalarn')) values.set('aws:principalarn', [input.CallerArn]);
  return {
    EvaluationResults: ActionNames.flatMap((action) =>
      ResourceArns.map((resource): EvaluationResult => {
        const of = (policies: ReturnType<typeof named>, type: PolicyType) =>
          evaluate(policies, type, { action, resource, values });
        const identity = of(named(PolicyInputList, 'PolicyInputList'), 'identity');
        const limit = boundary && of(boundary, 'boundary');
        const control = levels?.map((policies) => of(policies, 'scp'));
        const denies = [...(control ?? []).flatMap((level) => level.denies), ...(limit?.denies ?? []), ...identity.denies];
        const allowedByOrganizations = control?.every((level) => level.allows.length > 0 && level.denies.length === 0) ?? true;
        const allowed = allowedByOrganizations && identity.allows.length > 0 && (limit?.allows.length ?? 1) > 0;
        const matched: readonly MatchedStatement[] = denies.length > 0 ? denies : allowed ? identity.allows : [];
        return {
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: denies.length > 0 ? 'explicitDeny' : allowed ? 'allowed' : 'implicitDeny',
          MatchedStatements: matched.map(({ policy }) => ({ SourcePolicyId: policy })),
          MissingContextValues: [],
          ...(control ? { OrganizationsDecisionDetail: { AllowedByOrganizations: allowedByOrganizations } } : {}),
        };
      }),
    ),
    IsTruncated: false,
  };
}

/** Throws IAM's error for a text that is no policy. */
function check(document: string): void {
  try {
    compilePolicy(document);
  } catch (error) {
    throw new AwsError('InvalidInput', `The policy is invalid: ${(error as Error).message}`, { cause: error });
  }
}

export const simulateCustomPolicy: Operation<SimulateCustomPolicyRequest, SimulatePolicyResponse> = operation({
  handle: simulate,
});
