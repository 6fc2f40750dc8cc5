import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { client } from '../shared/clients.ts';
import type { Credentials } from '../shared/runtime.ts';

/**
 * Roles of statemachines/targets/drill-member.yml, in every account. `drill-probe` is inside the deny, `drill-control` is exempt from it;
 * both may only read what drills probe with. `drill-failover` starts the failover.
 */
export type MemberRole = 'drill-probe' | 'drill-control' | 'drill-failover';

export const memberRoleArn = (account: string, role: MemberRole): string => `arn:aws:iam::${account}:role/groundcrew/${role}`;

/** Credentials of a role of an account. The call is made here, outside the unit, so no policy of the drill meets it. */
export async function assume(account: string, role: MemberRole): Promise<Credentials> {
  const { Credentials: given } = await client(STSClient).send(
    new AssumeRoleCommand({ RoleArn: memberRoleArn(account, role), RoleSessionName: 'groundcrew-drill', DurationSeconds: 900 }),
  );
  return { accessKeyId: given!.AccessKeyId!, secretAccessKey: given!.SecretAccessKey!, sessionToken: given!.SessionToken! };
}
