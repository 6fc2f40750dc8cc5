/** SimulatePrincipalPolicy: the evaluator's answer without a call (IAM API reference). Resource policies are not simulated. */
import type { ContextEntry, EvaluationResult, SimulatePolicyResponse, SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam';
import { decide } from '../authorization/decide.ts';
import { operation, type Caller, type CallContext, type OperationTable } from '../core/service.ts';
import { noSuchEntity } from './errors.ts';
import { roleKeyOfArn, roleTable } from './rows.ts';
import { simulateCustomPolicy } from './simulate-custom.ts';

function simulate(input: SimulatePrincipalPolicyRequest, context: CallContext): SimulatePolicyResponse {
  const { PolicySourceArn = '', ActionNames = [], ResourceArns = ['*'] } = input;
  const role = roleKeyOfArn(PolicySourceArn);
  const row = role && roleTable(context).get(role.key);
  if (!row) throw noSuchEntity(`The entity ${PolicySourceArn} cannot be found.`);
  const arn = `arn:aws:sts::${row.account}:assumed-role/${row.name}/simulation`;
  const caller: Caller = { kind: 'role', arn, account: row.account, roleArn: row.arn, sessionName: 'simulation' };
  const conditions = Object.fromEntries((input.ContextEntries ?? []).map(entry));
  const results = ActionNames.flatMap((action) =>
    ResourceArns.map((resource): EvaluationResult => {
      const { allowed, refusal, rulings } = decide(
        context.store,
        caller,
        [{ action, resources: [resource], conditions }],
        context,
      );
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: allowed ? 'allowed' : refusal?.deny ? 'explicitDeny' : 'implicitDeny',
        MatchedStatements: rulings.flatMap(({ matched }) => matched).map(({ policy }) => ({ SourcePolicyId: policy })),
        MissingContextValues: [],
        ...(refusal?.by === 'scp' ? { OrganizationsDecisionDetail: { AllowedByOrganizations: false } } : {}),
      };
    }),
  );
  return { EvaluationResults: results, IsTruncated: false };
}

function entry({ ContextKeyName = '', ContextKeyValues = [] }: ContextEntry): [string, readonly string[]] {
  return [ContextKeyName, ContextKeyValues];
}

export const simulateOperations: OperationTable = {
  SimulateCustomPolicy: simulateCustomPolicy,
  SimulatePrincipalPolicy: operation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse>({
    permissions: ({ PolicySourceArn = '*' }) => [{ action: 'iam:SimulatePrincipalPolicy', resources: [PolicySourceArn] }],
    handle: simulate,
  }),
};
