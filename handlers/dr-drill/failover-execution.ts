import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { memberClient } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import type { DrillPlan } from './contract.ts';
import { assume } from './member-account.ts';
import { accountOf } from './probe-round.ts';

interface Started {
  readonly executionArn: string;
}

/**
 * Starts the failover where it must work while the drill denies: in the workload's account and standby Region, as a role inside the unit. The
 * name is the drill's, so that a repeated start is the same start.
 */
export async function startExecution(plan: DrillPlan, failover: NonNullable<DrillPlan['input']['failover']>): Promise<Started> {
  const account = accountOf(failover.account, plan);
  const { region, machine } = failover;
  const name = `drill-${plan.drillId}`;
  const stepFunctions = memberClient(SFNClient, { region, credentials: await assume(account, 'drill-failover') });
  const place = `arn:aws:states:${region}:${account}`;
  try {
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: `${place}:stateMachine:${machine}`,
        name,
        input: JSON.stringify(failover.input),
      }),
    );
    return { executionArn: executionArn! };
  } catch (error) {
    if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
    return { executionArn: `${place}:execution:${machine}:${name}` };
  }
}

/** RUNNING, or how it ended. */
export async function executionStatus(executionArn: string): Promise<string> {
  const [, , , region = '', account = ''] = executionArn.split(':');
  const stepFunctions = memberClient(SFNClient, { region, credentials: await assume(account, 'drill-failover') });
  const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  return status!;
}
