/**
 * What an account holds that stands in the way of its enrollment, read with the first of a few roles that can be assumed.
 * https://docs.aws.amazon.com/controltower/latest/userguide/enrollment-prerequisites.html
 */
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import {
  ConfigServiceClient,
  DescribeConfigurationRecordersCommand,
  DescribeDeliveryChannelsCommand,
} from '@aws-sdk/client-config-service';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { clientAs } from '../shared/clients.ts';
import { awsErrorName, translateAwsError, ServiceThrottled, ServiceUnavailable } from '../shared/errors.ts';
import { allPages } from '../shared/pages.ts';
import type { Credentials } from '../shared/runtime.ts';
import type { EnrollmentPath, Finding } from './contract.ts';
import { leftoverRole, leftoverStack, leftoverTrail } from './leftovers.ts';
import { assumeRole, executionRole, openSession, readingRoles, type Session } from './member-session.ts';

interface Place {
  readonly accountId: string;
  /** Control Tower's home Region first. */
  readonly regions: readonly string[];
}

/** Every finding inside the account. `path` decides whether the execution role must be there. */
export async function memberFindings(place: Place, path: EnrollmentPath): Promise<Finding[]> {
  const [session, refused] = await firstSession(place);
  const findings: Finding[] =
    refused.has(executionRole) && path === 'service-catalog' ? [roleMissing(refused.get(executionRole)!)] : [];
  if (!session) {
    findings.push({
      code: 'CANNOT_LOOK_INSIDE',
      severity: 'warning',
      message: `None of ${readingRoles.join(', ')} can be assumed, so recorders, roles, stacks, trails and STS were not checked.`,
      fix: `Make one of these roles, trusting the management account; with the fix create-execution-role it is made, and the account is checked again before it is enrolled.`,
    });
    return findings;
  }
  findings.push(...(await orDenied('IAM roles', undefined, () => leftoverRoles(session.credentials, place.regions[0]!))));
  for (const region of place.regions) {
    findings.push(...(await regionFindings(place.accountId, session, region)));
  }
  return findings;
}

interface RoleSession extends Session {
  readonly role: string;
}

/** A session of the first role that lets itself be assumed, and AWS's text for those before it that did not. */
async function firstSession({ accountId, regions }: Place): Promise<[RoleSession | undefined, ReadonlyMap<string, string>]> {
  const refused = new Map<string, string>();
  for (const role of readingRoles) {
    try {
      return [{ role, ...(await openSession(accountId, role, regions)) }, refused];
    } catch (error) {
      passOnPassing(error);
      refused.set(role, `${awsErrorName(error)}: ${(error as Error).message}`);
    }
  }
  return [undefined, refused];
}

function roleMissing(text: string): Finding {
  return {
    code: 'EXECUTION_ROLE',
    severity: 'blocker',
    message: `${executionRole} cannot be assumed: ${text}`,
    fix: `Make the role ${executionRole} with AdministratorAccess, trusting the management account; the fix create-execution-role does it by a stack set aimed at exactly these accounts.`,
    fixName: 'create-execution-role',
    subject: executionRole,
  };
}

async function leftoverRoles(credentials: Credentials, region: string): Promise<Finding[]> {
  const iam = clientAs(IAMClient, credentials, region);
  const roles = await allPages(
    (Marker) => iam.send(new ListRolesCommand({ Marker })),
    (page) => page.Roles,
    (page) => page.Marker,
  );
  return roles
    .map(({ RoleName }) => RoleName!)
    .filter((name) => leftoverRole.test(name))
    .map((name) => ({
      code: 'LEFTOVER_ROLE',
      severity: 'blocker' as const,
      message: `The role ${name} is there already; Control Tower makes its own.`,
      fix: `Delete the role: detach its policies, then aws iam delete-role.`,
      command: `aws iam delete-role --role-name ${name}`,
      fixName: 'delete-leftover-roles' as const,
      subject: name,
    }));
}

async function regionFindings(
  accountId: string,
  { role, credentials, region: openedIn }: RoleSession,
  region: string,
): Promise<Finding[]> {
  try {
    if (region !== openedIn) await assumeRole(accountId, role, region);
  } catch (error) {
    passOnPassing(error);
    return [
      awsErrorName(error) === 'RegionDisabledException'
        ? {
            code: 'STS_DISABLED',
            severity: 'blocker',
            message: (error as Error).message,
            fix: `Activate STS in ${region}: IAM console of the account, Account settings, Security Token Service. There is no API for it.`,
            region,
          }
        : notChecked('STS', region, error),
    ];
  }
  const config = clientAs(ConfigServiceClient, credentials, region);
  return [
    ...(await orDenied('AWS Config recorders', region, async () => {
      const { ConfigurationRecorders = [] } = await config.send(new DescribeConfigurationRecordersCommand({}));
      return ConfigurationRecorders.map(({ name }) => ({
        code: 'CONFIG_RECORDER',
        severity: 'blocker' as const,
        message: `AWS Config has the recorder "${name}" in ${region}.`,
        fix: 'Delete the recorder; Control Tower makes its own.',
        command: `aws configservice delete-configuration-recorder --configuration-recorder-name ${name} --region ${region}`,
        fixName: 'delete-config-recorder' as const,
        region,
        subject: name!,
      }));
    })),
    ...(await orDenied('AWS Config delivery channels', region, async () => {
      const { DeliveryChannels = [] } = await config.send(new DescribeDeliveryChannelsCommand({}));
      return DeliveryChannels.map(({ name }) => ({
        code: 'DELIVERY_CHANNEL',
        severity: 'blocker' as const,
        message: `AWS Config has the delivery channel "${name}" in ${region}.`,
        fix: 'Stop the recorder, then delete the delivery channel; Control Tower makes its own.',
        command: `aws configservice delete-delivery-channel --delivery-channel-name ${name} --region ${region}`,
        fixName: 'delete-delivery-channel' as const,
        region,
        subject: name!,
      }));
    })),
    ...(await orDenied('CloudFormation stacks', region, () => leftoverStacks(credentials, region))),
    ...(await orDenied('CloudTrail trails', region, async () => {
      const { trailList = [] } = await clientAs(CloudTrailClient, credentials, region).send(new DescribeTrailsCommand({}));
      return trailList
        .filter(({ Name, HomeRegion }) => leftoverTrail.test(Name!) && HomeRegion === region)
        .map(({ Name }) => ({
          code: 'LEFTOVER_TRAIL',
          severity: 'blocker' as const,
          message: `The trail ${Name} is left in ${region}.`,
          fix: 'Delete the trail; its log files stay.',
          command: `aws cloudtrail delete-trail --name ${Name} --region ${region}`,
          fixName: 'delete-leftover-trails' as const,
          region,
          subject: Name!,
        }));
    })),
  ];
}

async function leftoverStacks(credentials: Credentials, region: string): Promise<Finding[]> {
  const cloudFormation = clientAs(CloudFormationClient, credentials, region);
  const stacks = await allPages(
    (NextToken) => cloudFormation.send(new ListStacksCommand({ NextToken })),
    (page) => page.StackSummaries,
    (page) => page.NextToken,
  );
  return stacks
    .filter(({ StackStatus, StackName }) => StackStatus !== 'DELETE_COMPLETE' && leftoverStack.test(StackName!))
    .map(({ StackName }) => ({
      code: 'LEFTOVER_STACK',
      severity: 'blocker' as const,
      message: `The stack ${StackName} is left in ${region}.`,
      fix: 'Delete the stack.',
      command: `aws cloudformation delete-stack --stack-name ${StackName} --region ${region}`,
      fixName: 'delete-leftover-stacks' as const,
      region,
      subject: StackName!,
    }));
}

async function orDenied(what: string, region: string | undefined, read: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await read();
  } catch (error) {
    passOnPassing(error);
    return [notChecked(what, region, error)];
  }
}

/** A denied read is a finding, not a crash. */
function notChecked(what: string, region: string | undefined, error: unknown): Finding {
  return {
    code: 'NOT_CHECKED',
    severity: 'warning',
    message: `${what}${region === undefined ? '' : ` in ${region}`} could not be read: ${awsErrorName(error)}: ${(error as Error).message}`,
    fix: 'Allow the read and start the same again, or look by hand.',
    ...(region === undefined ? {} : { region }),
  };
}

/** Throttles and outages are no findings: the task is tried again. */
function passOnPassing(error: unknown): void {
  const translated = translateAwsError(error);
  if (translated instanceof ServiceThrottled || translated instanceof ServiceUnavailable) throw translated;
}
