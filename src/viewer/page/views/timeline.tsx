/** Visits as a tree of rows on one time axis; attempts are bars of their own. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { usePage } from '../context.ts';
import { duration } from '../format.ts';
import { setOrder } from '../keyboard.ts';
import { Empty } from '../parts.tsx';
import { timeScale, type TimeScale } from '../time-scale.ts';
import { criticalPath, timelineRows } from '../timeline-rows.ts';
import { onCommand } from '../view-command.ts';
import { VirtualRows } from '../virtual-rows.tsx';
import { Axis } from './timeline-axis.tsx';
import { TimelineRowView, type RowContext } from './timeline-row.tsx';
import { ZoomButtons } from './graph.tsx';

const rowHeight = 32;

export function TimelineView(): JSX.Element {
  const { subject, state, update, selection, at } = usePage();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [width, setWidth] = useState(600);
  const [names, setNames] = useState(300);
  const measure = useRef<HTMLDivElement>(null);
  const rows = useMemo(
    () => timelineRows(subject, state, toggled),
    [subject, state.q, state.status, state.type, state.lane, toggled],
  );
  const critical = useMemo(() => criticalPath(subject), [subject]);
  const scale = useMemo(() => {
    const { times, from, until } = subject;
    if (!state.zoom) return state.collapse ? subject.scale : timeScale(times, from, until, false);
    return timeScale(times, state.zoom[0], state.zoom[1], state.collapse);
  }, [subject, state.zoom, state.collapse]);
  useLayoutEffect(() => {
    const look = (): void => {
      const all = measure.current?.clientWidth ?? 900;
      const forNames = all < 640 ? Math.round(all * 0.45) : Math.min(380, Math.round(all * 0.34));
      setNames(forNames);
      setWidth(Math.max(120, all - forNames - 30));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(measure.current!);
    return () => observer.disconnect();
  }, []);
  const toggle = (key: string): void =>
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  const visitId = selection.visit?.id;
  const current = rows.findIndex((row) => row.kind === 'visit' && row.visit.id === visitId);
  useRevealed(current < 0 ? visitId : undefined, toggle, toggled);
  useEffect(() => {
    setOrder(rows.flatMap((row) => (row.kind === 'visit' ? [`v${row.visit.id}`] : [])));
    return () => setOrder(undefined);
  }, [rows]);
  useCommands(
    scale,
    (zoom) => update({ zoom }),
    () => {
      const row = rows[current];
      if (row?.kind === 'visit' && row.openable) toggle(row.key);
    },
  );
  const context: RowContext = { scale, width, names, critical, visitId, toggle, cursor: at === Infinity ? undefined : at };
  const firstVisit = rows.findIndex(({ kind }) => kind === 'visit');
  return (
    <>
      <div class="toolbar">
        <button type="button" aria-pressed={state.collapse} onClick={() => update({ collapse: !state.collapse })}>
          Long pauses short
        </button>
        <ZoomButtons />
        {subject.trace.execution.redrives > 0 && <RedriveSelect />}
        <ul class="legend" aria-label="Legend">
          <li class="l-queue">queued</li>
          <li class="l-wait">waiting to retry</li>
          <li class="l-critical">decided the end</li>
        </ul>
      </div>
      <div class="timeline" ref={measure}>
        <Axis scale={scale} width={width} names={names} />
        {rows.length === 0 ? (
          <Empty title={subject.trace.visits.length === 0 ? 'No state was entered' : 'Nothing passes the filters'} />
        ) : (
          <VirtualRows
            className="timeline-rows"
            count={rows.length}
            rowHeight={rowHeight}
            current={current}
            wrap={(shown) => <ol class="rows">{shown}</ol>}
            render={(index) => (
              <TimelineRowView
                key={rows[index]!.key}
                row={rows[index]!}
                index={index}
                count={rows.length}
                focusable={current >= 0 ? index === current : index === firstVisit}
                context={context}
              />
            )}
          />
        )}
      </div>
    </>
  );
}

/** A visit that was selected elsewhere, in a lane that is folded: its lane opens. */
function useRevealed(visitId: number | undefined, toggle: (key: string) => void, toggled: ReadonlySet<string>): void {
  const { subject } = usePage();
  useEffect(() => {
    let visit = visitId === undefined ? undefined : subject.visits.get(visitId);
    while (visit?.parent !== undefined) {
      const parent = subject.visits.get(visit.parent)!;
      const lanes = subject.lanesOf.get(parent.id) ?? [];
      if (toggled.has(`v${parent.id}`)) toggle(`v${parent.id}`);
      if (lanes.length > 24 && !toggled.has(`all ${parent.id}`)) toggle(`all ${parent.id}`);
      const key = `l${parent.id} ${visit.lane}`;
      if (lanes.length > 24 !== toggled.has(key)) toggle(key);
      visit = parent;
    }
  }, [visitId]);
}

function useCommands(scale: TimeScale, zoom: (zoom: readonly [number, number] | undefined) => void, open: () => void): void {
  const { subject, selection, state } = usePage();
  useEffect(() =>
    onCommand((command) => {
      if (command === 'open') return open();
      if (command === 'zoom-fit') return zoom(undefined);
      const [from, until] = state.zoom ?? [subject.from, subject.until];
      const middle = scale.place(selection.visit?.enteredAt ?? scale.timeAt(0.5));
      const half = (until - from) / 2;
      const next =
        command === 'zoom-in'
          ? ([scale.timeAt(middle - 0.25), scale.timeAt(middle + 0.25)] as const)
          : ([Math.max(subject.from, from - half), Math.min(subject.until, until + half)] as const);
      if (next[1] - next[0] >= 2) zoom(next[0] <= subject.from && next[1] >= subject.until ? undefined : next);
    }),
  );
}

/** Shows the time of one redrive only. */
function RedriveSelect(): JSX.Element {
  const { subject, update } = usePage();
  const { redrivenAt } = subject.trace.execution;
  const ends = [subject.from, ...redrivenAt, subject.until];
  return (
    <label class="inline">
      Part{' '}
      <select
        onChange={(event) => {
          const part = Number(event.currentTarget.value);
          update({ zoom: part < 0 ? undefined : [ends[part]!, ends[part + 1]!] });
        }}
      >
        <option value={-1}>whole</option>
        {ends.slice(0, -1).map((from, index) => (
          <option value={index}>
            {index === 0 ? 'first run' : `redrive ${index}`} ({duration(ends[index + 1]! - from)})
          </option>
        ))}
      </select>
    </label>
  );
}
