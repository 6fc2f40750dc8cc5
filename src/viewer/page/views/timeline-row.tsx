import type { JSX } from 'preact';
import { statusClass } from '../../../trace/taken.ts';
import type { Lane, SpanStatus, Visit } from '../../../trace/trace.ts';
import { usePage } from '../context.ts';
import { count, duration, signOf, visitName, wordOf } from '../format.ts';
import { isProblem, stateDefinition, visitEnd, type Subject } from '../subject.ts';
import type { TimeScale } from '../time-scale.ts';
import type { TimelineRow } from '../timeline-rows.ts';

export interface RowContext {
  readonly scale: TimeScale;
  readonly width: number;
  readonly names: number;
  readonly critical: ReadonlySet<number>;
  readonly visitId: number | undefined;
  /** Instant of the replay. */
  readonly cursor: number | undefined;
  readonly toggle: (key: string) => void;
}

interface RowProps {
  readonly row: TimelineRow;
  readonly index: number;
  readonly count: number;
  readonly focusable: boolean;
  readonly context: RowContext;
}

export function TimelineRowView({ row, index, count: all, focusable, context }: RowProps): JSX.Element {
  const { subject, update } = usePage();
  const place = { 'aria-posinset': index + 1, 'aria-setsize': all };
  const { names, toggle, visitId, cursor } = context;
  if (row.kind === 'more') {
    return (
      <li class={`row more d${Math.min(row.depth, 8)}`} {...place}>
        <span class="row-name" style={{ width: `${names}px` }}>
          <button type="button" class="link" tabIndex={-1} onClick={() => toggle(`all ${row.parent}`)}>
            Show {count(row.folded, 'lane')} without a problem
          </button>
        </span>
      </li>
    );
  }
  const visit = row.kind === 'visit' ? row.visit : undefined;
  const lane = row.kind === 'lane' ? row.lane : row.lane;
  const selected = visit !== undefined && visit.id === visitId;
  const problem = visit ? undefined : subject.visitsIn.get(`${lane!.parent} ${lane!.key}`)?.find(isProblem);
  const [from, until] = visit ? [visit.enteredAt, visitEnd(visit, subject)] : [lane!.startedAt, lane!.endedAt ?? subject.until];
  const status = statusAt(visit?.status ?? lane!.status, from, until, cursor);
  const state = status === undefined ? ' future' : '';
  return (
    <li class={`row d${Math.min(row.depth, 8)}${selected ? ' selected' : ''}${state}`} {...place}>
      <span class="row-name" style={{ width: `${names}px` }}>
        {row.openable ? (
          <button
            type="button"
            class={`fold${row.open ? ' open' : ''}`}
            tabIndex={-1}
            aria-expanded={row.open}
            aria-label={`${row.open ? 'Fold' : 'Open'} ${visit?.state ?? `#${lane!.index}`}`}
            onClick={() => toggle(row.key)}
          />
        ) : (
          <span class="fold none" />
        )}
        <button
          type="button"
          class="row-button"
          tabIndex={focusable ? 0 : -1}
          aria-label={[
            lane && `#${lane.index}`,
            visit
              ? visitName(visit, until)
              : [problem && problemText(problem), wordOf(lane!.status), duration(until - from)].filter(Boolean).join(', '),
          ]
            .filter(Boolean)
            .join(' ')}
          aria-current={selected ? 'true' : undefined}
          {...(selected ? { 'data-selected': '' } : {})}
          onClick={() => (visit ? update({ sel: `v${visit.id}` }) : toggle(row.key))}
        >
          <span aria-hidden="true" class={`sign ${status ? statusClass(status) : 'not-run'}`}>
            {status ? signOf(status) : '·'}
          </span>
          {lane && <span class="lane-index">#{lane.index}</span>}
          {visit && <span class="row-state">{visit.state}</span>}
          {problem && <span class="row-problem">{problemText(problem)}</span>}
        </button>
        {visit && visit.number > 1 && <span class="chip">visit {visit.number}</span>}
        {visit && visit.attempts.length > 1 && <span class="chip">{visit.attempts.length} attempts</span>}
        {visit && row.openable && <LaneCounts lanes={subject.lanesOf.get(visit.id)!} />}
      </span>
      <svg class="bars" width={context.width} height="32" aria-hidden="true">
        {context.scale.breaks.map((gap) => (
          <rect
            class="pause"
            x={context.scale.place(gap.from) * context.width}
            width={(context.scale.place(gap.until) - context.scale.place(gap.from)) * context.width}
            y="0"
            height="32"
          />
        ))}
        {visit ? (
          <Bars visit={visit} until={until} context={context} subject={subject} />
        ) : (
          <LaneBar lane={lane!} until={until} context={context} />
        )}
        {cursor !== undefined && <path class="cursor" d={`M${context.scale.place(cursor) * context.width} 0v32`} />}
      </svg>
    </li>
  );
}

/** Status at the instant of the replay; undefined before it began. */
function statusAt(status: SpanStatus, from: number, until: number, cursor: number | undefined): SpanStatus | undefined {
  if (cursor === undefined) return status;
  if (cursor < from) return undefined;
  return cursor < until ? 'RUNNING' : status;
}

function LaneCounts({ lanes }: { lanes: readonly Lane[] }): JSX.Element {
  const failed = lanes.filter(({ status }) => status === 'FAILED').length;
  const ok = lanes.filter(({ status }) => status === 'SUCCEEDED').length;
  return (
    <span class="chip">
      {ok} ok{failed > 0 && <span class="bad"> · {failed} failed</span>}
      {lanes.length - ok - failed > 0 && ` · ${lanes.length - ok - failed} other`}
    </span>
  );
}

const smallest = 3;

function LaneBar({ lane, until, context: { scale, width } }: { lane: Lane; until: number; context: RowContext }): JSX.Element {
  const x = scale.place(lane.startedAt) * width;
  return <rect class="span" x={x} y="14" width={Math.max(smallest, scale.place(until) * width - x)} height="4" rx="2" />;
}

function Bars({
  visit,
  until,
  context,
  subject,
}: {
  visit: Visit;
  until: number;
  context: RowContext;
  subject: Subject;
}): JSX.Element {
  const { scale, width, critical, cursor } = context;
  const at = (time: number): number => Math.round(scale.place(time) * width * 10) / 10;
  const shown = Math.min(until, cursor ?? Infinity);
  const bar = (from: number, to: number, name: string): JSX.Element | null =>
    from > shown ? null : (
      <rect class={name} x={at(from)} y="9" width={Math.max(smallest, at(Math.min(to, shown)) - at(from))} height="14" rx="3" />
    );
  const container = subject.lanesOf.has(visit.id);
  const limit = limitOf(visit, subject, until);
  const label = duration(until - visit.enteredAt);
  const [left, right] = [at(visit.enteredAt), at(until)];
  const room = 8 + label.length * 6.5;
  const fits = right + room < width;
  /* Beside the bar, before it, or, where it spans all, under its start. */
  const labelAt = fits ? Math.max(right, left + smallest) + 6 : left > room ? left - 6 : left + 8;
  return (
    <>
      {container ? (
        <path class={`bracket ${statusClass(visit.status)}`} d={`M${left} 20v-5H${Math.max(left + smallest, at(shown))}v5`} />
      ) : (
        <path class="between" d={`M${left} 16H${Math.max(left + smallest, at(shown))}`} />
      )}
      {!container && visit.attempts.length === 0 && bar(visit.enteredAt, until, `bar ${statusClass(visit.status)} instant`)}
      {visit.attempts.map(({ scheduledAt, startedAt, endedAt, status }) => (
        <>
          {startedAt !== undefined && startedAt > scheduledAt && bar(scheduledAt, startedAt, 'bar queued')}
          {bar(startedAt ?? scheduledAt, endedAt ?? until, `bar ${statusClass(status)}`)}
        </>
      ))}
      {limit !== undefined && limit.at <= scale.timeAt(1) && (
        <path class="limit" d={`M${at(limit.at)} 5v22`}>
          <title>{limit.text}</title>
        </path>
      )}
      {critical.has(visit.id) && <path class="critical" d={`M${left} 26.5H${Math.max(left + smallest, at(shown))}`} />}
      {shown === until && (
        <text
          class="bar-label"
          x={labelAt}
          y={fits || left > room ? 20 : 12}
          text-anchor={fits || left <= room ? 'start' : 'end'}
        >
          {label}
        </text>
      )}
    </>
  );
}

/** What went wrong in a lane, in a few words: `Create Account: Throttled, recovered`. */
function problemText({ state, attempts, status }: Visit): string {
  const error = attempts.find((attempt) => attempt.error !== undefined)?.error ?? '';
  return `${state}: ${error}${status === 'FAILED' || status === 'TIMED_OUT' ? '' : ', recovered'}`;
}

/** When the last attempt would have been ended by its TimeoutSeconds, where it came near. */
function limitOf(visit: Visit, subject: Subject, until: number): { at: number; text: string } | undefined {
  const seconds = stateDefinition(visit, subject)?.['TimeoutSeconds'];
  const last = visit.attempts.at(-1);
  if (typeof seconds !== 'number' || !last || until - last.scheduledAt < 250 * seconds) return undefined;
  return {
    at: last.scheduledAt + 1000 * seconds,
    text: `TimeoutSeconds ${seconds}: ${duration(1000 * seconds)} after the attempt`,
  };
}
