/**
 * A placed graph as a tree of SVG elements. The page gives it to the browser element by element, `graph-svg.ts` writes it as text: one
 * drawing for both. Colours come from classes alone.
 */
import { headHeight, isCut, shortLabel, type GraphLayout, type PlacedEdge, type PlacedState } from './placed-graph.ts';

export interface SvgElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (SvgElement | string)[];
}

/** What is said of a state beside its name: how it stands in a trace, and how often it was entered. */
export interface StateMark {
  /** succeeded, failed, caught, aborted, timed-out, running. */
  readonly status: string;
  readonly visits: number;
  /** Lanes of a Map or Parallel, where there are any. */
  readonly lanes?: { readonly ok: number; readonly failed: number; readonly running: number };
}

/** What a trace took of a graph. */
export interface Taken {
  readonly marks: ReadonlyMap<string, StateMark>;
  /** Ways that were gone, and how often: by `edgeKey`. */
  readonly edges: ReadonlyMap<string, number>;
  /** True for a state that runs in executions of its own, whose histories are not known here. */
  readonly elsewhere?: (stateId: string) => boolean;
}

/** One way between two states; a Catch beside a Next to the same state is another. */
export function edgeKey({ from, to, kind }: Pick<PlacedEdge, 'from' | 'to' | 'kind'>): string {
  return `${kind === 'catch' ? 'catch' : 'next'} ${from} ${to}`;
}

/** Sign and word of a status; the sign never stands alone. */
export const statusWords: Readonly<Record<string, { readonly sign: string; readonly word: string }>> = {
  succeeded: { sign: '✓', word: 'Succeeded' },
  failed: { sign: '✗', word: 'Failed' },
  caught: { sign: '↷', word: 'Caught' },
  aborted: { sign: '■', word: 'Aborted' },
  'timed-out': { sign: '⧖', word: 'Timed out' },
  running: { sign: '…', word: 'Running' },
};

const corner = 8;
const bend = 7;

/** Signs of the state types, on a 16 by 16 grid. */
const circle = 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z';
const glyphs: Readonly<Record<string, string>> = {
  Task: 'M3.5 2.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM6.5 5.5l4 2.5-4 2.5z',
  Choice: 'M8 1.8 14.2 8 8 14.2 1.8 8z',
  Wait: `${circle}M8 5v3.2l2.3 1.4`,
  Map: 'M2.5 5.5h8v8h-8zM5.5 5.5V2.5h8v8h-3',
  Parallel: 'M4 2.5v11M8 2.5v11M12 2.5v11',
  Pass: 'M2 8h11M9 4l4 4-4 4',
  Succeed: `${circle}M5.3 8.2l2 2 3.5-4`,
  Fail: `${circle}M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4`,
};

const element = (
  tag: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (SvgElement | string | undefined)[]
): SvgElement => ({ tag, attributes, children: children.filter((child) => child !== undefined) });

/** Drawing of a graph. Without `taken` nothing is said about what ran. */
export function drawGraph(layout: GraphLayout, title: string, taken?: Taken): SvgElement {
  const { width, height, states, edges } = layout;
  const boxes = states.filter(({ isContainer }) => isContainer);
  return element(
    'svg',
    {
      class: 'graph',
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${round(width)} ${round(height)}`,
      width: round(width),
      height: round(height),
    },
    element('title', {}, title),
    definitions,
    ...boxes.map((state) => drawState(state, taken)),
    ...edges.map((edge) => drawEdge(edge, taken)),
    ...states.filter(({ isContainer }) => !isContainer).map((state) => drawState(state, taken)),
  );
}

const arrow = (id: string): SvgElement =>
  element(
    'marker',
    {
      id,
      class: id,
      viewBox: '0 0 8 8',
      refX: 6.5,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    element('path', { d: 'M0 .5 7.5 4 0 7.5z' }),
  );

const definitions = element(
  'defs',
  {},
  arrow('arrow'),
  arrow('arrow-catch'),
  arrow('arrow-idle'),
  element(
    'pattern',
    { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    element('rect', { class: 'hatch', width: 2, height: 7 }),
  ),
);

function drawState(state: PlacedState, taken: Taken | undefined): SvgElement {
  const { x, y, width, height, id, name, type, what, isContainer } = state;
  if (type === 'Terminal') {
    const box = { x: round(x), y: round(y), width: round(width), height: round(height), rx: round(height / 2) };
    return element(
      'g',
      { class: 'terminal' },
      element('rect', box),
      element('text', { x: round(x + width / 2), y: round(y + height / 2 + 4) }, name),
    );
  }
  const mark = taken?.marks.get(id);
  const status = taken === undefined ? 'plain' : (mark?.status ?? 'not-run');
  const second = [type, what].filter(Boolean).join(' · ');
  const box = { x: round(x), y: round(y), width: round(width), height: round(height), rx: corner };
  const [left, top] = [round(x), round(y)];
  const head = isContainer ? headHeight(taken !== undefined) : height;
  return element(
    'g',
    { class: `state ${status}${isContainer ? ' container' : ''}`, 'data-state': id },
    element('title', {}, stateName(state, mark)),
    element('rect', { ...box, class: 'box' }),
    status === 'failed' || status === 'timed-out' ? element('rect', { ...box, height: round(head), class: 'shade' }) : undefined,
    taken === undefined ? undefined : element('path', { class: 'band', d: band(left, top, round(head)) }),
    element('path', { class: 'glyph', d: glyphs[type] ?? glyphs['Task']!, transform: `translate(${left + 15} ${top + 11})` }),
    element('text', { class: 'name', x: left + 40, y: top + 22 }, shortLabel(name)),
    ' ',
    element('text', { class: 'small', x: left + 40, y: top + 37 }, shortLabel(second)),
    ' ',
    taken === undefined
      ? undefined
      : element('text', { class: 'mark', x: left + 40, y: top + 53 }, markText(mark, taken.elsewhere?.(id) ?? false)),
  );
}

const band = (x: number, y: number, height: number): string =>
  `M${x + corner} ${y}H${x + 6}V${round(y + height)}H${x + corner}A${corner} ${corner} 0 0 1 ${x} ${round(y + height - corner)}V${y + corner}A${corner} ${corner} 0 0 1 ${x + corner} ${y}z`;

/** What stands in the third line of a state. */
function markText(mark: StateMark | undefined, elsewhere: boolean): string {
  if (mark === undefined) return elsewhere ? '→ In child executions' : '– Not entered';
  const { sign, word } = statusWords[mark.status] ?? { sign: '?', word: mark.status };
  const visits = mark.visits > 1 ? `, ${mark.visits} times` : '';
  if (mark.lanes === undefined) return `${sign} ${word}${visits}`;
  const counts = laneCounts(mark.lanes).map(([sign, text]) => `${sign} ${text}`);
  return counts.length === 0 ? `${sign} ${word}${visits}` : counts.join('  ');
}

function laneCounts({ ok, failed, running }: NonNullable<StateMark['lanes']>): [sign: string, text: string][] {
  const counts: [number, string, string][] = [
    [ok, '✓', 'ok'],
    [failed, '✗', 'failed'],
    [running, '…', 'running'],
  ];
  return counts.filter(([number]) => number > 0).map(([number, sign, word]) => [sign, `${number} ${word}`]);
}

/** Name of a state for those who do not see it: `Create Account, Task · lambda:invoke, failed, 2 times`. */
export function stateName(
  { name, type, what }: Pick<PlacedState, 'name' | 'type' | 'what'>,
  mark: StateMark | undefined,
): string {
  return [
    name,
    [type, what].filter(Boolean).join(' · '),
    ...(mark?.lanes ? laneCounts(mark.lanes).map(([, text]) => text) : []),
    mark && (statusWords[mark.status]?.word ?? mark.status).toLowerCase(),
    mark && mark.visits > 1 && `${mark.visits} times`,
  ]
    .filter(Boolean)
    .join(', ');
}

function drawEdge(edge: PlacedEdge, ran: Taken | undefined): SvgElement | undefined {
  if (edge.points.length === 0) return undefined;
  const count = ran?.edges.get(edgeKey(edge)) ?? 0;
  const taken = ran === undefined ? '' : count > 0 ? ' taken' : ' not-taken';
  const marker = ran !== undefined && count === 0 ? 'arrow-idle' : edge.kind === 'catch' ? 'arrow-catch' : 'arrow';
  const label = [shortLabel(edge.label), count > 1 && `${count}×`].filter(Boolean).join('  ');
  return element(
    'g',
    { class: `edge ${edge.kind}${taken}` },
    edge.label && isCut(edge.label) ? element('title', {}, edge.label) : undefined,
    element('path', { d: roundedPath(edge.points), 'marker-end': `url(#${marker})` }),
    edge.at && label ? element('text', { class: 'label', x: round(edge.at.x + 4), y: round(edge.at.y + 12) }, label) : undefined,
  );
}

/** A path along the points whose corners are rounded. */
function roundedPath(points: PlacedEdge['points']): string {
  const [first, ...rest] = points;
  let path = `M${round(first!.x)} ${round(first!.y)}`;
  rest.forEach((point, index) => {
    const before = points[index]!;
    const after = rest[index + 1];
    if (after === undefined) {
      path += `L${round(point.x)} ${round(point.y)}`;
      return;
    }
    const from = towards(point, before);
    const to = towards(point, after);
    path += `L${round(from.x)} ${round(from.y)}Q${round(point.x)} ${round(point.y)} ${round(to.x)} ${round(to.y)}`;
  });
  return path;
}

function towards(from: { x: number; y: number }, to: { x: number; y: number }): { x: number; y: number } {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(bend, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

const round = (value: number): number => Math.round(value * 10) / 10;
