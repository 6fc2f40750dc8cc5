/** The playbook's session in the resource's account. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { client, clientAs, type ClientSettings } from '../shared/clients.ts';
import { environment, now, type Credentials } from '../shared/runtime.ts';
import { translateAwsError, ServiceThrottled, ServiceUnavailable } from '../shared/errors.ts';
import type { Aws } from '../playbooks/playbook.ts';
import type { RemediationItem } from './contract.ts';
import { AssumeRoleFailed } from './errors.ts';

/**
 * Assumes the member role of the item's playbook. STS and not a Task's `Credentials`: a session policy narrows the role to the finding's Region,
 * and the code need not be in each account. The trust policy is the same: the external id is the state machine's ARN. The session's name is
 * the finding's, for CloudTrail there.
 */
export async function memberAws(item: RemediationItem, playbook: string): Promise<Aws> {
  const credentials = await assume(item, playbook);
  return {
    client: <Client>(constructor: new (settings: ClientSettings) => Client) => clientAs(constructor, credentials, item.region),
    now,
  };
}

/** The finding's Region, and IAM, which has none. */
function narrowedTo(region: string): string {
  const inRegion = { StringEquals: { 'aws:RequestedRegion': region } };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: inRegion },
      { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
    ],
  });
}

async function assume({ account, region, findingHash }: RemediationItem, playbook: string): Promise<Credentials> {
  const RoleArn = `arn:${environment('PARTITION')}:iam::${account}:role/${environment('MEMBER_ROLE_PREFIX')}${playbook}`;
  try {
    const { Credentials } = await client(STSClient).send(
      new AssumeRoleCommand({
        RoleArn,
        RoleSessionName: `finding-${findingHash}`,
        ExternalId: environment('MACHINE_ARN'),
        DurationSeconds: 900,
        Policy: narrowedTo(region),
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } catch (error) {
    const translated = translateAwsError(error);
    if (translated instanceof ServiceThrottled || translated instanceof ServiceUnavailable) throw error;
    throw new AssumeRoleFailed(`${RoleArn}: ${(error as Error).name}: ${(error as Error).message}`, { cause: error });
  }
}
