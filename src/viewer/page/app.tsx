import type { JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageData } from '../page-data.ts';
import { useChainCheck } from './chain-check.ts';
import { PageContext, type Page } from './context.ts';
import { Banner, Header } from './header.tsx';
import { Help } from './help.tsx';
import { Inspector } from './inspector.tsx';
import { onKey } from './keyboard.ts';
import { Navigation } from './navigation.tsx';
import { fromFragment, toFragment, viewTitles, type PageState, type ViewName } from './page-state.ts';
import { ReplayBar } from './replay-bar.tsx';
import { useReplay } from './replay.ts';
import { selectionOf, subjectOf } from './subject.ts';
import { sendCommand } from './view-command.ts';
import { AccountabilityView } from './views/accountability.tsx';
import { CompareView } from './views/compare.tsx';
import { DataView } from './views/data.tsx';
import { EventsView } from './views/events.tsx';
import { GraphView } from './views/graph.tsx';
import { SummaryView } from './views/summary.tsx';
import { TimelineView } from './views/timeline.tsx';
import { VerifyView } from './views/verify.tsx';

const views: Readonly<Record<ViewName, () => JSX.Element>> = {
  summary: SummaryView,
  graph: GraphView,
  timeline: TimelineView,
  events: EventsView,
  data: DataView,
  compare: CompareView,
  accountability: AccountabilityView,
  verify: VerifyView,
};

/** At least this long between two announcements while a replay runs, in milliseconds. */
const announceEvery = 5000;

export function App({ data }: { data: PageData }): JSX.Element {
  const [state, setState] = useState<PageState>(() => fromFragment(location.hash));
  const [local, setLocal] = useState(false);
  const [helping, setHelping] = useState(false);
  const [said, setSaid] = useState('');
  const execution = data.children.find(({ executionArn }) => executionArn === state.child) ?? data.subject;
  const subject = useMemo(
    () => subjectOf(execution, data.children, execution === data.subject ? data.acts : undefined),
    [execution, data],
  );
  const update = useCallback((change: Partial<PageState>) => setState((before) => ({ ...before, ...change })), []);
  const replay = useReplay(subject, state.t, (t) => update({ t }));
  const chain = useChainCheck(execution);
  const selection = useMemo(() => selectionOf(state.sel, subject), [state.sel, subject]);
  const page: Page = {
    data,
    subject,
    state,
    selection,
    chain,
    at: state.t ?? Infinity,
    local,
    update,
    setLocal,
    announce: setSaid,
    replay,
  };
  const latest = useRef(page);
  latest.current = page;
  useFragment(state, setState);
  useKeys(latest, () => setHelping(true));
  useSpokenReplay(latest);
  const View = views[state.view];
  const heading = useRef<HTMLHeadingElement>(null);
  const firstView = useRef(state.view);
  useEffect(() => {
    if (firstView.current !== state.view) heading.current?.focus({ preventScroll: true });
    firstView.current = state.view;
  }, [state.view]);
  const simulated = subject.trace.source.kind === 'local-simulation';
  return (
    <PageContext.Provider value={page}>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), heading.current?.focus())}>
        Skip to the view
      </a>
      <div class={`page${simulated ? ' simulated' : ''}${state.sel ? ' has-selection' : ''}`}>
        <Banner />
        <Header onHelp={() => setHelping(true)} />
        <Navigation />
        <main id="main" class={`view view-${state.view}`} aria-labelledby="view-title">
          <h2 id="view-title" ref={heading} tabIndex={-1}>
            {viewTitles[state.view]}
          </h2>
          <View />
        </main>
        <Inspector />
        <ReplayBar />
      </div>
      <Patterns />
      {helping && <Help onClose={() => setHelping(false)} />}
      <div class="off-screen" role="status">
        {said}
      </div>
    </PageContext.Provider>
  );
}

/** Fills that tell apart what colours alone would. */
const Patterns = (): JSX.Element => (
  <svg class="off-screen" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="queue" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="span" width="2" height="5" />
      </pattern>
    </defs>
  </svg>
);

/** Keeps the URL's fragment and the state alike. A new view is a step that the browser's Back undoes. */
function useFragment(state: PageState, setState: (state: PageState) => void): void {
  const written = useRef({ hash: location.hash, view: state.view });
  useEffect(() => {
    const timer = window.setTimeout(() => {
      const hash = toFragment(state);
      if (hash === written.current.hash) return;
      history[written.current.view === state.view ? 'replaceState' : 'pushState'](null, '', hash);
      written.current = { hash, view: state.view };
    }, 120);
    return () => window.clearTimeout(timer);
  }, [state]);
  useEffect(() => {
    const read = (): void => {
      if (location.hash === written.current.hash) return;
      const next = fromFragment(location.hash);
      written.current = { hash: location.hash, view: next.view };
      setState(next);
    };
    window.addEventListener('hashchange', read);
    window.addEventListener('popstate', read);
    return () => {
      window.removeEventListener('hashchange', read);
      window.removeEventListener('popstate', read);
    };
  }, []);
}

function useKeys(latest: { readonly current: Page }, help: () => void): void {
  const byKey = useRef(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!onKey(event, latest.current, { help, command: sendCommand })) return;
      event.preventDefault();
      byKey.current = true;
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  const { sel } = latest.current.state;
  /* What a key has selected gets the focus, so that it is read and Tab goes on from it. */
  useLayoutEffect(() => {
    if (!byKey.current || sel === '') return;
    byKey.current = false;
    const frame = requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('main [data-selected]')?.focus({ preventScroll: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, [sel]);
}

/** While a replay runs, says now and then how far it is. */
function useSpokenReplay(latest: { readonly current: Page }): void {
  const { playing } = latest.current.replay;
  useEffect(() => {
    if (!playing) return;
    const timer = window.setInterval(() => {
      const { subject, at, announce } = latest.current;
      const running = subject.trace.visits.filter(({ enteredAt, exitedAt }) => enteredAt <= at && (exitedAt ?? Infinity) > at);
      announce(
        `Replay: ${
          running
            .map(({ state }) => state)
            .slice(0, 3)
            .join(', ') || 'between states'
        }`,
      );
    }, announceEvery);
    return () => window.clearInterval(timer);
  }, [playing]);
}
