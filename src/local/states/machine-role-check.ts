/**
 * What Step Functions checks of a machine's role when the machine is created or changed, and what the role needs for its log and its
 * traces although no task asks for it.
 */
import { AwsError } from '../../sandbox/core/errors.ts';
import { impliedBy } from '../../sandbox/authorization/implied-permissions.ts';
import type { CallContext } from '../../sandbox/core/service.ts';
import type { SandboxPart } from '../parts.ts';
import { serviceSession } from '../sessions.ts';
import { machineFeatures } from './permissions.ts';

/** What AWS says the role may not do, by feature. */
const refusals: Readonly<Record<string, string>> = {
  sync2: 'is not authorized to create managed-rule.',
  logging: 'is not authorized to access the Log Destination',
};

/**
 * The check of a CreateStateMachine or UpdateStateMachine input.
 * The check throws AwsError AccessDeniedException in AWS's words; those for tracing and Distributed Map are ours: AWS finds out later.
 */
export function machineRoleCheck(sandbox: SandboxPart): (input: Readonly<Record<string, unknown>>, context: CallContext) => void {
  return (input, context) => {
    const { roleArn, name, stateMachineArn } = input;
    if (typeof roleArn !== 'string') return;
    const { account, region, now } = context;
    const machine =
      typeof stateMachineArn === 'string' ? stateMachineArn : `arn:aws:states:${region}:${account}:stateMachine:${String(name)}`;
    const caller = serviceSession(sandbox, 'states', roleArn, 'CreateStateMachine', now);
    for (const feature of machineFeatures(input)) {
      const needed = impliedBy(`states:CreateStateMachine#${feature}`, { account, region, stateMachine: machine });
      const { refusal } = sandbox.decide(caller, needed, { region, now }, 'states:CreateStateMachine');
      if (!refusal) continue;
      const said =
        refusals[feature] ?? `is not authorized to perform ${refusal.action} on ${refusal.resource}, which its ${feature} needs`;
      throw new AwsError('AccessDeniedException', `'${roleArn}' ${said}`);
    }
  };
}
