/** What ran, by whom, how it ended and what is not known: one screen. */
import type { ComponentChildren, JSX } from 'preact';
import type { SpanStatus, Trace } from '../../../trace/trace.ts';
import { usePage } from '../context.ts';
import { count, duration, sourceText, wordOf } from '../format.ts';
import { ChildLinks } from '../inspector.tsx';
import { Payload, Time } from '../parts.tsx';
import type { Subject } from '../subject.ts';

export function SummaryView(): JSX.Element {
  const { subject, data, update } = usePage();
  const { trace } = subject;
  const { execution } = trace;
  return (
    <div class="summary">
      <Outcome subject={subject} />
      <div class="cards columns">
        <div class="column">
          <Card title="What ran">
            <dl class="pairs">
              <dt>State machine</dt>
              <dd>{execution.stateMachine}</dd>
              <dt>Execution</dt>
              <dd>
                <code>{execution.arn}</code>
              </dd>
              <dt>Source</dt>
              <dd>{sourceText(trace.source)}</dd>
              <dt>Started</dt>
              <dd>
                <Time at={execution.startedAt} />
              </dd>
              {execution.endedAt !== undefined && (
                <>
                  <dt>Ended</dt>
                  <dd>
                    <Time at={execution.endedAt} />
                  </dd>
                </>
              )}
              <dt>Redriven</dt>
              <dd>
                {execution.redrives === 0 ? 'never' : count(execution.redrives, 'time')}
                {execution.redrivenAt.map((at) => (
                  <>
                    {' '}
                    · <Time at={at} precise={false} />
                  </>
                ))}
              </dd>
            </dl>
          </Card>
          <Card title="What it did">
            <WhatItDid subject={subject} />
          </Card>
        </div>
        <div class="column">
          <Card title="Who and why">
            <WhoAndWhy />
          </Card>
          <Card title="What is not known">
            {trace.gaps.length === 0 ? (
              <p>No gap: the history is whole.</p>
            ) : (
              <ul class="gaps">
                {trace.gaps.map(({ what, why }) => (
                  <li>
                    <strong>{what}</strong> <span class="soft">{why}</span>
                  </li>
                ))}
              </ul>
            )}
          </Card>
        </div>
      </div>
      {trace.children.length > 0 && (
        <Card title={count(trace.children.length, 'child execution or Map Run', 'child executions and Map Runs')}>
          {trace.children.slice(0, 20).map(({ arn, kind }) => (
            <ChildLinks
              arn={arn}
              kind={kind}
              names={data.children
                .filter((child) => child.mapRunArn === arn || child.executionArn === arn)
                .map((child) => child.executionArn)}
            />
          ))}
          {trace.children.length > 20 && (
            <p>
              <button type="button" class="link" onClick={() => update({ view: 'events', q: 'Submitted' })}>
                {trace.children.length - 20} more in the events
              </button>
            </p>
          )}
        </Card>
      )}
      <div class="cards">
        {(['input', 'output'] as const).map((name) =>
          execution[name] === undefined ? null : (
            <Card title={name === 'input' ? 'Input' : 'Output'}>
              <Payload text={execution[name]} label={name === 'input' ? 'Input' : 'Output'} />
            </Card>
          ),
        )}
      </div>
    </div>
  );
}

export function Card({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="card">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

const sentences: Readonly<Record<SpanStatus, string>> = {
  SUCCEEDED: 'Succeeded in',
  FAILED: 'Failed after',
  TIMED_OUT: 'Timed out after',
  ABORTED: 'Was aborted after',
  RUNNING: 'Has been running for',
  CAUGHT: 'Ended after',
};

/** The outcome as a sentence, and the failure that ended it. */
function Outcome({ subject }: { subject: Subject }): JSX.Element {
  const { update, data } = usePage();
  const { execution, failures, visits } = subject.trace;
  const took = duration((execution.endedAt ?? subject.until) - execution.startedAt);
  const [first] = failures.terminal;
  const failedItems = subject.trace.lanes.filter(({ status }) => status === 'FAILED').length;
  const { objectives } = data;
  return (
    <section class={`outcome ${execution.status.toLowerCase()}`}>
      <p class="sentence">
        {sentences[execution.status]} {took}
      </p>
      <ul class="numbers">
        <Figure number={visits.length} what="states entered" />
        <Figure number={failures.terminal.length} what="failures that ended it" bad />
        <Figure number={failures.recovered} what="recovered by retry or catch" />
        {failedItems > 0 && <Figure number={failedItems} what="items failed" bad />}
        {objectives?.rtoSeconds !== undefined && (
          <li>
            <span class="number">
              {objectives.measuredSeconds === undefined ? '–' : duration(1000 * objectives.measuredSeconds)}
            </span>{' '}
            recovery time of {duration(1000 * objectives.rtoSeconds)} allowed
          </li>
        )}
      </ul>
      {execution.error !== undefined && (
        <div class="failure">
          <p class="failure-name">{execution.error}</p>
          {execution.cause && <Payload text={execution.cause} label="Cause" />}
          {first && (
            <button type="button" class="link" onClick={() => update({ sel: `v${first.visit}`, view: 'timeline' })}>
              Show the state that failed: {subject.visits.get(first.visit)?.state}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

function Figure({ number, what, bad = false }: { number: number; what: string; bad?: boolean }): JSX.Element {
  return (
    <li>
      <span class={`number${bad && number > 0 ? ' bad' : ''}`}>{number.toLocaleString('en')}</span> {what}
    </li>
  );
}

function WhoAndWhy(): JSX.Element {
  const { subject, data } = usePage();
  const { acts } = subject;
  const started = acts.find(({ what }) => what === 'started');
  const approvals = acts.filter(({ what }) => what === 'approved' || what === 'rejected' || what === 'approval expired');
  const changes = data.changes ?? [];
  const firstChange = changes[0];
  const approvedFirst = firstChange && approvals.some(({ what, at }) => what === 'approved' && at <= firstChange.at);
  return (
    <dl class="pairs">
      <dt>Started by</dt>
      <dd>
        {started?.who ?? <span class="soft">not in the history</span>} <Source of={started?.source} />
      </dd>
      {started?.reason && (
        <>
          <dt>Reason</dt>
          <dd>{started.reason}</dd>
        </>
      )}
      {data.bundle?.manifest.reason && (
        <>
          <dt>Reason, at the capture</dt>
          <dd>{data.bundle.manifest.reason}</dd>
        </>
      )}
      {data.bundle?.manifest.changeTicket && (
        <>
          <dt>Ticket</dt>
          <dd>{data.bundle.manifest.changeTicket}</dd>
        </>
      )}
      {data.bundle && data.bundle.manifest.controls.length > 0 && (
        <>
          <dt>Controls</dt>
          <dd>{data.bundle.manifest.controls.join(', ')}</dd>
        </>
      )}
      <dt>Approval</dt>
      <dd>
        {approvals.length === 0 ? (
          <span class="soft">none asked for</span>
        ) : (
          approvals.map(({ what, who, at, source }) => (
            <div>
              {what} by {who ?? 'nobody'}, <Time at={at} precise={false} /> <Source of={source} />
            </div>
          ))
        )}
        {firstChange && approvals.length > 0 && (
          <div>{approvedFirst ? '✓ before the first change' : '✗ not before the first change'}</div>
        )}
      </dd>
      {acts
        .filter(({ what }) => what === 'stopped' || what === 'redrove')
        .map(({ what, who, at }) => (
          <>
            <dt>{what === 'stopped' ? 'Stopped by' : 'Redriven by'}</dt>
            <dd>
              {who ?? <span class="soft">not in the history</span>}, <Time at={at} precise={false} />
            </dd>
          </>
        ))}
    </dl>
  );
}

/** How an identity is known. */
export function Source({ of }: { of: string | undefined }): JSX.Element | null {
  if (of === undefined) return null;
  const words: Readonly<Record<string, string>> = {
    verified: '✓ verified',
    declared: '○ declared, not verified',
    simulated: '◇ simulated',
    'not recorded': '– not recorded',
  };
  return <span class={`known ${of.replace(' ', '-')}`}>{words[of] ?? of}</span>;
}

/** Calls by what they ran, with how they ended; a bundle's own list of changes where there is one. */
function WhatItDid({ subject }: { subject: Subject }): JSX.Element {
  const { data } = usePage();
  const calls = callsOf(subject.trace);
  return (
    <>
      {data.changes && (
        <ul class="gaps">
          {data.changes.map(({ what, at }) => (
            <li>
              {what} <Time at={at} precise={false} />
            </li>
          ))}
        </ul>
      )}
      {calls.length === 0 ? (
        <p class="soft">It called no service.</p>
      ) : (
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Call</th>
              <th scope="col" class="right">
                {wordOf('SUCCEEDED')}
              </th>
              <th scope="col" class="right">
                {wordOf('FAILED')}
              </th>
            </tr>
          </thead>
          <tbody>
            {calls.slice(0, 14).map(({ name, ok, failed }) => (
              <tr>
                <td>
                  <code>{name}</code>
                </td>
                <td class="right">{ok.toLocaleString('en')}</td>
                <td class={`right${failed > 0 ? ' bad' : ''}`}>{failed.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {calls.length > 14 && <p class="soft">and {calls.length - 14} more</p>}
    </>
  );
}

export function callsOf({ visits }: Trace): { name: string; ok: number; failed: number }[] {
  const calls = new Map<string, { name: string; ok: number; failed: number }>();
  for (const { resource, target, status } of visits.flatMap(({ attempts }) => attempts)) {
    const name = target ?? (resource || 'not told');
    const call = calls.get(name) ?? { name, ok: 0, failed: 0 };
    calls.set(name, call);
    if (status === 'SUCCEEDED') call.ok += 1;
    else if (status === 'FAILED' || status === 'TIMED_OUT') call.failed += 1;
  }
  return [...calls.values()];
}
