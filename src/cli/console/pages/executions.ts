import { DescribeExecutionCommand, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { html, raw } from 'hono/html';
import { approvalsOf } from '../../approvals.ts';
import { formatDuration } from '../../format/duration.ts';
import type { Workflow } from '../../workflows/workflow.ts';
import { workflows } from '../../workflows/workflows.ts';
import { workflowOf } from '../../workflows/workflow-of.ts';
import { parseJson } from '../../workflows/parse-json.ts';
import type { ConsoleContext } from '../context.ts';
import { recentExecutions } from '../executions.ts';
import {
  badge,
  code,
  executionLink,
  executionPath,
  facts,
  frame,
  noticeOf,
  table,
  time,
  type Html,
  type Notice,
} from '../frame.ts';

/** What the list may be narrowed to. */
export interface ExecutionFilter {
  readonly workflow?: string | undefined;
  /** RUNNING, SUCCEEDED, or FAILED for every end without success. */
  readonly status?: string | undefined;
}

export async function executionList(context: ConsoleContext, filter: ExecutionFilter = {}): Promise<Html> {
  const all = await recentExecutions(await context.connection(), 200);
  const executions = all.filter(
    ({ workflow, status }) =>
      (!filter.workflow || workflow === filter.workflow) && (!filter.status || groupOf(status) === filter.status),
  );
  const rows = executions.map(({ arn, workflow, status, startDate, stopDate }) => [
    executionLink(arn),
    workflow,
    badge(status),
    time(startDate),
    stopDate ? formatDuration(stopDate.getTime() - startDate.getTime()) : 'running',
  ]);
  const columns = [
    { name: 'Execution' },
    ...['Workflow', 'Status', 'Started', 'Duration'].map((name) => ({ name, short: true })),
  ];
  const nothing = all.length === 0 ? 'Nothing has run yet.' : 'None is like that.';
  return frame(context, {
    title: 'Executions',
    path: '/executions',
    lead: 'The newest 200 of each workflow.',
    body: html`${all.length > 0 ? filterForm(filter) : ''} ${table('Executions', columns, rows, nothing)}`,
  });
}

const groupOf = (status: string): string => (status === 'RUNNING' || status === 'SUCCEEDED' ? status : 'FAILED');

function filterForm({ workflow, status }: ExecutionFilter): Html {
  const option = (value: string, text: string, chosen: string | undefined): Html =>
    html`<option value="${value}" ${value === (chosen ?? '') ? raw('selected') : ''}>${text}</option>`;
  return html`<form method="get" action="/executions" class="filter" aria-label="Narrow the list">
    <label
      >Workflow
      <select name="workflow">
        ${option('', 'all', workflow)} ${workflows.map(({ name }) => option(name, name, workflow))}
      </select></label
    >
    <label
      >Status
      <select name="status">
        ${option('', 'all', status)} ${option('RUNNING', 'running', status)} ${option('SUCCEEDED', 'succeeded', status)}
        ${option('FAILED', 'ended without success', status)}
      </select></label
    >
    <div class="actions"><button>Narrow</button></div>
  </form>`;
}

/** One execution: how it stands, what can be done with it, what it did. */
export async function executionPage(
  context: ConsoleContext,
  executionArn: string,
  token: string,
  notice?: Notice,
): Promise<Html> {
  const connection = await context.connection();
  const { status } = await connection.stepFunctionsOf(executionArn).send(new DescribeExecutionCommand({ executionArn }));
  const path = executionPath(executionArn);
  const running = status === 'RUNNING';
  const body = html`${noticeOf(notice)} ${await executionPart(context, executionArn)}
    <h2>What it did</h2>
    <p class="meta"><a href="${path}/trace">Open the trace on a page of its own</a></p>
    <iframe src="${path}/trace" title="Trace of ${executionArn.split(':').at(-1)!}"></iframe>
    ${context.readOnly ? '' : actions(path, token, running)}`;
  return frame(context, {
    title: executionArn.split(':').at(-1)!,
    path: '/executions',
    above: [{ path: '/executions', name: 'Executions' }],
    body,
    live: running,
  });
}

/** The part that changes while it runs. */
export async function executionPart(context: ConsoleContext, executionArn: string): Promise<Html> {
  const connection = await context.connection();
  const execution = await connection.stepFunctionsOf(executionArn).send(new DescribeExecutionCommand({ executionArn }));
  const { status, startDate, stopDate, error, cause, input, output } = execution;
  const workflow = await workflowOf(connection, executionArn);
  const running = status === 'RUNNING';
  const waiting = running ? await approvalsOf(connection, executionArn) : [];
  const result = running ? undefined : await resultOf(context, workflow, execution);
  return html`<div
    id="live"
    data-from="/part/executions/${encodeURIComponent(executionArn)}"
    data-done="${running ? 'false' : 'true'}"
    aria-live="polite"
  >
    <div class="panel">
      ${facts([
        ['Status', badge(status!)],
        ['Workflow', html`<a href="/workflows/${workflow.name}">${workflow.name}</a>`],
        ['Started', time(startDate)],
        [running ? 'Time now' : 'Ended', time(running ? connection.now() : stopDate)],
        [running ? 'So far' : 'Took', formatDuration((stopDate?.getTime() ?? connection.now()) - (startDate?.getTime() ?? 0))],
      ])}
    </div>
    ${error ? html`<p class="problem">${error}${cause ? `: ${cause}` : ''}</p>` : ''}
    ${waiting.length > 0 ? html`<p class="problem waiting">It waits for a person: <a href="/approvals">${waiting[0]!.action}</a></p>` : ''}
    ${result?.kind === 'rows' ? resultRows(result.rows) : ''} ${result?.kind === 'invalid-input' ? problems(result.errors) : ''}
    <details>
      <summary>Input</summary>
      ${code(pretty(input))}
    </details>
    ${
      output
        ? html`<details>
            <summary>Output</summary>
            ${code(pretty(output))}
          </details>`
        : ''
    }
  </div>`;
}

/** Results are in the account of the workflow's target; undefined where they cannot be read. */
async function resultOf(context: ConsoleContext, workflow: Workflow, execution: DescribeExecutionOutput) {
  try {
    return await workflow.result(execution, await context.connection({ target: workflow.target }));
  } catch {
    return undefined;
  }
}

function resultRows(
  rows: readonly {
    row: number;
    accountName: string;
    status: string;
    accountId?: string;
    errorMsg?: string;
    nextAction?: string;
  }[],
): Html {
  const columns = [
    { name: 'Row', number: true },
    ...['Account', 'Status', 'Account id'].map((name) => ({ name, short: true })),
    ...['Reason', 'Next'].map((name) => ({ name })),
  ];
  const shown = rows.slice(0, 500);
  return html`<h2>Result</h2>
    ${table(
      'Result',
      columns,
      shown.map(({ row, accountName, status, accountId = '–', errorMsg = '', nextAction = '' }) => [
        row,
        accountName,
        badge(status),
        accountId,
        errorMsg,
        nextAction,
      ]),
      'It has no rows.',
    )}
    ${rows.length > shown.length ? html`<p class="meta">${rows.length - shown.length} more rows are in the result file.</p>` : ''}`;
}

function problems(errors: readonly { row: number | null; column: string | null; code: string; message: string }[]): Html {
  const columns = [{ name: 'Row', number: true }, ...['Column', 'Code', 'What is wrong'].map((name) => ({ name }))];
  const rows = errors.slice(0, 500).map((one) => [one.row ?? '–', one.column ?? '–', one.code, one.message]);
  return html`<h2>The input was refused; nothing was started</h2>
    ${table('What is wrong with the input', columns, rows, 'Nothing.')}`;
}

function actions(path: string, token: string, running: boolean): Html {
  const [verb, label, className] = running ? ['stop', 'Abort it', 'danger'] : ['evidence', 'Save evidence', 'first'];
  return html`<h2 id="act">${running ? 'Abort' : 'Keep'}</h2>
    <form method="post" action="${path}/${verb}" aria-labelledby="act">
      <input type="hidden" name="token" value="${token}" />
      ${
        running
          ? html`<label
              >Reason <small>recorded as the cause of the abort</small><input name="reason" required maxlength="1000"
            /></label>`
          : html`<label>Change ticket <small>optional</small><input name="ticket" maxlength="100" /></label>`
      }
      <div class="actions"><button class="${className}">${label}</button></div>
    </form>`;
}

function pretty(text: string | undefined): string {
  const value = parseJson(text);
  return value === undefined ? (text ?? '') : JSON.stringify(value, null, 2);
}
