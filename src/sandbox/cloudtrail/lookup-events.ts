/** LookupEvents. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
import type { Event, LookupEventsRequest, LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import { AwsError } from '../core/errors.ts';
import { pageOf } from '../core/paging.ts';
import { operation, type OperationTable } from '../core/service.ts';
import { trailEvents, type TrailEventRow } from './rows.ts';
import { userIdentity } from './user-identity.ts';

/** The event history goes back this far. */
const retention = 90 * 86_400_000;

/** What each lookup attribute is compared with. Resources are not recorded, so that lookups by them find nothing. */
const attributes: Readonly<Record<string, (row: TrailEventRow) => string | undefined>> = {
  EventId: ({ eventId }) => eventId,
  EventName: ({ eventName }) => eventName,
  EventSource: ({ eventSource }) => eventSource,
  ReadOnly: () => 'false',
  Username: userName,
  ResourceType: () => undefined,
  ResourceName: () => undefined,
  AccessKeyId: () => undefined,
};

export const lookupOperations: OperationTable = {
  LookupEvents: operation<LookupEventsRequest, LookupEventsResponse>({
    handle(input, context) {
      const { LookupAttributes = [], StartTime, EndTime, MaxResults = 50, NextToken } = input;
      const [attribute, second] = LookupAttributes;
      const read = attribute && attributes[attribute.AttributeKey ?? ''];
      if (second || (attribute && !read)) {
        throw new AwsError('InvalidLookupAttributesException', 'One lookup attribute of a known key can be given.');
      }
      if (!(MaxResults >= 1 && MaxResults <= 50)) throw new AwsError('InvalidMaxResultsException', 'MaxResults is 1 to 50.');
      const from = Math.max(StartTime?.getTime() ?? 0, context.now - retention);
      const to = EndTime?.getTime() ?? context.now;
      if ((StartTime?.getTime() ?? 0) > to) {
        throw new AwsError('InvalidTimeRangeException', 'The start of the time range is after its end.');
      }
      const found = [...trailEvents(context).values()]
        .filter(({ account, region }) => account === context.account && region === context.region)
        .filter((row) => wholeSecond(row.at) >= from && wholeSecond(row.at) <= to)
        .filter((row) => !read || read(row) === attribute.AttributeValue)
        .reverse();
      const listing = JSON.stringify(['LookupEvents', LookupAttributes, StartTime, EndTime]);
      const page = pageOf(found, MaxResults, listing, NextToken);
      if (!page) throw new AwsError('InvalidNextTokenException', 'The token is not one of this lookup.');
      return { Events: page.items.map(asEvent), ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }) };
    },
  }),
};

/** CloudTrail's times have no fraction. */
const wholeSecond = (at: number): number => at - (at % 1000);

function asEvent(row: TrailEventRow): Event {
  const { eventId, eventName, eventSource, at } = row;
  const Username = userName(row);
  return {
    EventId: eventId,
    EventName: eventName,
    EventSource: eventSource,
    EventTime: new Date(wholeSecond(at)),
    ReadOnly: 'false',
    ...(Username === undefined ? {} : { Username }),
    Resources: [],
    CloudTrailEvent: JSON.stringify(record(row)),
  };
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
function record({ at, eventId, eventName, eventSource, account, region, caller, ...call }: TrailEventRow): object {
  return {
    eventVersion: '1.08',
    userIdentity: userIdentity(caller),
    eventTime: new Date(wholeSecond(at)).toISOString().replace('.000Z', 'Z'),
    eventSource,
    eventName,
    awsRegion: region,
    sourceIPAddress: caller.kind === 'service' ? caller.arn : '127.0.0.1',
    requestParameters: call.requestParameters,
    responseElements: call.responseElements,
    eventID: eventId,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
}

/** The session's name for a role, else the user's. */
function userName({ caller }: TrailEventRow): string | undefined {
  return caller.kind === 'service' ? undefined : caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
}
