/** The page on paper, A4: what an auditor reads, without controls. It is rendered when the browser prints, and only then. */
import type { JSX } from 'preact';
import { h, type ComponentChild } from 'preact';
import type { PageData } from '../page-data.ts';
import { drawGraph, type SvgElement } from '../../trace/graph-drawing.ts';
import { chainHead, chainHeader } from '../../trace/evidence/event-chain.ts';
import type { JsonObject } from '../../trace/evidence/json.ts';
import { sha256 } from '../../trace/sha256.ts';
import { PageContext, type Page } from './context.ts';
import { count, duration } from './format.ts';
import { Banner } from './header.tsx';
import { firstState } from './page-state.ts';
import { Status, Time } from './parts.tsx';
import { graphTaken, subjectOf, visitEnd } from './subject.ts';
import { Acts } from './views/accountability.tsx';
import { SummaryView } from './views/summary.tsx';

/** A longer list of states is cut on paper, and says so. */
const mostRows = 400;

const nothing = (): void => undefined;

export function PrintPage({ data }: { data: PageData }): JSX.Element {
  const subject = subjectOf(data.subject, data.children, data.acts);
  const { trace } = subject;
  const head = chainHead(
    chainHeader(data.subject.executionArn, data.subject.startDate),
    data.subject.history as unknown as JsonObject[],
    sha256,
  );
  const page: Page = {
    data,
    subject,
    state: firstState,
    selection: {},
    chain: { hashes: [], state: head === data.subject.chainHead ? 'intact' : 'broken' },
    at: Infinity,
    local: false,
    update: nothing,
    setLocal: nothing,
    announce: nothing,
    replay: { playing: false, speed: 1, toggle: nothing, setSpeed: nothing, seek: nothing },
  };
  const { layouts } = data.subject;
  return (
    <PageContext.Provider value={page}>
      <article class={`paper${trace.source.kind === 'local-simulation' ? ' simulated' : ''}`}>
        <Banner />
        <h1>{trace.execution.name}</h1>
        <p>{trace.execution.stateMachine}</p>
        <SummaryView />
        <h2>Accountability</h2>
        <Acts />
        {layouts && (
          <>
            <h2>Graph</h2>
            <div class="paper-graph">{toNode(drawGraph(layouts.whole, 'State graph', graphTaken(subject, Infinity)))}</div>
          </>
        )}
        <h2>States entered</h2>
        <table class="plain">
          <thead>
            <tr>
              {['Entered (UTC)', 'State', 'Status', 'Attempts', 'Took'].map((name) => (
                <th scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trace.visits.slice(0, mostRows).map((visit) => (
              <tr>
                <td>
                  <Time at={visit.enteredAt} precise={false} />
                </td>
                <td>
                  {visit.lane}/{visit.state}
                </td>
                <td>
                  <Status status={visit.status} quiet />
                </td>
                <td>{visit.attempts.length}</td>
                <td>{duration(visitEnd(visit, subject) - visit.enteredAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {trace.visits.length > mostRows && <p>{count(trace.visits.length - mostRows, 'more state')} are in the file.</p>}
        <h2>Verify</h2>
        <p>
          {count(trace.events.length, 'event')},{' '}
          {page.chain.state === 'intact' ? 'as recorded when the page was made' : 'NOT as recorded'}. Head of the chain:{' '}
          <code>{head}</code>
        </p>
        <p class="soft">Made by {data.madeBy} from the execution's history.</p>
      </article>
    </PageContext.Provider>
  );
}

function toNode(element: SvgElement | string): ComponentChild {
  if (typeof element === 'string') return element;
  return h(element.tag, element.attributes, ...element.children.map(toNode));
}
