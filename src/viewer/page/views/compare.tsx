/** Two executions beside each other. */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { compareTraces, type ComparedVisit } from '../../../trace/compare-traces.ts';
import type { TraceEvent } from '../../../trace/trace.ts';
import type { ExecutionData } from '../../page-data.ts';
import { usePage } from '../context.ts';
import { count, duration, sourceText } from '../format.ts';
import { Empty, Status, Time } from '../parts.tsx';
import { subjectOf } from '../subject.ts';
import { ChangeList } from './data.tsx';
import { Card } from './summary.tsx';

/** A file that was opened for the comparison stays while the page is open. */
let opened: ExecutionData | undefined;

export function CompareView(): JSX.Element {
  const { data, subject } = usePage();
  const [other, setOther] = useState<ExecutionData | undefined>(data.other ?? opened);
  const [trouble, setTrouble] = useState('');
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const events = eventsIn(await file.text());
    setTrouble(events ? '' : `${file.name} holds no execution history.`);
    if (!events) return;
    opened = {
      source: { kind: 'file', name: file.name },
      executionArn: `arn:aws:states:::execution:file:${file.name}`,
      history: events,
      startDate: '',
      chainHead: '',
    };
    setOther(opened);
  };
  const picker = (
    <label class="file">
      <span>{other ? 'Compare with another history' : 'Open a history'}</span>
      <input type="file" accept=".json,.ndjson" onChange={(event) => void choose(event.currentTarget.files?.[0])} />
    </label>
  );
  if (!other) {
    return (
      <Empty title="Nothing to compare with">
        <p>
          Open a history that <code>groundcrew history --json</code>, the console or the AWS CLI has written, or make the page
          with <code>groundcrew trace &lt;execution&gt; --compare &lt;other&gt;</code>.
        </p>
        {picker}
        {trouble && <p role="alert">{trouble}</p>}
      </Empty>
    );
  }
  return <Both other={other} picker={picker} trouble={trouble} key={subject.trace.execution.arn} />;
}

function eventsIn(text: string): TraceEvent[] | undefined {
  try {
    const parsed = text.trimStart().startsWith('{"hash"')
      ? text
          .split('\n')
          .filter(Boolean)
          .map((line) => (JSON.parse(line) as { event: unknown }).event)
      : (JSON.parse(text) as unknown);
    const pages = Array.isArray(parsed) ? parsed : [parsed];
    const events = pages.flatMap((page: { events?: unknown[] }) => page.events ?? [page]) as TraceEvent[];
    return events.length > 0 && events.every(({ id, type }) => typeof id === 'number' && typeof type === 'string')
      ? events
      : undefined;
  } catch {
    return undefined;
  }
}

const shownAtFirst = 300;

function Both({ other, picker, trouble }: { other: ExecutionData; picker: JSX.Element; trouble: string }): JSX.Element {
  const { subject, update } = usePage();
  const before = useMemo(() => subjectOf(other), [other]);
  const comparison = useMemo(
    () => compareTraces(before.trace, subject.trace, { before: other.definition, after: subject.data.definition }),
    [before, subject],
  );
  const [all, setAll] = useState(false);
  const rows = all ? comparison.visits : comparison.visits.filter(({ differences }) => differences.length > 0);
  return (
    <div class="compare">
      <div class="cards two">
        {[before, subject].map(({ trace }, index) => (
          <section class="card">
            <h3>
              <span class="letter">{index === 0 ? 'A' : 'B'}</span> {trace.execution.name}
            </h3>
            <p>
              <Status status={trace.execution.status} /> <Time at={trace.execution.startedAt} precise={false} />
              {trace.execution.endedAt !== undefined && `, ${duration(trace.execution.endedAt - trace.execution.startedAt)}`}
            </p>
            <p class="soft">{sourceText(trace.source)}</p>
          </section>
        ))}
      </div>
      <ul class="gaps">
        {comparison.execution.map((text) => (
          <li>{text}</li>
        ))}
        <li>
          {count(comparison.visits.length - comparison.same, 'visit')} of {comparison.visits.length.toLocaleString('en')} differ
        </li>
        <li>
          {comparison.definition === undefined
            ? 'the definitions are not both known'
            : comparison.definition.length === 0
              ? 'the definitions are the same'
              : `the definitions differ in ${count(comparison.definition.length, 'place')}`}
        </li>
      </ul>
      <div class="toolbar">
        <button type="button" aria-pressed={all} onClick={() => setAll(!all)}>
          Show what is the same too
        </button>
        {picker}
        {trouble && <span role="alert">{trouble}</span>}
      </div>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Visits compared">
        <table class="plain roomy">
          <caption class="off-screen">Visits of both executions</caption>
          <thead>
            <tr>
              {['Visit', 'A', 'B', 'A took', 'B took', 'Differences'].map((name) => (
                <th scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shownAtFirst).map((row) => (
              <ComparedRow row={row} onSelect={row.after ? () => update({ sel: `v${row.after!.id}` }) : undefined} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shownAtFirst && (
        <p class="soft">and {(rows.length - shownAtFirst).toLocaleString('en')} more: groundcrew diff lists them all</p>
      )}
      <div class="cards">
        {(
          [
            ['Input', comparison.input],
            ['Output', comparison.output],
            ['Definition', comparison.definition ?? []],
          ] as const
        )
          .filter(([, changes]) => changes.length > 0)
          .map(([name, changes]) => (
            <Card title={`${name}: ${count(changes.length, 'difference')}`}>
              <ChangeList changes={changes.slice(0, 60)} />
            </Card>
          ))}
      </div>
    </div>
  );
}

function ComparedRow({ row, onSelect }: { row: ComparedVisit; onSelect: (() => void) | undefined }): JSX.Element {
  const { key, before, after, took, differences } = row;
  return (
    <tr class={differences.length > 0 ? 'differs' : ''}>
      <th scope="row">
        {onSelect ? (
          <button type="button" class="link" onClick={onSelect}>
            {key}
          </button>
        ) : (
          key
        )}
      </th>
      <td>{before ? <Status status={before.status} quiet /> : '–'}</td>
      <td>{after ? <Status status={after.status} quiet /> : '–'}</td>
      <td>{took.before === undefined ? '' : duration(took.before)}</td>
      <td>{took.after === undefined ? '' : duration(took.after)}</td>
      <td>{differences.join(', ') || 'none'}</td>
    </tr>
  );
}
