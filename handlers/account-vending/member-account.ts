/** Calls inside an account that was vended, through the role by which Control Tower works there. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { client } from '../shared/clients.ts';
import type { ClientSettings } from '../shared/clients.ts';
import { runtimeSlot } from '../shared/runtime.ts';
import type { Credentials } from '../shared/runtime.ts';

/** Made by Account Factory in every account; the management account may assume it. */
const executionRole = 'AWSControlTowerExecution';

/** The SDK copies the input and output of every call for a logger that has `info` or `error`. */
const silent = { debug: () => undefined, warn: () => undefined } as unknown as ClientSettings['logger'];

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

/** A client in the account. It is not kept: its session ends soon. */
export function memberClient<Client>(
  constructor: new (settings: ClientSettings) => Client,
  credentials: Credentials,
  region: string,
): Client {
  return new constructor({
    region,
    credentials: { ...credentials, sessionToken: credentials.sessionToken! },
    maxAttempts: 1,
    logger: silent,
    requestHandler: runtimeSlot().transport ?? { connectionTimeout: 3_000, requestTimeout: 20_000 },
  });
}
