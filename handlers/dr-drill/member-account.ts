import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { client } from '../shared/clients.ts';
import { now } from '../shared/runtime.ts';
import type { Credentials } from '../shared/runtime.ts';

/**
 * Roles of statemachines/targets/drill-member.yml, in every account. `drill-probe` is inside the deny, `drill-control` is exempt from it;
 * both may only read what drills probe with. `drill-failover` starts the failover.
 */
export type MemberRole = 'drill-probe' | 'drill-control' | 'drill-failover';

export const memberRoleArn = (account: string, role: MemberRole): string => `arn:aws:iam::${account}:role/groundcrew/${role}`;

/** Sessions of this function's container. Policies are evaluated on every request, so an older session is denied like a new one. */
const sessions = new Map<string, { readonly credentials: Credentials; readonly until: number }>();
const lifetime = 900;

/** Credentials of a role of an account. The call is made here, outside the unit, so no policy of the drill meets it. */
export async function assume(account: string, role: MemberRole): Promise<Credentials> {
  const key = `${account}/${role}`;
  const kept = sessions.get(key);
  if (kept && kept.until > now()) return kept.credentials;
  const { Credentials: given } = await client(STSClient).send(
    new AssumeRoleCommand({
      RoleArn: memberRoleArn(account, role),
      RoleSessionName: 'groundcrew-drill',
      DurationSeconds: lifetime,
    }),
  );
  const credentials = {
    accessKeyId: given!.AccessKeyId!,
    secretAccessKey: given!.SecretAccessKey!,
    sessionToken: given!.SessionToken!,
  };
  sessions.set(key, { credentials, until: now() + (lifetime / 2) * 1000 });
  return credentials;
}
