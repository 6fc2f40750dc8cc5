/**
 * What keeps Control Tower from enrolling an account, in AWS's words where they are published (Control Tower user guide, "Troubleshooting"
 * and "Prerequisites for enrollment"). docs/reference/sandbox-differences.md tells which texts are ours.
 */
import { conditionValues } from '../authorization/condition-values.ts';
import { serviceControl } from '../authorization/service-control-policies.ts';
import { stackTable } from '../cloudformation/rows.ts';
import { trails } from '../cloudtrail/rows.ts';
import { deliveryChannelTable, inRegion, recorderTable } from '../config/rows.ts';
import type { Caller, CallContext } from '../core/service.ts';
import { controlTowerExecutionRole } from '../iam/seed.ts';
import { roleKey, roleTable } from '../iam/rows.ts';
import type { AccountRow } from '../organizations/rows.ts';
import { lineage } from '../organizations/tree.ts';
import { deactivatedTable } from '../sts/activation.ts';
import { hasExecutionRole } from './execution-role.ts';

export interface Obstacle {
  /** Exception that Control Tower's text begins with. */
  readonly exception: string;
  readonly message: string;
}

/** What Control Tower calls in an account to enroll it, as AWSControlTowerExecution. */
export const enrollmentCalls = [
  'iam:CreateRole',
  'iam:AttachRolePolicy',
  'cloudformation:CreateStack',
  'config:PutConfigurationRecorder',
  'config:PutDeliveryChannel',
  'config:StartConfigurationRecorder',
  'sns:CreateTopic',
  'lambda:CreateFunction',
  'logs:CreateLogGroup',
  'events:PutRule',
] as const;

/** Roles that Control Tower makes in an account, and the trail and stacks that it once did. */
const ownRole = /^aws-controltower-/;
const ownTrail = 'aws-controltower-BaselineCloudTrail';
const ownStack = /^StackSet-AWSControlTower/;

/**
 * The first obstacle, or undefined. `roleNeeded`: the account is enrolled through AWSControlTowerExecution, which must be there; the other
 * ways make it.
 */
export function enrollmentObstacle(
  context: CallContext,
  account: AccountRow,
  organizationalUnitId: string,
  roleNeeded: boolean,
): Obstacle | undefined {
  const invalid = (message: string): Obstacle => ({ exception: 'InvalidParametersException', message });
  if (account.state !== 'ACTIVE') return invalid(`The account ${account.id} is suspended.`);
  if (roleNeeded && !hasExecutionRole(context, account.id))
    return invalid("AWSControlTowerExecution role can't be assumed on the account.");
  const regions = context.settings.governedRegions;
  const off = regions.find((region) => deactivatedTable(context).has(`${account.id}/${region}`));
  if (off !== undefined)
    return invalid(
      `STS is not activated in this region for account:${account.id}. Your account administrator can activate STS in this region using the IAM Console.`,
    );
  const denied = deniedCall(context, account, organizationalUnitId, roleNeeded);
  if (denied !== undefined) return { exception: 'AccessDeniedException', message: denied };
  for (const region of regions) {
    const place = { account: account.id, region };
    if (inRegion(recorderTable(context), place))
      return invalid(
        'AWS Control Tower cannot create an AWS Config configuration recorder because one already exists. To continue, delete the existing configuration recorder and try again .',
      );
    if (inRegion(deliveryChannelTable(context), place))
      return invalid(
        'AWS Control Tower cannot create an AWS Config delivery channel because one already exists. To continue, delete the existing delivery channel and try again .',
      );
  }
  return leftover(context, account.id, invalid);
}

function leftover(context: CallContext, account: string, invalid: (message: string) => Obstacle): Obstacle | undefined {
  for (const role of roleTable(context).values()) {
    if (role.account === account && ownRole.test(role.name))
      return invalid(`AWS Control Tower cannot create the IAM role ${role.name} because the role already exists.`);
  }
  for (const trail of trails(context).values()) {
    if (trail.account === account && trail.name === ownTrail)
      return invalid(`AWS Control Tower cannot create the trail ${trail.name} because the trail already exists.`);
  }
  for (const stack of stackTable(context).values()) {
    if (stack.account === account && ownStack.test(stack.name))
      return invalid(`AWS Control Tower could not deploy a stack set to the account: the stack ${stack.name} already exists.`);
  }
  return undefined;
}

/** Where the role is used the account's own OU counts too: Control Tower comes in before the account is moved. */
function deniedCall(
  context: CallContext,
  account: AccountRow,
  organizationalUnitId: string,
  roleNeeded: boolean,
): string | undefined {
  const roleArn = `arn:aws:iam::${account.id}:role/${controlTowerExecutionRole}`;
  const arn = `arn:aws:sts::${account.id}:assumed-role/${controlTowerExecutionRole}/AWSControlTower`;
  const role = roleTable(context).get(roleKey(account.id, controlTowerExecutionRole));
  const caller: Caller = {
    kind: 'role',
    arn,
    account: account.id,
    roleArn: role?.arn ?? roleArn,
    sessionName: 'AWSControlTower',
  };
  const after = [...lineage(context, organizationalUnitId), account.id];
  const lineages = roleNeeded ? [after, lineage(context, account.id)] : [after];
  for (const along of lineages) {
    for (const region of context.settings.governedRegions) {
      for (const action of enrollmentCalls) {
        const permission = { action, resources: ['*'] };
        const values = conditionValues(context.store, caller, permission, '*', account.id, { region, now: context.now });
        const control = serviceControl(context.store, caller, { action, resource: '*', values }, context.now, along);
        if (control.allowed) continue;
        const why = control.deny
          ? 'with an explicit deny in a service control policy'
          : 'because no service control policy allows the action';
        return `User: ${arn} is not authorized to perform: ${action} ${why}`;
      }
    }
  }
  return undefined;
}
