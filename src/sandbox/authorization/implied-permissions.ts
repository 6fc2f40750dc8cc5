/**
 * Permissions that a call needs although no task makes them: what a service does on its caller's behalf. Checked-in data, enforced like
 * the call's own permission and counted as used in the call log.
 */
import type { Permission } from '../core/service.ts';

export interface ImpliedPermissions {
  /** `<service>:<Operation>`, or `<service>:<Operation>#<feature>` for those that only a feature of the resource needs. */
  readonly trigger: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly why: string;
  readonly source: string;
}

const accountFactory = {
  resources: ['*'],
  why: 'Account Factory checks the rights of whoever launches its product: Control Tower, IAM Identity Center and its directory.',
  source: 'AWS Control Tower user guide, Provision accounts with AWS Service Catalog Account Factory: required permissions',
} as const;

const accountFactoryActions = [
  'controltower:CreateManagedAccount',
  'controltower:DescribeManagedAccount',
  'sso:GetProfile',
  'sso:CreateProfile',
  'sso:UpdateProfile',
  'sso:AssociateProfile',
  'sso:CreateApplicationInstance',
  'sso:GetSSOStatus',
  'sso:GetTrust',
  'sso:CreateTrust',
  'sso:UpdateTrust',
  'sso:GetPeregrineStatus',
  'sso:GetApplicationInstance',
  'sso:ListDirectoryAssociations',
  'sso:ListPermissionSets',
  'sso:GetPermissionSet',
  'sso:ProvisionApplicationInstanceForAWSAccount',
  'sso:ProvisionApplicationProfileForAWSAccountInstance',
  'sso:ProvisionSAMLProvider',
  'sso:ListProfileAssociations',
  'sso-directory:ListMembersInGroup',
  'sso-directory:AddMemberToGroup',
  'sso-directory:SearchGroups',
  'sso-directory:SearchGroupsWithGroupName',
  'sso-directory:SearchUsers',
  'sso-directory:CreateUser',
  'sso-directory:DescribeGroups',
  'sso-directory:DescribeDirectory',
  'sso-directory:GetUserPoolInfo',
  'organizations:DescribeOrganization',
];

export const impliedPermissions: readonly ImpliedPermissions[] = [
  { trigger: 'servicecatalog:ProvisionProduct', actions: accountFactoryActions, ...accountFactory },
  { trigger: 'servicecatalog:UpdateProvisionedProduct', actions: accountFactoryActions, ...accountFactory },
  {
    trigger: 'servicecatalog:TerminateProvisionedProduct',
    actions: ['controltower:DeregisterManagedAccount', 'controltower:DescribeManagedAccount'],
    resources: ['*'],
    why: 'Terminating an Account Factory product unmanages the account.',
    source: 'AWS Control Tower user guide, Unmanage a member account',
  },
  {
    trigger: 'states:CreateStateMachine#sync2',
    actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    resources: ['arn:aws:events:${region}:${account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule'],
    why: 'The .sync pattern follows its job by a managed rule, which is made when the state machine is.',
    source: 'AWS Step Functions developer guide, IAM policies for nested workflows',
  },
  {
    trigger: 'states:CreateStateMachine#logging',
    actions: [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
    resources: ['*'],
    why: 'A machine that logs delivers to CloudWatch Logs with its own role.',
    source: 'AWS Step Functions developer guide, Using CloudWatch Logs to log execution history: IAM policies',
  },
  {
    trigger: 'states:CreateStateMachine#tracing',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    resources: ['*'],
    why: 'A machine with tracing sends segments with its own role.',
    source: 'AWS Step Functions developer guide, Trace Step Functions request data in AWS X-Ray: IAM policies',
  },
  {
    trigger: 'states:CreateStateMachine#distributed-map',
    actions: ['states:StartExecution'],
    resources: ['${stateMachine}'],
    why: 'A Distributed Map starts its child executions on its own state machine.',
    source: 'AWS Step Functions developer guide, IAM policies for using Distributed Map states',
  },
  {
    trigger: 'lambda:CreateFunction#tracing',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    resources: ['*'],
    why: 'A function with active tracing sends segments with its own role.',
    source: 'AWS Lambda developer guide, Visualize Lambda function invocations using AWS X-Ray',
  },
  {
    trigger: 'lambda:CreateFunction#logging',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ['${logGroup}:*'],
    why: 'A function writes its log with its own role; its group is made by the template.',
    source: 'AWS Lambda developer guide, Sending Lambda function logs to CloudWatch Logs',
  },
];

const byTrigger = new Map<string, ImpliedPermissions[]>();
for (const implied of impliedPermissions) byTrigger.set(implied.trigger, [...(byTrigger.get(implied.trigger) ?? []), implied]);

/**
 * What `trigger` implies. `names` fills in `${...}` of the resources: `region`, `account`, and what else a row's resources name
 * (`stateMachine`, `logGroup`).
 */
export function impliedBy(trigger: string, names: Readonly<Record<string, string>>): Permission[] {
  return (byTrigger.get(trigger) ?? []).flatMap(({ actions, resources }) => {
    const filled = resources.map((resource) =>
      resource.replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
        const value = Object.hasOwn(names, name) ? names[name] : undefined;
        if (value === undefined) throw new Error(`the implied permissions of ${trigger} need a value for \${${name}}`);
        return value;
      }),
    );
    return actions.map((action) => ({ action, resources: filled }));
  });
}
