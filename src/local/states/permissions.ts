/**
 * What each operation of the Step Functions API needs (Service Authorization Reference, AWS Step Functions), and what a machine's role
 * needs when the machine is created.
 */
import type { Caller, CallContext, Permission } from '../../sandbox/core/service.ts';

type Input = Readonly<Record<string, unknown>>;

/** Member that names the resource, where the action has one. */
const resourceMembers: Readonly<Record<string, string>> = {
  UpdateStateMachine: 'stateMachineArn',
  DescribeStateMachine: 'stateMachineArn',
  DeleteStateMachine: 'stateMachineArn',
  PublishStateMachineVersion: 'stateMachineArn',
  ListStateMachineVersions: 'stateMachineArn',
  DeleteStateMachineVersion: 'stateMachineVersionArn',
  DescribeStateMachineAlias: 'stateMachineAliasArn',
  UpdateStateMachineAlias: 'stateMachineAliasArn',
  DeleteStateMachineAlias: 'stateMachineAliasArn',
  ListStateMachineAliases: 'stateMachineArn',
  TagResource: 'resourceArn',
  UntagResource: 'resourceArn',
  ListTagsForResource: 'resourceArn',
  StartExecution: 'stateMachineArn',
  StartSyncExecution: 'stateMachineArn',
  DescribeExecution: 'executionArn',
  DescribeStateMachineForExecution: 'executionArn',
  ListExecutions: 'stateMachineArn',
  StopExecution: 'executionArn',
  RedriveExecution: 'executionArn',
  GetExecutionHistory: 'executionArn',
  DescribeMapRun: 'mapRunArn',
  ListMapRuns: 'executionArn',
  UpdateMapRun: 'mapRunArn',
  DescribeActivity: 'activityArn',
  DeleteActivity: 'activityArn',
  GetActivityTask: 'activityArn',
};

/**
 * The permissions of one call. `taskOwner` tells for which state machine or activity a task token was given out: SendTask* is authorized
 * on it.
 */
export function statesPermissions(
  operation: string,
  input: Input,
  context: CallContext,
  taskOwner: (taskToken: string) => string | undefined,
): Permission[] {
  const { taskToken } = input;
  if (typeof taskToken === 'string') {
    // A token that names no task is refused as one (InvalidToken), not for want of a permission.
    const owner = taskOwner(taskToken);
    return owner === undefined ? [] : [{ action: `states:${operation}`, resources: [owner] }];
  }
  const own: Permission = { action: `states:${operation}`, resources: [resourceOf(operation, input, context)] };
  const { roleArn } = input;
  if (typeof roleArn !== 'string' || !['CreateStateMachine', 'UpdateStateMachine', 'TestState'].includes(operation)) return [own];
  const pass: Permission = {
    action: 'iam:PassRole',
    resources: [roleArn],
    conditions: { 'iam:PassedToService': 'states.amazonaws.com' },
  };
  return [own, pass];
}

function resourceOf(operation: string, input: Input, { account, region }: CallContext): string {
  const { name, mapRunArn } = input;
  const prefix = `arn:aws:states:${region}:${account}`;
  if (operation === 'CreateStateMachine') return `${prefix}:stateMachine:${String(name)}`;
  if (operation === 'CreateActivity') return `${prefix}:activity:${String(name)}`;
  if (operation === 'ListExecutions' && typeof mapRunArn === 'string') return mapRunArn;
  const member = resourceMembers[operation];
  const value = member === undefined ? undefined : input[member];
  return typeof value === 'string' ? value : '*';
}

/** Features of a machine that its role must be allowed, as implied-permissions.ts of the sandbox names them. */
export function machineFeatures(input: Input): string[] {
  const { definition, loggingConfiguration, tracingConfiguration } = input;
  const features: string[] = [];
  const text = typeof definition === 'string' ? definition : '';
  if (/:states:startExecution\.sync\b/.test(text)) features.push('sync2');
  if (/"Mode"\s*:\s*"DISTRIBUTED"/.test(text)) features.push('distributed-map');
  if (isMember(loggingConfiguration, 'level', (level) => level !== undefined && level !== 'OFF')) features.push('logging');
  if (isMember(tracingConfiguration, 'enabled', (enabled) => enabled === true)) features.push('tracing');
  return features;
}

/** The caller that stands for a role when its policies are asked without a call. */
export function roleCaller(roleArn: string, sessionName: string): Caller {
  const account = roleArn.split(':')[4]!;
  const role = roleArn.split('/').at(-1)!;
  return { kind: 'role', arn: `arn:aws:sts::${account}:assumed-role/${role}/${sessionName}`, account, roleArn, sessionName };
}

function isMember(value: unknown, name: string, test: (member: unknown) => boolean): boolean {
  return typeof value === 'object' && value !== null && test((value as Record<string, unknown>)[name]);
}
