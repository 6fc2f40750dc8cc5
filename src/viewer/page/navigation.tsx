import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { usePage } from './context.ts';
import { isFiltered } from './filters.ts';
import { Icon } from './parts.tsx';
import { toFragment, viewNames, viewTitles, type ViewName } from './page-state.ts';

const icons: Readonly<Record<ViewName, string>> = {
  summary: 'M3 2h10v12H3zM5.5 5h5M5.5 8h5M5.5 11h3',
  graph: 'M6 2h4v3.5H6zM2 10.5h4V14H2zM10 10.5h4V14h-4zM8 5.5V8M4 10.5V8h8v2.5',
  timeline: 'M2 3.5h6M5 8h7M8 12.5h6',
  events: 'M2 3.5h1M5.5 3.5H14M2 8h1M5.5 8H14M2 12.5h1M5.5 12.5H14',
  data: 'M5.5 2C3.5 2 4.5 7 2.5 8c2 1 1 6 3 6M10.5 2c2 0 1 5 3 6-2 1-1 6-3 6',
  compare: 'M2.5 3h4v10h-4zM9.5 3h4v10h-4z',
  accountability: 'M8 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM2.5 14c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5',
  verify: 'M8 1.5 13.5 4v4c0 3.5-2.5 5.5-5.5 6.5C5 13.5 2.5 11.5 2.5 8V4zM5.5 8l2 2 3.5-4',
};

/** The eight views, and under them the filters that they share. */
export function Navigation(): JSX.Element {
  const { state, subject, update } = usePage();
  const { trace, problems } = subject;
  const counts: Partial<Record<ViewName, number>> = { events: trace.events.length, timeline: trace.visits.length };
  return (
    <div class="rail">
      <nav aria-label="Views">
        <ul>
          {viewNames.map((name, index) => (
            <li>
              <a
                href={toFragment({ ...state, view: name })}
                aria-current={state.view === name ? 'page' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  update({ view: name });
                }}
              >
                <Icon path={icons[name]} />
                <span class="view-name">{viewTitles[name]}</span>
                {counts[name] !== undefined && <span class="count">{counts[name].toLocaleString('en')}</span>}
                <kbd aria-hidden="true">{index + 1}</kbd>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Filters problems={problems.length} />
    </div>
  );
}

const statuses = [
  ['', 'All'],
  ['problem', 'Problems'],
  ['running', 'Running'],
] as const;

function Filters({ problems }: { problems: number }): JSX.Element {
  const { state, subject, update } = usePage();
  const types = useMemo(() => [...new Set(subject.trace.visits.map(({ type }) => type))].sort(), [subject]);
  return (
    <section class="filters" aria-label="Filters">
      <label class="search">
        <span class="label">
          Search <kbd aria-hidden="true">/</kbd>
        </span>
        <input
          id="search"
          type="search"
          placeholder="State, error, lane, text"
          value={state.q}
          onInput={(event) => update({ q: event.currentTarget.value })}
        />
      </label>
      <fieldset class="choices">
        <legend class="label">Show</legend>
        {statuses.map(([value, name]) => (
          <label class={state.status === value ? 'chosen' : ''}>
            <input
              type="radio"
              name="status"
              class="off-screen"
              checked={state.status === value}
              onChange={() => update({ status: value })}
            />
            {name}
            {value === 'problem' && <span class="count">{problems.toLocaleString('en')}</span>}
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span class="label">Type of state</span>
        <select value={state.type} onChange={(event) => update({ type: event.currentTarget.value })}>
          <option value="">All types</option>
          {types.map((type) => (
            <option value={type}>{type}</option>
          ))}
        </select>
      </label>
      {state.lane !== '' && (
        <p class="lane-filter">
          Only <code>{state.lane}</code>
        </p>
      )}
      {isFiltered(state) && (
        <button type="button" class="link" onClick={() => update({ q: '', status: '', type: '', lane: '' })}>
          Clear filters
        </button>
      )}
    </section>
  );
}
