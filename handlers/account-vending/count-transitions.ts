import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { client } from '../shared/clients.ts';
import { allPages } from '../shared/pages.ts';

/**
 * What Step Functions bills of an execution so far: each state entered, and each retry, since a retry is a transition too.
 * https://aws.amazon.com/step-functions/pricing/
 */
export async function countTransitions(executionArn: string): Promise<number> {
  const events = await allPages(
    (nextToken) =>
      client(SFNClient).send(
        new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false, maxResults: 1000, nextToken }),
      ),
    (page) => page.events,
    (page) => page.nextToken,
  );
  const count = (type: RegExp): number => events.filter((event) => type.test(event.type ?? '')).length;
  return count(/StateEntered$/) + count(/^TaskScheduled$/) - count(/^TaskStateEntered$/);
}
