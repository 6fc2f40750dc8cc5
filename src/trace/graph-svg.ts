/** A placed graph as SVG. Colours come from classes alone, so that a page's own style sheet, or the standalone one below, decides. */
import { shortLabel, type GraphLayout, type PlacedEdge, type PlacedState } from './layout.ts';

/** What is said of a state beside its name: its status in a trace, and how often it was entered. */
export interface StateMark {
  /** succeeded, failed, caught, aborted, running. */
  readonly status: string;
  readonly visits: number;
}

/** What a trace took of a graph. */
export interface Taken {
  readonly marks: ReadonlyMap<string, StateMark>;
  /** Ways that were gone: `edgeKey` of each. */
  readonly edges: ReadonlySet<string>;
}

/** One way between two states; a Catch beside a Next to the same state is another. */
export function edgeKey({ from, to, kind }: Pick<PlacedEdge, 'from' | 'to' | 'kind'>): string {
  return `${kind === 'catch' ? 'catch' : 'next'} ${from} ${to}`;
}

const corner = 8;

/** Drawing of a graph. Without `taken` nothing is said about what ran. */
export function graphSvg(layout: GraphLayout, title: string, taken?: Taken, style = ''): string {
  const marks = taken?.marks;
  const { width, height, states, edges } = layout;
  return [
    `<svg class="graph" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-label="${escapeXml(title)}">`,
    style ? `<style>${style}</style>` : '',
    `<title>${escapeXml(title)}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
    ...states.filter(({ isContainer }) => isContainer).map((state) => drawState(state, marks)),
    ...edges.map((edge) => drawEdge(edge, taken)),
    ...states.filter(({ isContainer }) => !isContainer).map((state) => drawState(state, marks)),
    '</svg>',
  ]
    .filter(Boolean)
    .join('\n');
}

function drawState(state: PlacedState, marks: ReadonlyMap<string, StateMark> | undefined): string {
  const { x, y, width, height, name, type, what, isContainer } = state;
  if (type === 'Terminal') {
    const radius = round(height / 2);
    return `<g class="terminal"><circle cx="${round(x + width / 2)}" cy="${round(y + height / 2)}" r="${radius}"/><text class="small" x="${round(x + width / 2)}" y="${round(y + height / 2 + 4)}">${name}</text></g>`;
  }
  const mark = marks?.get(state.id);
  const status = marks === undefined ? 'plain' : (mark?.status ?? 'not-run');
  const said = mark === undefined ? '' : `, ${mark.status}${mark.visits > 1 ? `, entered ${mark.visits} times` : ''}`;
  const second = [type, what].filter(Boolean).join(' · ');
  const middle = round(x + width / 2);
  return [
    `<g class="state ${status}${isContainer ? ' container' : ''}">`,
    `<title>${escapeXml(`${name}, ${second}${said}`)}</title>`,
    `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${corner}"/>`,
    `<text class="name" x="${middle}" y="${round(y + 20)}">${escapeXml(name)}</text>`,
    `<text class="small" x="${middle}" y="${round(y + 36)}">${escapeXml(second)}</text>`,
    mark === undefined
      ? ''
      : `<text class="mark" x="${round(x + width - 8)}" y="${round(y + 15)}">${icons[mark.status] ?? '?'}${mark.visits > 1 ? ` ${mark.visits}×` : ''}</text>`,
    '</g>',
  ].join('');
}

/** Signs beside the words, never instead of them. */
export const icons: Readonly<Record<string, string>> = {
  succeeded: '✓',
  failed: '✗',
  caught: '↷',
  aborted: '■',
  'timed-out': '⧖',
  running: '…',
};

function drawEdge(edge: PlacedEdge, ran: Taken | undefined): string {
  const [first, ...rest] = edge.points;
  if (first === undefined) return '';
  const taken = ran === undefined ? '' : ran.edges.has(edgeKey(edge)) ? ' taken' : ' not-taken';
  const path = `M${round(first.x)} ${round(first.y)}${rest.map(({ x, y }) => `L${round(x)} ${round(y)}`).join('')}`;
  const label =
    edge.at && edge.label
      ? `<text class="label" x="${round(edge.at.x + 4)}" y="${round(edge.at.y + 12)}">${escapeXml(shortLabel(edge.label))}</text>`
      : '';
  return `<g class="edge ${edge.kind}${taken}">${edge.label ? `<title>${escapeXml(edge.label)}</title>` : ''}<path d="${path}" marker-end="url(#arrow)"/>${label}</g>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that XML does not allow. https://www.w3.org/TR/xml/#charsets */
// eslint-disable-next-line no-control-regex
const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** Text that is neither markup nor the end of an attribute. Characters that XML does not allow are left out. */
export function escapeXml(text: string): string {
  return text.replace(notXml, '').replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Colours of a graph, light and dark. */
export const graphStyle = `
.graph{--line:#7d8998;--text:#16191f;--soft:#5f6b7a;--box:#fff;--edge:#545b64;--inside:#f4f6f8;--ok:#037f0c;--bad:#d91515;--warn:#8a5300;font:600 12.5px system-ui,sans-serif}
@media (prefers-color-scheme:dark){.graph{--line:#8d99a8;--text:#eef2f6;--soft:#a9b4c0;--box:#1b232d;--edge:#95a0ad;--inside:#141b23;--ok:#4fd36b;--bad:#ff8080;--warn:#ffc35c}}
.graph text{fill:var(--text);text-anchor:middle}
.graph .small{fill:var(--soft);font:400 10px system-ui,sans-serif}
.graph .label{fill:var(--soft);font:400 10px system-ui,sans-serif;text-anchor:start}
.graph rect{fill:var(--box);stroke:var(--line);stroke-width:1.2}
.graph .container rect{fill:var(--inside);stroke-dasharray:5 4}
.graph circle{fill:var(--box);stroke:var(--edge);stroke-width:1.2}
.graph .edge path{fill:none;stroke:var(--edge);stroke-width:1.3}
.graph .head{fill:var(--edge)}
.graph .catch path{stroke-dasharray:6 4}
.graph .not-taken path{stroke-dasharray:2 4;opacity:.55}
.graph .taken path{stroke-width:2}
.graph .not-run rect{stroke-dasharray:2 3;opacity:.75}
.graph .mark{text-anchor:end;font-size:11px}
.graph .succeeded rect{stroke:var(--ok);stroke-width:2}.graph .succeeded .mark{fill:var(--ok)}
.graph .failed rect,.graph .timed-out rect{stroke:var(--bad);stroke-width:2.4}.graph .failed .mark,.graph .timed-out .mark{fill:var(--bad)}
.graph .caught rect{stroke:var(--warn);stroke-width:2}.graph .caught .mark{fill:var(--warn)}
`.trim();
