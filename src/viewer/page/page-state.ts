/** What the page shows. All of it that a link should carry is in the URL's fragment. */
export const viewNames = ['summary', 'graph', 'timeline', 'events', 'data', 'compare', 'accountability', 'verify'] as const;
export type ViewName = (typeof viewNames)[number];

export const viewTitles: Readonly<Record<ViewName, string>> = {
  summary: 'Summary',
  graph: 'Graph',
  timeline: 'Timeline',
  events: 'Events',
  data: 'Data',
  compare: 'Compare',
  accountability: 'Accountability',
  verify: 'Verify',
};

export interface PageState {
  readonly view: ViewName;
  /** `v12`, `v12.2`, `e42`; empty for nothing. */
  readonly sel: string;
  /** Instant of the replay, milliseconds since the epoch; undefined for the end. */
  readonly t?: number | undefined;
  /** Text that is looked for. */
  readonly q: string;
  /** Only visits and events of this status class: `problem`, `succeeded`, `running`; empty for all. */
  readonly status: string;
  /** Only this type of state or event; empty for all. */
  readonly type: string;
  /** Only this lane and those inside of it. */
  readonly lane: string;
  /** Part of the time axis that the timeline shows. */
  readonly zoom?: readonly [number, number] | undefined;
  /** Name of the child execution that is shown instead of the page's own. */
  readonly child: string;
  /** The graph as a table, the graph with Map and Parallel folded. */
  readonly table: boolean;
  readonly folded: boolean;
  /** Long pauses are short on the time axis. */
  readonly collapse: boolean;
}

export const firstState: PageState = {
  view: 'summary',
  sel: '',
  q: '',
  status: '',
  type: '',
  lane: '',
  child: '',
  table: false,
  folded: false,
  collapse: true,
};

const texts = ['sel', 'q', 'status', 'type', 'lane', 'child'] as const;
const flags = ['table', 'folded'] as const;

export function toFragment(state: PageState): string {
  const fragment = new URLSearchParams({ view: state.view });
  for (const name of texts) if (state[name] !== '') fragment.set(name, state[name]);
  for (const name of flags) if (state[name]) fragment.set(name, '1');
  if (!state.collapse) fragment.set('collapse', '0');
  if (state.t !== undefined) fragment.set('t', String(Math.round(state.t)));
  if (state.zoom) fragment.set('zoom', state.zoom.map(Math.round).join('-'));
  return `#${fragment.toString()}`;
}

/** Reads a fragment; what it does not say, or says wrongly, is as on a new page. */
export function fromFragment(hash: string): PageState {
  const fragment = new URLSearchParams(hash.replace(/^#/, ''));
  const read = (name: string): string => fragment.get(name) ?? '';
  const t = /^\d{1,16}$/.test(read('t')) ? Number(read('t')) : undefined;
  const zoom = /^(\d{1,16})-(\d{1,16})$/.exec(read('zoom'));
  return {
    ...firstState,
    view: viewNames.find((name) => name === read('view')) ?? firstState.view,
    ...Object.fromEntries(texts.map((name) => [name, read(name)])),
    ...Object.fromEntries(flags.map((name) => [name, read(name) === '1'])),
    collapse: read('collapse') !== '0',
    ...(t === undefined ? {} : { t }),
    ...(zoom && Number(zoom[1]) < Number(zoom[2]) ? { zoom: [Number(zoom[1]), Number(zoom[2])] as const } : {}),
  };
}
