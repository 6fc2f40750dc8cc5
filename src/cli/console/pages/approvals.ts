import { html } from 'hono/html';
import { waitingApprovals, type WaitingApproval } from '../../approvals.ts';
import { expiresIn, peopleText } from '../../format/approval.ts';
import type { ConsoleContext } from '../context.ts';
import { executionLink, frame, type Html } from '../frame.ts';

export interface AnswerNotice {
  readonly text: string;
  readonly problem: boolean;
}

/** What waits for a person, with the forms that answer it. */
export async function approvalsPage(context: ConsoleContext, token: string, notice?: AnswerNotice): Promise<Html> {
  const connection = await context.connection();
  const waiting = await waitingApprovals(connection);
  const body = html`${notice ? html`<p class="${notice.problem ? 'problem' : 'done'}" role="${notice.problem ? 'alert' : 'status'}">${notice.text}</p>` : ''}
  ${waiting.length === 0 ? html`<p class="empty">Nothing waits for a person.</p>` : ''}
  ${waiting.map((approval, index) => one(context, approval, index, connection.now(), token))}`;
  return frame(context, { title: 'Approvals', path: '/approvals', body });
}

function one(context: ConsoleContext, approval: WaitingApproval, index: number, now: number, token: string): Html {
  const { approval: id, workflow, action, allows, reason, requester, people, approvals, startedIn } = approval;
  return html`<section aria-labelledby="approval-${index}">
    <h2 id="approval-${index}">${workflow}: ${action}</h2>
    <dl>
      <dt>Execution</dt>
      <dd>${executionLink(startedIn)}</dd>
      ${
        reason
          ? html`<dt>Why</dt>
              <dd>${reason}</dd>`
          : ''
      }
      <dt>Asked by</dt>
      <dd>${requester ?? 'not known yet'}</dd>
      <dt>People</dt>
      <dd>${peopleText(people, approvals)}</dd>
      <dt>Expires in</dt>
      <dd>${expiresIn(approval, now)}</dd>
      <dt>Allows</dt>
      <dd>
        <ul>
          ${allows.map((thing) => html`<li>${thing}</li>`)}
        </ul>
      </dd>
    </dl>
    <form method="post" action="/approvals/${id}" aria-labelledby="approval-${index}">
      <input type="hidden" name="token" value="${token}" />
      ${context.simulated ? html`<label>Your name <small>declared, not verified: this is a simulation</small><input name="as" required maxlength="64" autocomplete="name" /></label>` : ''}
      <label>Reason <small>recorded with the answer</small><input name="reason" maxlength="1000" /></label>
      <div class="actions">
        <button class="first" name="decision" value="APPROVED">Approve</button>
        <button class="danger" name="decision" value="REJECTED">Reject</button>
      </div>
    </form>
  </section>`;
}
