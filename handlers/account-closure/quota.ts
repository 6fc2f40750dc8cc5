/** How many accounts AWS lets an organization close, and how many of them have been closed. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { client } from '../shared/clients.ts';
import { allPages } from '../shared/pages.ts';
import { environment, now } from '../shared/runtime.ts';
import type { Quota } from './contract.ts';

/** Organizations records its calls in this Region alone (its user guide, "Logging and monitoring"). */
const organizationsTrail = 'us-east-1';

/** AWS counts the closures of so many days, and lets nobody close more than this in them, however large the organization is. */
const countedDays = 30;
const mostClosures = 1000;

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
export async function closureQuota(members: number): Promise<Quota> {
  const share = Math.floor((members * Number(environment('CLOSURE_QUOTA_PERCENT'))) / 100);
  const limit = Math.min(mostClosures, Math.max(Number(environment('CLOSURE_QUOTA_MINIMUM')), share));
  const events = await allPages(
    (NextToken) =>
      client(CloudTrailClient, { region: organizationsTrail }).send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CloseAccount' }],
          StartTime: new Date(now() - countedDays * 86_400_000),
          EndTime: new Date(now()),
          NextToken,
        }),
      ),
    (page) => page.Events,
    (page) => page.NextToken,
  );
  const closedLately = events.filter(({ CloudTrailEvent = '{}' }) => !('errorCode' in (JSON.parse(CloudTrailEvent) as object)));
  return { limit, closedLately: closedLately.length, left: Math.max(0, limit - closedLately.length) };
}
