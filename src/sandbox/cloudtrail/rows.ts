import type { Json } from '../core/json.ts';
import type { CallContext, Caller } from '../core/service.ts';
import type { Table } from '../core/store.ts';

/** A management event: an API call that changed something. `cloudtrail/events`, key: its id, in the order in which they happened. */
export interface TrailEventRow {
  readonly eventId: string;
  /** Virtual milliseconds; CloudTrail keeps whole seconds. */
  readonly at: number;
  /** `states.amazonaws.com` */
  readonly eventSource: string;
  readonly eventName: string;
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
  readonly requestParameters: Json;
  readonly responseElements: Json;
}

export const trailEvents = (context: Pick<CallContext, 'table'>): Table<TrailEventRow> =>
  context.table<TrailEventRow>('cloudtrail/events');

/** Key: `<account>/<region>/<name>`. */
export interface TrailRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly bucket: string;
  /** Whether its files can be proven unchanged. */
  readonly logFileValidation?: boolean;
}

export const trails = (context: Pick<CallContext, 'table'>): Table<TrailRow> => context.table<TrailRow>('cloudtrail/trails');

/** Records the API call that `context` is. */
export function recordApiCall(
  context: CallContext,
  call: Pick<TrailEventRow, 'eventSource' | 'eventName' | 'requestParameters' | 'responseElements'>,
): void {
  const { account, region, caller, now: at } = context;
  const eventId = context.uuid();
  trailEvents(context).put(eventId, { eventId, at, account, region, caller, ...call });
}
