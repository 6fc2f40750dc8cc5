import { html } from 'hono/html';
import { waitingApprovals } from '../../approvals.ts';
import type { ConsoleContext } from '../context.ts';
import { executionLink, frame, table, time, badge, type Html } from '../frame.ts';
import { recentExecutions } from '../executions.ts';

/** What is under way, what waits for a person, what ended last. */
export async function overview(context: ConsoleContext): Promise<Html> {
  return frame(context, { title: 'Overview', path: '/', body: overviewPart(context), live: true });
}

export async function overviewPart(context: ConsoleContext): Promise<Html> {
  const connection = await context.connection();
  const [executions, approvals] = await Promise.all([recentExecutions(connection, 200), waitingApprovals(connection)]);
  const running = executions.filter(({ status }) => status === 'RUNNING');
  const failed = executions.filter(({ status }) => !['RUNNING', 'SUCCEEDED'].includes(status));
  return html`<div id="live" data-from="/part/overview" data-done="false" aria-live="polite">
    <ul class="cards">
      <li><strong>${running.length}</strong> <span>running</span></li>
      <li>
        <strong>${approvals.length}</strong> <span><a href="/approvals">waiting for a person</a></span>
      </li>
      <li><strong>${failed.length}</strong> <span>ended without success</span></li>
      <li><strong>${executions.length}</strong> <span>executions in all</span></li>
    </ul>
    <p class="meta">Time in the organization: ${time(connection.now())}</p>
    <h2>Newest executions</h2>
    ${table(
      'Newest executions',
      [{ name: 'Execution' }, { name: 'Workflow' }, { name: 'Status' }, { name: 'Started' }],
      executions
        .slice(0, 10)
        .map(({ arn, workflow, status, startDate }) => [executionLink(arn), workflow, badge(status), time(startDate)]),
      'Nothing has run yet. Begin with a workflow.',
    )}
  </div>`;
}
