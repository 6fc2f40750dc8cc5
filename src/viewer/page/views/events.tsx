/** Every event in the order of ids; only the rows in sight are in the document. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { timeOf } from '../../../trace/event-details.ts';
import { usePage } from '../context.ts';
import { eventSummary, isBadEvent, passesEvent } from '../filters.ts';
import { count, duration } from '../format.ts';
import { Empty, Time } from '../parts.tsx';
import { eventIdOf } from '../subject.ts';
import { VirtualRows } from '../virtual-rows.tsx';

const columns = ['Id', 'After', 'Time', 'Elapsed', 'Type', 'State', 'What', 'Hash'] as const;

export function EventsView(): JSX.Element {
  const { subject, state, update, selection, at, chain } = usePage();
  const { events } = subject.trace;
  const shown = useMemo(
    () => events.filter((event) => passesEvent(event, state, subject)),
    [subject, state.q, state.status, state.type, state.lane],
  );
  const index = useMemo(() => new Map(shown.map(({ id }, place) => [id, place])), [shown]);
  const selected = eventIdOf(selection);
  const current = selected === undefined ? -1 : (index.get(selected) ?? -1);
  const places = useMemo(() => new Map(events.map(({ id }, place) => [id, place])), [events]);
  return (
    <>
      <div class="toolbar">
        <p class="soft" role="status">
          {shown.length === events.length
            ? count(events.length, 'event')
            : `${shown.length.toLocaleString('en')} of ${count(events.length, 'event')}`}
          , in the order of their ids
        </p>
      </div>
      {shown.length === 0 ? (
        <Empty title={events.length === 0 ? 'The history is empty' : 'Nothing passes the filters'} />
      ) : (
        <div class="events" role="table" aria-label="Events" aria-rowcount={shown.length + 1}>
          <div role="rowgroup" class="events-head">
            <div role="row" class="event" aria-rowindex={1}>
              {columns.map((name) => (
                <span role="columnheader" class={`c-${name.toLowerCase()}`}>
                  {name}
                </span>
              ))}
            </div>
          </div>
          <VirtualRows
            className="event-rows"
            count={shown.length}
            rowHeight={30}
            current={current}
            wrap={(rows) => <div role="rowgroup">{rows}</div>}
            render={(place) => {
              const event = shown[place]!;
              const isSelected = place === current;
              const time = timeOf(event);
              const bad = isBadEvent(event);
              return (
                <div
                  key={event.id}
                  role="row"
                  aria-rowindex={place + 2}
                  class={`event${isSelected ? ' selected' : ''}${time > at ? ' future' : ''}${bad ? ' bad' : ''}`}
                  onClick={() => update({ sel: `e${event.id}` })}
                >
                  <span role="cell" class="c-id">
                    <button
                      type="button"
                      class="link"
                      tabIndex={isSelected || (current < 0 && place === 0) ? 0 : -1}
                      aria-label={`Event ${event.id}, ${event.type}`}
                      aria-current={isSelected ? 'true' : undefined}
                      {...(isSelected ? { 'data-selected': '' } : {})}
                    >
                      {event.id}
                    </button>
                  </span>
                  <span role="cell" class="c-after">
                    {event.previousEventId || '–'}
                  </span>
                  <span role="cell" class="c-time">
                    <Time at={time} />
                  </span>
                  <span role="cell" class="c-elapsed">
                    +{duration(time - subject.from)}
                  </span>
                  <span role="cell" class="c-type">
                    {bad && <span aria-hidden="true">✗ </span>}
                    {event.type}
                  </span>
                  <span role="cell" class="c-state">
                    {subject.owners.get(event.id)?.visit.state ?? ''}
                  </span>
                  <span role="cell" class="c-what">
                    {eventSummary(event)}
                  </span>
                  <span role="cell" class="c-hash">
                    <code>{chain.hashes[places.get(event.id)!]?.slice(0, 8) ?? '…'}</code>
                  </span>
                </div>
              );
            }}
          />
        </div>
      )}
    </>
  );
}
