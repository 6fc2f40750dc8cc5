import { html } from 'hono/html';
import { waitingApprovals } from '../../approvals.ts';
import type { ConsoleContext } from '../context.ts';
import { executionLink, figures, frame, table, time, badge, type Html } from '../frame.ts';
import { recentExecutions } from '../executions.ts';

/** What is under way, what waits for a person, what ended last. */
export async function overview(context: ConsoleContext): Promise<Html> {
  return frame(context, {
    title: 'Overview',
    path: '/',
    lead: 'What is under way, what waits for a person, and what ended last.',
    body: overviewPart(context),
    live: true,
  });
}

export async function overviewPart(context: ConsoleContext): Promise<Html> {
  const connection = await context.connection();
  const [executions, approvals] = await Promise.all([recentExecutions(connection, 200), waitingApprovals(connection)]);
  const running = executions.filter(({ status }) => status === 'RUNNING');
  const failed = executions.filter(({ status }) => !['RUNNING', 'SUCCEEDED'].includes(status));
  return html`<div id="live" data-from="/part/overview" data-done="false" aria-live="polite">
    ${figures([
      { number: running.length, what: html`<a href="/executions?status=RUNNING">running</a>` },
      { number: approvals.length, what: html`<a href="/approvals">waiting for a person</a>` },
      { number: failed.length, what: html`<a href="/executions?status=FAILED">ended without success</a>`, alarm: true },
      { number: executions.length, what: html`<a href="/executions">executions in all</a>` },
    ])}
    ${
      approvals.length > 0
        ? html`<p class="problem waiting">
            ${approvals[0]!.workflow} waits for a person: <a href="/approvals">${approvals[0]!.action}</a>
          </p>`
        : ''
    }
    <h2>Newest executions</h2>
    ${table(
      'Newest executions',
      [
        { name: 'Execution' },
        { name: 'Workflow', short: true },
        { name: 'Status', short: true },
        { name: 'Started', short: true },
      ],
      executions
        .slice(0, 10)
        .map(({ arn, workflow, status, startDate }) => [executionLink(arn), workflow, badge(status), time(startDate)]),
      html`Nothing has run yet. Begin with a <a href="/workflows">workflow</a>: each has an example to start from.`,
    )}
    <p class="meta">Time in the organization: ${time(connection.now())}</p>
  </div>`;
}
