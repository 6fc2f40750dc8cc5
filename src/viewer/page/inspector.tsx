/** What is selected, in full: the same beside every view. */
import type { JSX } from 'preact';
import type { Attempt, Visit } from '../../trace/trace.ts';
import { usePage, type Page } from './context.ts';
import { duration, visitName } from './format.ts';
import { CopyButton, Payload, Status, Time } from './parts.tsx';
import { toFragment } from './page-state.ts';
import { eventIdOf, stateDefinition, visitEnd } from './subject.ts';

export function Inspector(): JSX.Element | null {
  const page = usePage();
  const { selection, update } = page;
  if (!selection.visit && !selection.event) return null;
  return (
    <aside class="inspector" aria-label="Selected">
      <div class="inspector-head">
        <h2>{selection.visit?.state ?? selection.event!.type}</h2>
        <button type="button" class="small" aria-label="Close" title="Close (Esc)" onClick={() => update({ sel: '' })}>
          ✕
        </button>
      </div>
      <div class="inspector-body">
        {selection.visit && <VisitFacts visit={selection.visit} page={page} />}
        {selection.visit && <Attempts visit={selection.visit} />}
        {selection.visit && <LaneLink visit={selection.visit} />}
        <SelectedEvent />
        {selection.visit && <DataOf visit={selection.visit} />}
        <div class="row-of-buttons">
          <CopyButton label="Copy link" what="Link" text={() => location.href.replace(/#.*$/, '') + toFragment(page.state)} />
          <CopyButton label="Copy JSON" what="JSON" text={() => selectedJson(page)} />
        </div>
      </div>
    </aside>
  );
}

/** JSON of the event that is selected, or of all events of the visit. */
export function selectedJson({ selection, subject }: Page): string {
  if (selection.event) return JSON.stringify(selection.event, null, 2);
  const { visit } = selection;
  if (!visit) return JSON.stringify(subject.trace.execution, null, 2);
  const ids = [...visit.eventIds, ...visit.attempts.flatMap(({ eventIds }) => eventIds)].sort((one, other) => one - other);
  return JSON.stringify(
    ids.map((id) => subject.events.get(id)),
    null,
    2,
  );
}

function VisitFacts({ visit, page: { subject, at } }: { visit: Visit; page: Page }): JSX.Element {
  const end = visitEnd(visit, subject);
  const before = visit.enteredAt > at;
  const inside = end > at;
  const comment = stateDefinition(visit, subject)?.['Comment'];
  return (
    <>
      <p class="inspector-status">
        {before ? <span class="status not-run">Not yet entered</span> : <Status status={inside ? 'RUNNING' : visit.status} />}
        <span class="soft">
          {visit.type}
          {visit.number > 1 ? `, visit ${visit.number}` : ''}
        </span>
      </p>
      {typeof comment === 'string' && <p class="comment">{comment}</p>}
      <dl class="pairs">
        <dt>Entered</dt>
        <dd>
          <Time at={visit.enteredAt} />
        </dd>
        <dt>{visit.exitedAt === undefined ? 'Last seen' : 'Left'}</dt>
        <dd>
          <Time at={end} />
        </dd>
        <dt>Took</dt>
        <dd>{duration(end - visit.enteredAt)}</dd>
        {visit.lane && (
          <>
            <dt>Lane</dt>
            <dd>
              <code>{visit.lane}</code>
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

function Attempts({ visit }: { visit: Visit }): JSX.Element | null {
  const { selection, update } = usePage();
  const { attempts } = visit;
  if (attempts.length === 0) return null;
  const attempt = selection.attempt ?? attempts.at(-1)!;
  return (
    <section class="part">
      <h3>
        {attempts.length === 1 ? 'Attempt' : `Attempt ${attempt.number} of ${attempts.length}`}
        {attempts.length > 1 && (
          <span class="steps" role="group" aria-label="Attempts">
            {[-1, 1].map((step) => {
              const other = attempts[attempt.number - 1 + step];
              return (
                <button
                  type="button"
                  class="small"
                  disabled={!other}
                  aria-label={step < 0 ? 'Attempt before' : 'Next attempt'}
                  onClick={() => other && update({ sel: `v${visit.id}.${other.number}` })}
                >
                  {step < 0 ? '‹' : '›'}
                </button>
              );
            })}
          </span>
        )}
      </h3>
      <AttemptFacts attempt={attempt} before={attempts[attempt.number - 2]} />
    </section>
  );
}

function AttemptFacts({ attempt, before }: { attempt: Attempt; before: Attempt | undefined }): JSX.Element {
  const { resource, target, scheduledAt, startedAt, endedAt, status, error, cause } = attempt;
  return (
    <>
      <dl class="pairs">
        <dt>Ended as</dt>
        <dd>
          <Status status={status} quiet />
        </dd>
        <dt>Resource</dt>
        <dd>
          <code>{resource || 'not told'}</code>
        </dd>
        {target && (
          <>
            <dt>Runs</dt>
            <dd>
              <code>{target}</code>
            </dd>
          </>
        )}
        {before?.endedAt !== undefined && (
          <>
            <dt>Waited</dt>
            <dd>
              {duration(scheduledAt - before.endedAt)} after attempt {before.number}
            </dd>
          </>
        )}
        {startedAt !== undefined && startedAt > scheduledAt && (
          <>
            <dt>Queued</dt>
            <dd>{duration(startedAt - scheduledAt)}</dd>
          </>
        )}
        {endedAt !== undefined && (
          <>
            <dt>Ran</dt>
            <dd>{duration(endedAt - (startedAt ?? scheduledAt))}</dd>
          </>
        )}
      </dl>
      {error !== undefined && (
        <div class="failure">
          <p class="failure-name">{error || 'Error without a name'}</p>
          {cause && <Payload text={cause} label="Cause" />}
        </div>
      )}
    </>
  );
}

/** The iterations of a Map, worst first, or the way to the lane around. */
function LaneLink({ visit }: { visit: Visit }): JSX.Element | null {
  const { subject, update } = usePage();
  const lanes = subject.lanesOf.get(visit.id);
  const children = subject.trace.children.filter((child) => child.visit === visit.id);
  const { data } = usePage();
  if (!lanes && children.length === 0) return null;
  const bad = (lanes ?? []).filter(({ status }) => status !== 'SUCCEEDED');
  const shown = bad.length > 0 ? bad : (lanes ?? []);
  return (
    <section class="part">
      {lanes && (
        <>
          <h3>
            {lanes.length.toLocaleString('en')} {visit.type === 'Map' ? 'items' : 'branches'}
            {bad.length > 0 ? `, ${bad.length} not succeeded` : ''}
          </h3>
          <ul class="lanes">
            {shown.slice(0, 50).map((lane) => (
              <li>
                <button type="button" class="lane" onClick={() => update({ lane: lane.key, view: 'timeline' })}>
                  <span>#{lane.index}</span>
                  <Status status={lane.status} quiet />
                  <span class="soft">{lane.endedAt === undefined ? '' : duration(lane.endedAt - lane.startedAt)}</span>
                </button>
              </li>
            ))}
          </ul>
          {shown.length > 50 && <p class="soft">and {(shown.length - 50).toLocaleString('en')} more in the timeline</p>}
        </>
      )}
      {children.map(({ arn, kind }) => (
        <ChildLinks
          arn={arn}
          kind={kind}
          names={data.children
            .filter((child) => child.mapRunArn === arn || child.executionArn === arn)
            .map((child) => child.executionArn)}
        />
      ))}
    </section>
  );
}

export function ChildLinks({ arn, kind, names }: { arn: string; kind: string; names: readonly string[] }): JSX.Element {
  const { update } = usePage();
  return (
    <div class="child">
      <h3>{kind === 'map-run' ? 'Map Run' : 'Child execution'}</h3>
      <p>
        <code>{arn}</code>
      </p>
      {names.length === 0 ? (
        <p class="soft">Its history is not in this page: fetch it with --children.</p>
      ) : (
        <ul class="lanes">
          {names.slice(0, 50).map((name) => (
            <li>
              <button
                type="button"
                class="lane"
                onClick={() => update({ child: name, sel: '', view: 'summary', t: undefined, zoom: undefined })}
              >
                Open {name.split(':')[7] ?? name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function SelectedEvent(): JSX.Element | null {
  const { selection, subject, update, chain } = usePage();
  const id = eventIdOf(selection);
  const event = id === undefined ? undefined : subject.events.get(id);
  if (!event) return null;
  const hash = chain.hashes[subject.trace.events.indexOf(event)];
  return (
    <details class="part" open={selection.event !== undefined}>
      <summary>
        Event {event.id}, {event.type}
      </summary>
      <dl class="pairs">
        <dt>After</dt>
        <dd>
          {event.previousEventId ? (
            <button type="button" class="link" onClick={() => update({ sel: `e${event.previousEventId}` })}>
              event {event.previousEventId}
            </button>
          ) : (
            'nothing'
          )}
        </dd>
        {hash && (
          <>
            <dt>Hash</dt>
            <dd>
              <code>{hash}</code>
            </dd>
          </>
        )}
      </dl>
      <Payload text={JSON.stringify(event)} label={`JSON of event ${event.id}`} />
    </details>
  );
}

function DataOf({ visit }: { visit: Visit }): JSX.Element {
  return (
    <>
      {(['input', 'output'] as const).map((name) =>
        visit[name] === undefined ? null : (
          <details class="part">
            <summary>{name === 'input' ? 'Input' : 'Output'}</summary>
            <Payload text={visit[name]} label={`${name === 'input' ? 'Input' : 'Output'} of ${visit.state}`} />
          </details>
        ),
      )}
    </>
  );
}

export const spokenSelection = ({ selection, subject }: Page): string =>
  selection.visit
    ? visitName(selection.visit, visitEnd(selection.visit, subject), selection.attempt?.number)
    : (selection.event?.type ?? '');
