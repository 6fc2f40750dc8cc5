/** Lets virtual time pass: a state machine in the simulated organization that only waits. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { startExecution } from '../../simulation/account-vending/again.ts';
import type { LocalOwner } from '../../../src/local/index.ts';

/** Waits that many minutes of virtual time; everything else goes on meanwhile. */
export async function waitMinutes(local: LocalOwner, minutes: number): Promise<void> {
  await local.run(await startWaiting(local, minutes));
}

/** Starts an execution that runs so long. */
export async function startWaiting(local: LocalOwner, minutes: number): Promise<string> {
  const config = local.sdkConfig('waiting');
  const iam = new IAMClient(config);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const name = `waiting-${minutes}-${local.now()}`;
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  iam.destroy();
  const stepFunctions = new SFNClient(config);
  const definition = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: minutes * 60, End: true } } };
  const { stateMachineArn } = await stepFunctions.send(
    new CreateStateMachineCommand({ name, roleArn: Role!.Arn, definition: JSON.stringify(definition) }),
  );
  const executionArn = await startExecution(stepFunctions, { stateMachineArn: stateMachineArn!, name, input: '{}' });
  stepFunctions.destroy();
  return executionArn;
}
