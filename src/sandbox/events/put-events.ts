import type { Json } from '../core/json.ts';
import { busPolicy } from './bus-policy.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  readonly EventBusName?: string;
}

/** PutEvents: entries of one's own. Bad ones are refused one by one, under HTTP 200. */
export const putEventsOperations: OperationTable = {
  PutEvents: operation<{ readonly Entries: readonly Entry[] }, object>({
    permissions: ({ Entries }, context) =>
      [...new Set(Entries.map(({ EventBusName }) => busArn(EventBusName, context)))].map((arn) => ({
        action: 'events:PutEvents',
        resources: [arn],
        ...(context.caller.kind === 'service' ? {} : { resourcePolicy: busPolicy(arn, context) }),
      })),
    handle(input, context) {
      const entries = input.Entries.map((entry) => putEvent(entry, context));
      return { FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length, Entries: entries };
    },
  }),
};

const busArn = (name: string | undefined, { account, region }: CallContext): string =>
  name?.startsWith('arn:') ? name : `arn:aws:events:${region}:${account}:event-bus/${name ?? 'default'}`;

function putEvent(entry: Entry, context: CallContext): object {
  for (const [value, name] of [
    [entry.Source, 'Source'],
    [entry.DetailType, 'DetailType'],
    [entry.Detail, 'Detail'],
  ] as const) {
    if (!value)
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
  }
  const [, , , region = '', account = '', bus] = busArn(entry.EventBusName, context).split(':');
  if (bus !== 'event-bus/default')
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `Event bus ${entry.EventBusName} does not exist.` };
  if (/^aws\./.test(entry.Source!) && context.caller.calledVia !== 'events.amazonaws.com') {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parse(entry.Detail!);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  context.emit({
    source: entry.Source!,
    'detail-type': entry.DetailType!,
    detail,
    account,
    region,
    ...(entry.Resources ? { resources: entry.Resources } : {}),
  });
  return { EventId: context.uuid() };
}

function parse(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
