/** Who acted on the execution, why, and how that is known. */
import type { JSX } from 'preact';
import { usePage } from '../context.ts';
import { Empty, Time } from '../parts.tsx';
import { Card, Source } from './summary.tsx';
import type { ApprovalAnswer, ApprovalRecord } from '../../../trace/evidence/approvals.ts';
import type { BundleData } from '../../page-data.ts';

export function AccountabilityView(): JSX.Element {
  const { subject, data } = usePage();
  return (
    <>
      <Acts />
      {data.bundle && <Approvals bundle={data.bundle} />}
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

/** Every approval of the bundle, those of child executions included, and what the capture was told. */
function Approvals({ bundle: { approvals, manifest } }: { bundle: BundleData }): JSX.Element {
  return (
    <div class="recorded">
      <Card title={approvals.length === 0 ? 'Nobody was asked for an approval' : 'What people were asked'}>
        {approvals.length > 0 && (
          <div class="table-scroll" tabIndex={0} role="group" aria-label="Approvals">
            <table class="plain">
              <thead>
                <tr>
                  {['Asked', 'For', 'People', 'Decision', 'By'].map((name) => (
                    <th scope="col">{name}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {approvals.map((record) => (
                  <Approval record={record} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      <Card title="What the capture was told">
        <dl class="pairs">
          <dt>Ticket</dt>
          <dd>{manifest.changeTicket ?? <span class="soft">none given</span>}</dd>
          <dt>Reason</dt>
          <dd>{manifest.reason ?? <span class="soft">none given</span>}</dd>
          <dt>Controls</dt>
          <dd>{manifest.controls.join(', ') || <span class="soft">none given</span>}</dd>
          <dt>Captured by</dt>
          <dd>{manifest.capturedBy}</dd>
        </dl>
      </Card>
    </div>
  );
}

function Approval({ record }: { record: ApprovalRecord }): JSX.Element {
  const { askedAt, action, allows, people, decision, answers, reason } = record;
  return (
    <tr>
      <td>
        <Time at={Date.parse(askedAt)} precise={false} />
      </td>
      <td>
        {action ?? allows.join(', ')}
        {reason && <div class="soft">{reason}</div>}
      </td>
      <td>{people ?? 1}</td>
      <td>
        {decisionSigns[decision]} {decision.toLowerCase()}
      </td>
      <td>
        {answers.length === 0 && <span class="soft">nobody</span>}
        {answers.map(({ identity, source, at }) => (
          <div>
            {identity}, <Time at={Date.parse(at)} precise={false} /> <Source of={knownBy[source] ?? 'declared'} />
          </div>
        ))}
      </td>
    </tr>
  );
}

const decisionSigns: Readonly<Record<ApprovalRecord['decision'], string>> = {
  APPROVED: '✓',
  REJECTED: '✗',
  EXPIRED: '⧖',
  PENDING: '⧖',
};
const knownBy: Readonly<Record<ApprovalAnswer['source'], string>> = {
  aws: 'verified',
  declared: 'declared',
  simulated: 'simulated',
};

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
