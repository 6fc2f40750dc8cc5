/**
 * CloudTrail's events of Organizations. Organizations is a global service whose API calls are recorded in us-east-1 only, so its events
 * reach no other Region's bus (Organizations user guide, "Logging with CloudTrail").
 */
import { userIdentity } from '../cloudtrail/user-identity.ts';
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';

const region = 'us-east-1';
const eventSource = 'organizations.amazonaws.com';

/** An API call, by the caller of this call or, with `by`, by a service (`controltower.amazonaws.com`). */
export function emitApiCall(
  context: CallContext,
  eventName: string,
  requestParameters: Json,
  responseElements: Json,
  by?: string,
): void {
  context.emit({
    source: 'aws.organizations',
    'detail-type': 'AWS API Call via CloudTrail',
    account: context.settings.managementAccount,
    region,
    detail: {
      ...common(context, eventName),
      eventVersion: '1.08',
      userIdentity: by === undefined ? userIdentity(context.caller) : serviceIdentity(context, by),
      sourceIPAddress: by ?? 'AWS Internal',
      userAgent: by ?? 'AWS Internal',
      requestParameters,
      responseElements,
      requestID: context.requestId,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: context.settings.managementAccount,
      eventCategory: 'Management',
    },
  });
}

/** What the service itself did, e.g. the end of an account's creation. */
export function emitServiceEvent(context: CallContext, eventName: string, serviceEventDetails: Json): void {
  context.emit({
    source: 'aws.organizations',
    'detail-type': 'AWS Service Event via CloudTrail',
    account: context.settings.managementAccount,
    region,
    detail: {
      ...common(context, eventName),
      eventVersion: '1.08',
      userIdentity: { accountId: context.settings.managementAccount, invokedBy: 'AWS Internal' },
      sourceIPAddress: 'AWS Internal',
      userAgent: 'AWS Internal',
      requestParameters: null,
      responseElements: null,
      eventType: 'AwsServiceEvent',
      managementEvent: true,
      recipientAccountId: context.settings.managementAccount,
      serviceEventDetails,
      eventCategory: 'Management',
    },
  });
}

function common(context: CallContext, eventName: string): Record<string, Json> {
  return {
    eventTime: new Date(context.now).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    eventSource,
    eventName,
    awsRegion: region,
    eventID: context.uuid(),
    readOnly: false,
  };
}

function serviceIdentity(context: CallContext, by: string): Json {
  return { type: 'AWSService', invokedBy: by, accountId: context.settings.managementAccount };
}
