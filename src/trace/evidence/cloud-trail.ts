/** Reads from CloudTrail's event history who started, redrove and stopped an execution. */
import { LookupEventsCommand, type CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { actorActions } from './actors.ts';
import type { JsonObject } from './json.ts';
import { actorOf, type Actor } from './actors.ts';

/** CloudTrail keeps whole seconds; the time of the call and that in the history differ by little more. */
const windowMs = 5_000;
/** LookupEvents answers twice a second, 50 events a page: of a busier moment the rest is not searched. */
const mostPages = 10;

/** The moments of an execution that has ended. */
export function momentsOf(execution: JsonObject, events: readonly JsonObject[]): Moments {
  return {
    startDate: String(execution['startDate']),
    redriveDates: events.filter(({ type }) => type === 'ExecutionRedriven').map(({ timestamp }) => String(timestamp)),
    ...(execution['status'] === 'ABORTED' ? { abortDate: String(execution['stopDate']) } : {}),
  };
}

type Look = [action: (typeof actorActions)[number], date: string];

/** When something was done to the execution: its start, redrives and end, as ISO 8601. */
export interface Moments {
  readonly startDate: string;
  readonly redriveDates: readonly string[];
  /** Given for an execution that was aborted. */
  readonly abortDate?: string;
}

/**
 * In the order of time. Nothing is found while CloudTrail has not delivered the event (minutes), and after 90 days.
 * @throws the API's error when the caller may not look.
 */
export async function actorsFrom(client: CloudTrailClient, executionArn: string, moments: Moments): Promise<Actor[]> {
  const looks: Look[] = [
    ['StartExecution', moments.startDate],
    ...moments.redriveDates.map((date): Look => ['RedriveExecution', date]),
    ...(moments.abortDate === undefined ? [] : [['StopExecution', moments.abortDate] satisfies Look]),
  ];
  const actors: Actor[] = [];
  for (const [action, date] of looks) {
    const actor = await find(client, executionArn, action, Date.parse(date));
    if (actor) actors.push(actor);
  }
  return actors;
}

async function find(client: CloudTrailClient, executionArn: string, action: string, at: number): Promise<Actor | undefined> {
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { Events = [], NextToken } = await client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: action }],
        StartTime: new Date(at - windowMs),
        EndTime: new Date(at + windowMs),
        MaxResults: 50,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    for (const { CloudTrailEvent } of Events) {
      const actor = actorOf(CloudTrailEvent, executionArn);
      if (actor) return actor;
    }
    token = NextToken;
    if (!token) return undefined;
  }
  return undefined;
}
