/** Who acted on the execution, why, and how that is known. */
import type { JSX } from 'preact';
import { usePage } from '../context.ts';
import { Empty, Time } from '../parts.tsx';
import { Source } from './summary.tsx';

export function AccountabilityView(): JSX.Element {
  const { subject } = usePage();
  return (
    <>
      <Acts />
      <section class="notes">
        <h3>How to read this</h3>
        <dl class="pairs wide">
          <dt>
            <Source of="verified" />
          </dt>
          <dd>AWS authenticated the identity, or the history itself records the act.</dd>
          <dt>
            <Source of="declared" />
          </dt>
          <dd>Somebody wrote it: in the execution's input, or on the command line. Nothing proves it.</dd>
          <dt>
            <Source of="simulated" />
          </dt>
          <dd>A rehearsal answered in the place of a person. It is no evidence of a control.</dd>
          <dt>
            <Source of="not recorded" />
          </dt>
          <dd>
            A history does not say who called StartExecution, StopExecution or RedriveExecution.{' '}
            {subject.trace.source.kind === 'aws'
              ? 'CloudTrail does, for 90 days, and for longer where a trail keeps it.'
              : 'On AWS, CloudTrail does.'}
          </dd>
        </dl>
      </section>
    </>
  );
}

export function Acts(): JSX.Element {
  const { subject, update } = usePage();
  if (subject.acts.length === 0) return <Empty title="The history tells of nobody" />;
  return (
    <ol class="acts">
      {subject.acts.map(({ what, at, who, source, evidence, eventId, reason, allows }) => (
        <li class="card act">
          <p class="act-what">
            <strong>{who ?? 'Somebody'}</strong> {what === 'approval expired' ? 'let the approval expire' : what}
            {what === 'started' || what === 'stopped' || what === 'redrove' ? ' the execution' : ''}
          </p>
          <p class="act-how">
            <Time at={at} /> <Source of={source} />{' '}
            {eventId === undefined ? (
              <span class="soft">{evidence}</span>
            ) : (
              <button type="button" class="link" onClick={() => update({ view: 'events', sel: `e${eventId}` })}>
                {evidence}
              </button>
            )}
          </p>
          {reason && <p class="reason">{reason}</p>}
          {allows && allows.length > 0 && (
            <details>
              <summary>
                Allowed: {allows.slice(0, 2).join(', ')}
                {allows.length > 2 ? ` and ${allows.length - 2} more` : ''}
              </summary>
              <ul>
                {allows.map((name) => (
                  <li>
                    <code>{name}</code>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}
