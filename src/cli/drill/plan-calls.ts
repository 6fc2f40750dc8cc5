/** What a failover by a plan calls: arc-failover where it would run, the five endpoints of the plan's cluster, and its gates. */
import type * as z from 'zod';
import { workflowInput } from '../../../handlers/arc-failover/contract.ts';
import { callsOfWorkflow, type LintedCall } from './lint.ts';

export type FailoverPlan = z.output<typeof workflowInput>['plan'];

/** A plan by itself, or the input of arc-failover, which holds one. */
export const planFile = workflowInput.shape.plan.or(workflowInput);

/** The Region in which the failover runs: that of the cell it goes to, or of the first that is not the primary. */
export function standbyOf(read: z.output<typeof planFile>): string {
  const plan = 'plan' in read ? read.plan : read;
  const cell = 'plan' in read ? read.to : Object.keys(plan.cells).find((name) => name !== plan.primary)!;
  return plan.cells[cell]?.region ?? Object.values(plan.cells)[0]!.region;
}

export async function callsOfPlan(
  file: string,
  { cluster, gates }: FailoverPlan,
  runsIn: string,
): Promise<Awaited<ReturnType<typeof callsOfWorkflow>>> {
  const machine = await callsOfWorkflow('arc-failover', runsIn);
  const own = machine.calls.filter(({ action }) => !action.startsWith('route53-recovery-cluster:'));
  const endpoints = Object.keys(cluster.endpoints).flatMap((region) =>
    ['GetRoutingControlState', 'UpdateRoutingControlStates'].map((operation): LintedCall => ({
      file,
      state: 'cluster',
      action: `route53-recovery-cluster:${operation}`,
      region,
    })),
  );
  const checks = gates.map(({ name, functionArn }): LintedCall => ({
    ...{ file, state: `gate ${name}` },
    action: functionArn === undefined ? 'cloudwatch:DescribeAlarms' : 'lambda:InvokeFunction',
    region: functionArn?.split(':')[3] ?? runsIn,
  }));
  return {
    ...machine,
    calls: [...own, ...endpoints, ...checks],
    unknownFunctions: [
      ...machine.unknownFunctions.filter((name) => !name.startsWith('{%')),
      ...gates.flatMap(({ functionArn }) => functionArn ?? []),
    ],
  };
}
