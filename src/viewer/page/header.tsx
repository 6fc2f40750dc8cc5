import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from './context.ts';
import { count, duration, sourceText } from './format.ts';
import { Icon, Status, Time } from './parts.tsx';

const themes = ['system', 'light', 'dark'] as const;
const sun = 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.5 1.5M11.5 11.5 13 13M3 13l1.5-1.5M11.5 4.5 13 3';
const help = 'M6 6a2 2 0 1 1 2.8 1.8c-.5.3-.8.7-.8 1.4M8 11.5v.3';

/** What ran and how it stands; the same above every view. */
export function Header({ onHelp }: { onHelp: () => void }): JSX.Element {
  const { data, subject, local, setLocal, chain, update, state } = usePage();
  const { execution, source, events } = subject.trace;
  const [theme, setTheme] = useState<(typeof themes)[number]>('system');
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const parent = state.child !== '' && data.subject.executionArn.split(':')[7];
  return (
    <header class="top">
      <div class="title">
        <p class="crumbs">
          {parent ? (
            <>
              <a href="#view=summary">{parent}</a> <span aria-hidden="true">›</span> {execution.stateMachine}
            </>
          ) : (
            execution.stateMachine
          )}
        </p>
        <h1>{execution.name}</h1>
      </div>
      <dl class="facts-line">
        <div>
          <dt>Status</dt>
          <dd>
            <Status status={execution.status} />
          </dd>
        </div>
        <div>
          <dt>Started</dt>
          <dd>
            <Time at={execution.startedAt} precise={false} />
          </dd>
        </div>
        <div>
          <dt>{execution.endedAt === undefined ? 'So far' : 'Took'}</dt>
          <dd>{duration((execution.endedAt ?? subject.until) - execution.startedAt)}</dd>
        </div>
        <div>
          <dt>Source</dt>
          <dd>{sourceText(source)}</dd>
        </div>
        <div>
          <dt>Integrity</dt>
          <dd>
            <button type="button" class={`integrity ${chain.state}`} onClick={() => update({ view: 'verify' })}>
              {chain.state === 'checking'
                ? '… checking'
                : chain.state === 'intact'
                  ? `✓ ${count(events.length, 'event')} intact`
                  : '✗ changed'}
            </button>
          </dd>
        </div>
      </dl>
      <div class="tools" role="group" aria-label="Page">
        <button
          type="button"
          class="small"
          aria-label={`Times in ${local ? 'your own time zone' : 'UTC'}; change`}
          onClick={() => setLocal(!local)}
        >
          {local ? 'Local' : 'UTC'}
        </button>
        <button
          type="button"
          class="small"
          aria-label={`Colours: ${theme}; change`}
          title={`Colours: ${theme}`}
          onClick={() => setTheme(themes[(themes.indexOf(theme) + 1) % themes.length]!)}
        >
          <Icon path={sun} />
        </button>
        <button type="button" class="small" aria-label="Keyboard and help" title="Keyboard and help (?)" onClick={onHelp}>
          <Icon path={help} />
        </button>
      </div>
    </header>
  );
}

/** Said above every view of a simulation, and on paper. */
export function Banner(): JSX.Element | null {
  const { subject } = usePage();
  const { source } = subject.trace;
  if (source.kind !== 'local-simulation') return null;
  return (
    <aside class="banner" aria-label="Simulation">
      <strong>Simulated.</strong> {sourceText(source)}. Nothing of this happened at AWS.
    </aside>
  );
}
