import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { Event } from '@aws-sdk/client-cloudtrail';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { client } from '../shared/clients.ts';
import type { ApprovalEntry } from './approval-entry.ts';

/** Milliseconds before and after the execution's start in which its event is looked for: CloudTrail keeps whole seconds. */
const window = 2_000;
/** LookupEvents answers twice a second and Region, 50 events a page: a second with more starts than this is not searched to its end. */
const pages = 20;

/**
 * Who started the execution: the `userIdentity` of StartExecution as CloudTrail recorded it. Undefined while CloudTrail has not delivered
 * the event, which takes minutes, and after 90 days.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export async function findRequester(executionArn: string): Promise<ApprovalEntry['requester']> {
  const { startDate } = await client(SFNClient).send(new DescribeExecutionCommand({ executionArn }));
  let token: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const { Events, NextToken } = await client(CloudTrailClient).send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'StartExecution' }],
        StartTime: new Date(startDate!.getTime() - window),
        EndTime: new Date(startDate!.getTime() + window),
        MaxResults: 50,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    const found = (Events ?? []).map(startedBy).find((start) => start.executionArn === executionArn);
    if (found?.identity !== undefined) return { identity: found.identity, eventId: found.eventId };
    token = NextToken;
    if (!token) return undefined;
  }
  return undefined;
}

interface TrailEvent {
  readonly userIdentity?: { readonly arn?: string; readonly invokedBy?: string };
  readonly responseElements?: { readonly executionArn?: string } | null;
}

function startedBy({ EventId = '', CloudTrailEvent = '{}' }: Event): {
  executionArn: string | undefined;
  identity: string | undefined;
  eventId: string;
} {
  const { userIdentity, responseElements } = JSON.parse(CloudTrailEvent) as TrailEvent;
  return {
    executionArn: responseElements?.executionArn,
    identity: userIdentity?.arn ?? userIdentity?.invokedBy,
    eventId: EventId,
  };
}

/**
 * Whether two ARNs are one person. IAM Identity Center gives each person a session name of their own, the same in each of their roles;
 * elsewhere session names are chosen by the caller, so that only the whole ARN says anything.
 */
export function isSamePerson(one: string, other: string): boolean {
  return one === other || (fromIdentityCenter(one) !== undefined && fromIdentityCenter(one) === fromIdentityCenter(other));
}

function fromIdentityCenter(arn: string): string | undefined {
  return /^arn:[^:]+:sts::\d{12}:assumed-role\/AWSReservedSSO_[^/]+\/(.+)$/.exec(arn)?.[1];
}
