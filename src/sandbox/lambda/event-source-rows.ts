/** Rows of event source mappings, and what wakes them. */
import type { CallContext } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';

/** `lambda/event-sources`, key: UUID. */
export interface EventSourceRow {
  readonly uuid: string;
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly reportsFailures: boolean;
  /** A poll is due or under way. */
  readonly polling: boolean;
}

export const eventSources = (store: Store): Table<EventSourceRow> => store.table<EventSourceRow>('lambda/event-sources');

/** A message came: mappings that rest poll when their batching window has passed. */
export function wakeEventSources(queueArn: string, visibleAt: number, context: CallContext): void {
  for (const row of eventSources(context.store).values()) {
    if (row.queueArn !== queueArn || row.polling) continue;
    eventSources(context.store).put(row.uuid, { ...row, polling: true });
    context.schedule(visibleAt + row.windowMs, 'lambda/poll-queue', { uuid: row.uuid });
  }
}
