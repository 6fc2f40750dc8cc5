import { DescribePolicyCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { IAMClient, SimulateCustomPolicyCommand } from '@aws-sdk/client-iam';
import { client } from '../shared/clients.ts';
import { environment } from '../shared/runtime.ts';
import type { DrillPlan, MatrixRow } from './contract.ts';
import { denies } from './fault-policy.ts';
import { memberRoleArn } from './member-account.ts';
import { policiesOn } from './organization.ts';
import { probesOf } from './probe-calls.ts';

const everything = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

/**
 * What the policy will do to the probes of every account and to the functions that undo it, by our own evaluation, and beside it what IAM's
 * policy simulator says about the same policy under the unit's other policies.
 */
export async function dryRun(plan: DrillPlan, document: string, t0: number, t1: number): Promise<MatrixRow[]> {
  const times = { before: t0 - 60_000, during: (t0 + t1) / 2, after: t1 + 60_000 };
  const calls = probesOf(plan.input);
  const principals = plan.accounts.flatMap(({ id }) => [
    { account: id, principal: 'probe' as const, arn: memberRoleArn(id, 'drill-probe') },
    { account: id, principal: 'control' as const, arn: memberRoleArn(id, 'drill-control') },
  ]);
  const rows = principals.flatMap(({ account, principal, arn }) =>
    calls.flatMap((call) =>
      [plan.deniedRegion, plan.input.standbyRegion].map((region) => {
        const at = (time: number): 'allowed' | 'denied' =>
          denies(document, { action: call, region, principalArn: arn, at: time }) ? 'denied' : 'allowed';
        return {
          account,
          call,
          region,
          principal,
          before: at(times.before),
          during: at(times.during),
          after: at(times.after),
          arn,
        };
      }),
    ),
  );
  const levels = environment('POLICY_SIMULATOR') === 'true' ? await unitPolicies(plan.target.id) : undefined;
  return Promise.all(
    rows.map(async ({ arn, ...row }) =>
      levels === undefined ? row : { ...row, simulator: await simulated({ ...row, arn }, document, levels, times.during) },
    ),
  );
}

/** Documents of the unit's own policies: the simulator takes each level of the hierarchy apart. */
async function unitPolicies(unitId: string): Promise<string[]> {
  const policies = await policiesOn(unitId);
  return Promise.all(
    policies.map(async ({ Id }) => {
      const { Policy } = await client(OrganizationsClient).send(new DescribePolicyCommand({ PolicyId: Id }));
      return Policy!.Content!;
    }),
  );
}

async function simulated(
  { call, region, during, arn }: MatrixRow & { readonly arn: string },
  document: string,
  unit: readonly string[],
  at: number,
): Promise<'agrees' | 'differs'> {
  const { EvaluationResults } = await client(IAMClient).send(
    new SimulateCustomPolicyCommand({
      PolicyInputList: [everything],
      OrderedOrganizationPolicyInputList: [[everything], [...unit, document], [everything]].map(
        (ServiceControlPolicyInputList) => ({
          ServiceControlPolicyInputList,
        }),
      ),
      ActionNames: [call],
      ContextEntries: [
        { ContextKeyName: 'aws:RequestedRegion', ContextKeyType: 'string', ContextKeyValues: [region] },
        { ContextKeyName: 'aws:CurrentTime', ContextKeyType: 'date', ContextKeyValues: [new Date(at).toISOString()] },
        { ContextKeyName: 'aws:PrincipalArn', ContextKeyType: 'string', ContextKeyValues: [arn] },
      ],
    }),
  );
  const decision = EvaluationResults?.[0]?.EvalDecision === 'allowed' ? 'allowed' : 'denied';
  return decision === during ? 'agrees' : 'differs';
}
