/** The fixes inside an account. Each deletes what the finding names, and nothing else; what is gone already is no error. */
import { CloudFormationClient, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, DeleteTrailCommand } from '@aws-sdk/client-cloudtrail';
import {
  ConfigServiceClient,
  DeleteConfigurationRecorderCommand,
  DeleteDeliveryChannelCommand,
  StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { clientAs } from '../shared/clients.ts';
import { awsErrorName, ServiceThrottled, ServiceUnavailable, translateAwsError } from '../shared/errors.ts';
import { region as ownRegion, type Credentials } from '../shared/runtime.ts';
import type { Finding, FixName } from './contract.ts';
import { openSession, readingRoles } from './member-session.ts';

type Fix = (credentials: Credentials, finding: { readonly region: string; readonly subject: string }) => Promise<void>;

/** In the order in which they are made: a delivery channel goes after its recorder has stopped. */
const fixes: readonly (readonly [FixName, Fix])[] = [
  ['delete-leftover-stacks', deleteStack],
  ['delete-leftover-trails', deleteTrail],
  ['delete-delivery-channel', deleteChannel],
  ['delete-config-recorder', deleteRecorder],
  ['delete-leftover-roles', deleteRole],
];

/** Makes the fixes of an account; gives AWS's text for those that could not be made. Throttles and outages are thrown. */
export async function applyFixes(
  accountId: string,
  findings: readonly Finding[],
  listed: readonly FixName[],
): Promise<{ fixed: number; failed: string[] }> {
  const wanted = fixes.flatMap(([name, fix]) =>
    findings.filter(({ fixName }) => fixName === name && listed.includes(name)).map((finding) => ({ name, fix, finding })),
  );
  if (wanted.length === 0) return { fixed: 0, failed: [] };
  const regions = [...new Set([ownRegion(), ...findings.flatMap(({ region }) => region ?? [])])];
  const credentials = await firstSession(accountId, regions);
  const failed: string[] = [];
  for (const { name, fix, finding } of wanted) {
    try {
      if (!credentials) throw new Error(`none of ${readingRoles.join(', ')} can be assumed`);
      await fix(credentials, { region: finding.region ?? ownRegion(), subject: finding.subject! });
    } catch (error) {
      passOnPassing(error);
      failed.push(`${accountId} ${name} ${finding.subject}: ${awsErrorName(error)}: ${(error as Error).message}`);
    }
  }
  return { fixed: wanted.length - failed.length, failed };
}

async function firstSession(accountId: string, regions: readonly string[]): Promise<Credentials | undefined> {
  for (const role of readingRoles) {
    try {
      return (await openSession(accountId, role, regions)).credentials;
    } catch (error) {
      passOnPassing(error);
    }
  }
  return undefined;
}

async function deleteRecorder(credentials: Credentials, { region, subject }: Parameters<Fix>[1]): Promise<void> {
  const config = clientAs(ConfigServiceClient, credentials, region);
  await unlessGone(config.send(new DeleteConfigurationRecorderCommand({ ConfigurationRecorderName: subject })));
}

/** A channel cannot be deleted while a recorder runs. The recorder that is stopped for it is Control Tower's to replace. */
async function deleteChannel(credentials: Credentials, { region, subject }: Parameters<Fix>[1]): Promise<void> {
  const config = clientAs(ConfigServiceClient, credentials, region);
  try {
    await unlessGone(config.send(new DeleteDeliveryChannelCommand({ DeliveryChannelName: subject })));
  } catch (error) {
    if (awsErrorName(error) !== 'LastDeliveryChannelDeleteFailedException') throw error;
    await unlessGone(config.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' })));
    await unlessGone(config.send(new DeleteDeliveryChannelCommand({ DeliveryChannelName: subject })));
  }
}

async function deleteStack(credentials: Credentials, { region, subject }: Parameters<Fix>[1]): Promise<void> {
  await clientAs(CloudFormationClient, credentials, region).send(new DeleteStackCommand({ StackName: subject }));
}

async function deleteTrail(credentials: Credentials, { region, subject }: Parameters<Fix>[1]): Promise<void> {
  await unlessGone(clientAs(CloudTrailClient, credentials, region).send(new DeleteTrailCommand({ Name: subject })));
}

async function deleteRole(credentials: Credentials, { region, subject }: Parameters<Fix>[1]): Promise<void> {
  const iam = clientAs(IAMClient, credentials, region);
  const RoleName = subject;
  const attached = await unlessGone(iam.send(new ListAttachedRolePoliciesCommand({ RoleName })));
  for (const { PolicyArn } of attached?.AttachedPolicies ?? [])
    await unlessGone(iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
  const inline = await unlessGone(iam.send(new ListRolePoliciesCommand({ RoleName })));
  for (const PolicyName of inline?.PolicyNames ?? [])
    await unlessGone(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
  await unlessGone(iam.send(new DeleteRoleCommand({ RoleName })));
}

async function unlessGone<Output>(call: Promise<Output>): Promise<Output | undefined> {
  try {
    return await call;
  } catch (error) {
    if (/^(NoSuch.*Exception|NoSuchEntity|TrailNotFoundException)$/.test(awsErrorName(error))) return undefined;
    throw error;
  }
}

/** Throttles and outages are no failed fixes: the task is tried again. */
function passOnPassing(error: unknown): void {
  const translated = translateAwsError(error);
  if (translated instanceof ServiceThrottled || translated instanceof ServiceUnavailable) throw translated;
}
