/** Sessions of a role in a member account. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import type { Credentials } from '../shared/runtime.ts';

/** The role through which Control Tower works in an account. */
export const executionRole = 'AWSControlTowerExecution';

/** Roles through which an account can be looked into, in the order in which they are tried. */
export const readingRoles = [executionRole, 'OrganizationAccountAccessRole', 'AWSCloudFormationStackSetExecutionRole'] as const;

/** Assumes a role of an account, at the endpoint of a Region where one is named. Throws STS's errors. */
export async function assumeRole(accountId: string, role: string, region?: string): Promise<Credentials> {
  const { Credentials: given } = await client(STSClient, region === undefined ? {} : { region }).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/${role}`,
      RoleSessionName: 'groundcrew-enrollment',
      DurationSeconds: 900,
    }),
  );
  return {
    accessKeyId: given!.AccessKeyId!,
    secretAccessKey: given!.SecretAccessKey!,
    sessionToken: given!.SessionToken!,
  };
}

export interface Session {
  readonly credentials: Credentials;
  /** Whose endpoint has opened it: STS is activated there. */
  readonly region: string;
}

/**
 * A session of a role, opened at the first Region's endpoint that the account has STS activated in: it is good in every Region. Throws STS's
 * error of the last.
 */
export async function openSession(accountId: string, role: string, regions: readonly string[]): Promise<Session> {
  for (const [index, region] of regions.entries()) {
    try {
      return { credentials: await assumeRole(accountId, role, region), region };
    } catch (error) {
      if (awsErrorName(error) !== 'RegionDisabledException' || index === regions.length - 1) throw error;
    }
  }
  throw new Error('no Region is named');
}
