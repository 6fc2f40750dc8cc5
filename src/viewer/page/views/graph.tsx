/** The state graph with the way taken; every state is a button. The same as a table one key away. */
import { h, type ComponentChild, type JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { drawGraph, stateName, type SvgElement, type Taken } from '../../../trace/graph-drawing.ts';
import type { GraphLayout, PlacedState } from '../../../trace/placed-graph.ts';
import type { Visit } from '../../../trace/trace.ts';
import { usePage } from '../context.ts';
import { duration } from '../format.ts';
import { passesVisit, isFiltered } from '../filters.ts';
import { Empty } from '../parts.tsx';
import { graphTaken, visitEnd } from '../subject.ts';
import { onCommand, sendCommand } from '../view-command.ts';

const zoomStep = 1.25;
const smallest = 0.15;
const largest = 3;

export function GraphView(): JSX.Element {
  const { subject, state, update, at } = usePage();
  const { layouts } = subject.data;
  const taken = useMemo(() => graphTaken(subject, at), [subject, at]);
  if (!layouts) {
    return (
      <Empty title="There is no graph">
        <p>The definition that the execution ran with is not known. The timeline shows the states that were entered.</p>
      </Empty>
    );
  }
  const layout = state.folded ? layouts.folded : layouts.whole;
  const hasContainers = layouts.whole.states.some(({ isContainer }) => isContainer);
  return (
    <>
      <div class="toolbar">
        <button type="button" aria-pressed={state.table} onClick={() => update({ table: !state.table })}>
          Table
        </button>
        {hasContainers && (
          <button type="button" aria-pressed={state.folded} onClick={() => update({ folded: !state.folded })}>
            Fold Map and Parallel
          </button>
        )}
        {!state.table && <ZoomButtons />}
        <ul class="legend" aria-label="Legend">
          <li class="l-taken">taken</li>
          <li class="l-catch">catch</li>
          <li class="l-idle">not taken</li>
        </ul>
      </div>
      {state.table ? <GraphTable layout={layout} taken={taken} /> : <Picture layout={layout} taken={taken} />}
    </>
  );
}

export function ZoomButtons(): JSX.Element {
  return (
    <span class="group" role="group" aria-label="Zoom">
      <button type="button" aria-label="Zoom out" onClick={() => sendCommand('zoom-out')}>
        −
      </button>
      <button type="button" aria-label="Zoom in" onClick={() => sendCommand('zoom-in')}>
        +
      </button>
      <button type="button" onClick={() => sendCommand('zoom-fit')}>
        Fit
      </button>
    </span>
  );
}

/** The visit that a click on a state selects: the worst, else the last. */
function useVisitOf(): (stateId: string) => Visit | undefined {
  const { subject, state } = usePage();
  return useMemo(() => {
    const chosen = new Map<string, Visit>();
    const weight = ({ status }: Visit): number =>
      status === 'FAILED' || status === 'TIMED_OUT' ? 2 : status === 'CAUGHT' ? 1 : 0;
    for (const { visit, stateId } of subject.placed) {
      const known = chosen.get(stateId);
      if (!known || weight(visit) >= weight(known)) chosen.set(stateId, visit);
    }
    return (stateId) => chosen.get(stateId);
  }, [subject, state.lane]);
}

function Picture({ layout, taken }: { layout: GraphLayout; taken: Taken }): JSX.Element {
  const { subject, selection, state, update } = usePage();
  const outer = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(1);
  const visitOf = useVisitOf();
  const selected = subject.placed.find(({ visit }) => visit.id === selection.visit?.id)?.stateId;
  const states = useMemo(() => new Map(layout.states.map((placed) => [placed.id, placed])), [layout]);
  const drawing = useMemo(
    () => drawGraph(layout, `State graph of ${subject.trace.execution.stateMachine}`, taken),
    [layout, taken],
  );
  const matching = useMemo(
    () =>
      isFiltered(state)
        ? new Set(subject.placed.filter(({ visit }) => passesVisit(visit, state)).map(({ stateId }) => stateId))
        : undefined,
    [subject, state.q, state.status, state.type, state.lane],
  );
  const fit = (): void => {
    const element = outer.current;
    if (!element) return;
    const whole = Math.min((element.clientWidth - 32) / layout.width, (element.clientHeight - 32) / layout.height, 1.15);
    /* A tall graph is read from its top: it need not fit as a whole. */
    setScale(Math.max(smallest, Math.max(whole, Math.min(0.72, (element.clientWidth - 32) / layout.width))));
  };
  useEffect(fit, [layout]);
  useEffect(
    () =>
      onCommand((command) => {
        if (command === 'zoom-in') setScale((now) => Math.min(largest, now * zoomStep));
        if (command === 'zoom-out') setScale((now) => Math.max(smallest, now / zoomStep));
        if (command === 'zoom-fit') fit();
      }),
    [layout],
  );
  useEffect(() => {
    const placed = selected === undefined ? undefined : states.get(selected);
    const element = outer.current;
    if (!placed || !element) return;
    element.scrollTo({
      left: (placed.x + placed.width / 2) * scale - element.clientWidth / 2,
      top: (placed.y + Math.min(placed.height, 120) / 2) * scale - element.clientHeight / 2,
    });
  }, [selected, layout]);
  const drag = useDrag(outer);
  const first = layout.states.find(({ id }) => taken.marks.has(id))?.id;

  const toNode = (element: SvgElement | string): ComponentChild => {
    if (typeof element === 'string') return element;
    const { tag, attributes, children } = element;
    const id = attributes['data-state'];
    const inner = children.map(toNode);
    if (typeof id !== 'string') return h(tag, attributes, ...inner);
    const placed = states.get(id)!;
    const mark = taken.marks.get(id);
    const visit = visitOf(id);
    const choose = (): void => {
      if (visit) update({ sel: `v${visit.id}` });
    };
    const isSelected = selected === id;
    const classes = [attributes['class'], isSelected && 'selected', matching && !matching.has(id) && 'dimmed'];
    const button = visit
      ? {
          role: 'button',
          tabindex: isSelected || (selected === undefined && id === first) ? 0 : -1,
          'aria-label': stateName(placed, mark),
          'aria-pressed': isSelected,
          ...(isSelected ? { 'data-selected': '' } : {}),
          onClick: choose,
          onKeyDown: (event: KeyboardEvent) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            event.stopPropagation();
            choose();
          },
        }
      : { role: 'img', 'aria-label': `${stateName(placed, mark)}, not entered` };
    return h('g', { ...attributes, class: classes.filter(Boolean).join(' '), ...button }, ...inner);
  };
  const { attributes, children } = drawing;
  return (
    <div ref={outer} class="picture" {...drag}>
      <div class="picture-all">
        {h(
          'svg',
          {
            ...attributes,
            width: layout.width * scale,
            height: layout.height * scale,
            role: 'group',
            'aria-label': `State graph of ${subject.trace.execution.stateMachine}`,
          },
          ...children.map(toNode),
        )}
      </div>
    </div>
  );
}

/** Dragging the ground moves the picture. */
function useDrag(outer: { readonly current: HTMLDivElement | null }): Readonly<Record<string, (event: PointerEvent) => void>> {
  const from = useRef<{ x: number; y: number } | undefined>(undefined);
  const end = (): void => {
    from.current = undefined;
  };
  return {
    onPointerDown: (event) => {
      if (event.pointerType === 'mouse' && !(event.target as Element).closest('[role=button]'))
        from.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event) => {
      if (!from.current || !outer.current) return;
      outer.current.scrollBy(from.current.x - event.clientX, from.current.y - event.clientY);
      from.current = { x: event.clientX, y: event.clientY };
    },
    onPointerUp: end,
    onPointerLeave: end,
  };
}

function GraphTable({ layout, taken }: { layout: GraphLayout; taken: Taken }): JSX.Element {
  const { subject, update, selection } = usePage();
  const visitOf = useVisitOf();
  const states = layout.states.filter(({ type }) => type !== 'Terminal').sort((one, other) => one.y - other.y || one.x - other.x);
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="States">
      <table class="plain roomy">
        <caption class="off-screen">States of the graph</caption>
        <thead>
          <tr>
            {['State', 'Type', 'Status', 'Visits', 'Took', 'Leads to'].map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {states.map((placed) => (
            <TableRow
              placed={placed}
              mark={taken.marks.get(placed.id)}
              visit={visitOf(placed.id)}
              to={layout.edges
                .filter(({ from }) => from === placed.id)
                .map(
                  ({ to, kind }) => `${kind === 'catch' ? 'catch: ' : ''}${to.endsWith('#end') ? 'End' : to.split('/').at(-1)!}`,
                )}
            />
          ))}
        </tbody>
      </table>
    </div>
  );

  function TableRow(row: {
    placed: PlacedState;
    mark: ReturnType<Taken['marks']['get']>;
    visit: Visit | undefined;
    to: string[];
  }): JSX.Element {
    const { placed, mark, visit, to } = row;
    const isSelected = visit !== undefined && visit.id === selection.visit?.id;
    return (
      <tr class={isSelected ? 'selected' : ''}>
        <th scope="row">
          {visit ? (
            <button
              type="button"
              class="link"
              {...(isSelected ? { 'data-selected': '' } : {})}
              onClick={() => update({ sel: `v${visit.id}` })}
            >
              {placed.name}
            </button>
          ) : (
            placed.name
          )}
        </th>
        <td>{[placed.type, placed.what].filter(Boolean).join(' · ')}</td>
        <td class={mark?.status ?? 'not-run'}>
          {mark ? stateName({ name: '', type: '', what: '' }, mark).replace(/^[, ]+/, '') : 'not entered'}
        </td>
        <td>{mark?.visits ?? 0}</td>
        <td>{visit ? duration(visitEnd(visit, subject) - visit.enteredAt) : ''}</td>
        <td>{to.join(', ')}</td>
      </tr>
    );
  }
}
