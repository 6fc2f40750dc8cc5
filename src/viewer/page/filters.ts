/** Which visits and events the filters let through; one set of filters for all views. */
import { detailsOf, textOf } from '../../trace/event-details.ts';
import { statusClass } from '../../trace/taken.ts';
import type { TraceEvent, Visit } from '../../trace/trace.ts';
import type { PageState } from './page-state.ts';
import { isProblem, type Subject } from './subject.ts';

type Filters = Pick<PageState, 'q' | 'status' | 'type' | 'lane'>;

export const isFiltered = ({ q, status, type, lane }: Filters): boolean =>
  q !== '' || status !== '' || type !== '' || lane !== '';

const inLane = (lane: string, wanted: string): boolean => wanted === '' || lane === wanted || lane.startsWith(`${wanted}/`);

export function passesVisit(visit: Visit, { q, status, type, lane }: Filters): boolean {
  if (!inLane(visit.lane, lane)) return false;
  if (type !== '' && visit.type !== type) return false;
  if (status === 'problem' ? !isProblem(visit) : status !== '' && statusClass(visit.status) !== status) return false;
  return q === '' || visitText(visit).includes(q.toLowerCase());
}

const visitText = ({ state, type, lane, attempts }: Visit): string =>
  [state, type, lane, ...attempts.flatMap(({ error, cause, resource, target }) => [error, cause, resource, target])]
    .filter(Boolean)
    .join(' ')
    .toLowerCase();

export const isBadEvent = ({ type }: TraceEvent): boolean => /(Failed|TimedOut|Aborted)$/.test(type);

export function passesEvent(event: TraceEvent, { q, status, type, lane }: Filters, { owners }: Subject): boolean {
  const owner = owners.get(event.id)?.visit;
  if (lane !== '' && !(owner && inLane(owner.lane, lane))) return false;
  if (type !== '' && owner?.type !== type) return false;
  if (status === 'problem' ? !isBadEvent(event) : status !== '' && !(owner && statusClass(owner.status) === status)) return false;
  return q === '' || eventText(event, owner).includes(q.toLowerCase());
}

function eventText(event: TraceEvent, owner: Visit | undefined): string {
  const details = detailsOf(event);
  const values = Object.values(details).filter((value) => typeof value === 'string');
  return [event.id, event.type, owner?.state, owner?.lane, ...values].filter(Boolean).join(' ').toLowerCase();
}

/** What a row says of an event beside its type. */
export function eventSummary(event: TraceEvent): string {
  const details = detailsOf(event);
  const error = textOf(details, 'error');
  if (error !== undefined) return [error, textOf(details, 'cause')].filter(Boolean).join(': ');
  const index = details['index'];
  const resource = [textOf(details, 'resourceType'), textOf(details, 'resource')].filter(Boolean).join(':');
  return [textOf(details, 'name'), typeof index === 'number' ? `item ${index}` : '', resource].filter(Boolean).join(' · ');
}
