/** Calls inside an account that was vended, through the role by which Control Tower works there. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { client } from '../shared/clients.ts';
import type { Credentials } from '../shared/runtime.ts';

/** Made by Account Factory in every account; the management account may assume it. */
const executionRole = 'AWSControlTowerExecution';

/** Credentials of a quarter of an hour in the account. */
export async function memberCredentials(accountId: string): Promise<Credentials> {
  const { Credentials: given } = await client(STSClient).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/${executionRole}`,
      RoleSessionName: 'groundcrew-vending',
      DurationSeconds: 900,
    }),
  );
  return {
    accessKeyId: given!.AccessKeyId!,
    secretAccessKey: given!.SecretAccessKey!,
    sessionToken: given!.SessionToken!,
  };
}
