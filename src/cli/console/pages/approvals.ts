import { html } from 'hono/html';
import { waitingApprovals, type WaitingApproval } from '../../approvals.ts';
import { expiresIn, peopleText } from '../../format/approval.ts';
import type { ConsoleContext } from '../context.ts';
import { empty, executionLink, facts, frame, noticeOf, type Html, type Notice } from '../frame.ts';

/** What waits for a person, with the forms that answer it. */
export async function approvalsPage(context: ConsoleContext, token: string, notice?: Notice): Promise<Html> {
  const connection = await context.connection();
  const waiting = await waitingApprovals(connection);
  const body = html`${noticeOf(notice)}
  ${waiting.length === 0 ? empty('Nothing waits for a person. What asks for approval stops here until somebody answers or it expires.') : ''}
  ${waiting.map((approval, index) => one(context, approval, index, connection.now(), token))}`;
  return frame(context, {
    title: 'Approvals',
    path: '/approvals',
    lead: 'Each names all that it allows, and no more than that happens.',
    body,
  });
}

function one(context: ConsoleContext, approval: WaitingApproval, index: number, now: number, token: string): Html {
  const { approval: id, workflow, action, allows, reason, requester, people, approvals, startedIn } = approval;
  return html`<section class="panel armed" aria-labelledby="approval-${index}">
    <h2 id="approval-${index}">${workflow}: ${action}</h2>
    ${facts([
      ['Execution', executionLink(startedIn)],
      ['Asked by', requester ?? 'not known yet'],
      ['People', peopleText(people, approvals)],
      ['Expires in', expiresIn(approval, now)],
      ['Why', reason],
    ])}
    <h3>It allows</h3>
    <ul class="bullets">
      ${allows.map((thing) => html`<li>${thing}</li>`)}
    </ul>
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
