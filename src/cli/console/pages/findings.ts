import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { html } from 'hono/html';
import * as z from 'zod';
import type { Connection } from '../../connection.ts';
import { NotFoundError } from '../../errors.ts';
import { readRemediation, refusalToUndo, type Remediation } from '../../undo-remediation.ts';
import { readResult } from '../../workflows/finding-workflows.ts';
import type { ConsoleContext } from '../context.ts';
import { recentExecutions, type Execution } from '../executions.ts';
import {
  badge,
  empty,
  executionLink,
  executionPath,
  figures,
  frame,
  noticeOf,
  table,
  time,
  type Html,
  type Notice,
} from '../frame.ts';

/** Batches that are read with all their findings; older ones are among the executions. */
const mostBatches = 20;
/** Findings of a batch that the page shows. */
const mostFindings = 300;

/** What a batch wrote: `readResult` of finding-remediation. */
const written = z.looseObject({
  findings: z.array(
    z.looseObject({
      control: z.string().nullish(),
      account: z.string().nullish(),
      resource: z.string().nullish(),
      rule: z.string().nullish(),
      action: z.string().nullish(),
      outcome: z.string(),
      reason: z.string().nullish(),
      changes: z.array(z.string()).optional(),
    }),
  ),
});
type Finding = z.output<typeof written>['findings'][number];

interface Batch extends Remediation {
  readonly startDate: Date;
  readonly findings: readonly Finding[];
}

/** What became of the findings that were taken in, batch by batch, and how to put a batch back. */
export async function findingsPage(context: ConsoleContext): Promise<Html> {
  return frame(context, {
    title: 'Findings',
    path: '/findings',
    lead: 'What became of each Security Hub finding: suppressed, told to somebody, or repaired from a pre-image that it can go back to.',
    body: await body(context),
  });
}

/** The target's account has the results; the organization need not have a place for it. */
async function body(context: ConsoleContext): Promise<Html> {
  try {
    return await batchesIn(context, await context.connection({ target: 'security' }));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return empty(`${error.message}: findings are taken in by the target security.`);
  }
}

async function batchesIn(context: ConsoleContext, connection: Connection): Promise<Html> {
  const executions = (await recentExecutions(connection, mostBatches))
    .filter(({ workflow }) => workflow === 'finding-remediation')
    .slice(0, mostBatches);
  const batches = await Promise.all(executions.map((one) => batchOf(connection, one)));
  const undone = new Set(
    batches.flatMap(({ undoes, dryRun, status }) => (dryRun || status !== 'SUCCEEDED' ? [] : (undoes ?? []))),
  );
  const real = batches.filter(({ dryRun, undoes }) => !dryRun && undoes === undefined);
  const outcomes = countBy(real.flatMap(({ findings }) => findings.map(({ outcome }) => outcome)));
  return html`${outcomes.length > 0 ? figures(outcomes.map(([outcome, number]) => ({ number, what: wordsOf(outcome), alarm: outcome === 'FAILED' }))) : ''}
  ${batches.length === 0 ? empty(html`No findings were taken in yet. <a href="/workflows/finding-remediation">Start finding-remediation</a> with some.`) : ''}
  ${batches.map((batch) => section(context, batch, undone.has(batch.batch)))}`;
}

async function batchOf(connection: Connection, { arn, startDate }: Execution): Promise<Batch> {
  const remediation = await readRemediation(connection, arn);
  if (remediation.status === 'RUNNING') return { ...remediation, startDate, findings: [] };
  const execution = await connection.stepFunctionsOf(arn).send(new DescribeExecutionCommand({ executionArn: arn }));
  const result = await readResult(execution, connection).catch(() => undefined);
  const parsed = result?.kind === 'document' ? written.safeParse(result.output) : undefined;
  return { ...remediation, startDate, findings: parsed?.data?.findings ?? [] };
}

function section(context: ConsoleContext, batch: Batch, undone: boolean): Html {
  const { executionArn, status, startDate, findings, undoes, dryRun } = batch;
  const kind = undoes === undefined ? (dryRun ? 'Dry run' : 'Remediation') : dryRun ? 'Dry run of an undoing' : 'Undoing';
  const mayUndo = !context.readOnly && !refusalToUndo(batch) && findings.some(wasChanged);
  return html`<section aria-label="${kind} ${batch.name}">
    <h2>${kind} ${executionLink(executionArn)}</h2>
    <p class="meta">
      ${time(startDate)} · ${badge(status)}
      ${countBy(findings.map(({ outcome }) => outcome)).map(([outcome, number]) => html` · ${number} ${wordsOf(outcome)}`)}
      ${undone ? html` · <strong>undone since</strong>` : ''}
    </p>
    ${status === 'RUNNING' ? empty('It is at work.') : findingTable(batch.name, findings)}
    ${mayUndo && !undone ? html`<p><a class="button" href="/findings/undo/${encodeURIComponent(executionArn)}">Undo this batch…</a></p>` : ''}
  </section>`;
}

function findingTable(name: string, findings: readonly Finding[]): Html {
  const columns = [
    { name: 'Control', short: true },
    { name: 'Account', short: true },
    { name: 'Resource' },
    { name: 'Outcome', short: true },
    { name: 'What was changed, or why not' },
  ];
  const rows = findings.slice(0, mostFindings).map(({ control, account, resource, outcome, rule, reason, changes = [] }) => [
    control ?? '–',
    account ?? '–',
    html`<code>${resource ?? '–'}</code>`,
    badge(outcome),
    html`${
      changes.length > 0
        ? html`<ul class="bullets">
            ${changes.map((change) => html`<li>${change}</li>`)}
          </ul>`
        : ''
    }
    ${changes.length === 0 || outcome !== 'VERIFIED' ? (reason ?? '') : ''}
    ${rule ? html`<span class="meta">rule ${rule}</span>` : ''}`,
  ]);
  const more = findings.length - rows.length;
  return html`${table(`Findings of ${name}`, columns, rows, 'It wrote no result: its own page tells why.')}
  ${more > 0 ? html`<p class="meta">${more} more are in the result file.</p>` : ''}`;
}

/** Asks before a batch is put back: what it changed, a dry run first. */
export async function undoPage(context: ConsoleContext, executionArn: string, token: string, notice?: Notice): Promise<Html> {
  const connection = await context.connection({ target: 'security' });
  const remediation = await readRemediation(connection, executionArn);
  const refusal = refusalToUndo(remediation);
  const execution = await connection.stepFunctionsOf(executionArn).send(new DescribeExecutionCommand({ executionArn }));
  const result = await readResult(execution, connection).catch(() => undefined);
  const parsed = result?.kind === 'document' ? written.safeParse(result.output) : undefined;
  const changed = (parsed?.data?.findings ?? []).filter(wasChanged);
  const path = `/findings/undo/${encodeURIComponent(executionArn)}`;
  const body = html`${noticeOf(notice)}
    <h2>What goes back</h2>
    ${findingTable(remediation.name, changed)} ${refusal ? noticeOf({ text: refusal.message, problem: true }) : ''}
    ${
      refusal || context.readOnly
        ? ''
        : html`<h2 id="undo">Undo</h2>
            <form method="post" action="${path}" aria-labelledby="undo">
              <input type="hidden" name="token" value="${token}" />
              <label
                >Name of the execution
                <small>to undo it, type ${remediation.name}; a dry run needs nothing</small>
                <input name="name" autocomplete="off" spellcheck="false" maxlength="80" />
              </label>
              <div class="actions">
                <button class="first" name="how" value="dry-run">Dry run: what would go back</button>
                <button class="danger" name="how" value="undo">Undo it</button>
              </div>
            </form>`
    }`;
  return frame(context, {
    title: `Undo ${remediation.name}`,
    path: '/findings',
    above: [
      { path: '/findings', name: 'Findings' },
      { path: executionPath(executionArn), name: remediation.name },
    ],
    lead: 'Each resource goes back to the state that was kept before it was changed. One that somebody changed since is left as it is.',
    body,
  });
}

function countBy(names: readonly string[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** A change was made, or may have been, and is not back. */
const wasChanged = ({ changes = [], outcome }: Finding): boolean =>
  changes.length > 0 && outcome !== 'UNDONE' && outcome !== 'PLANNED';

const wordsOf = (outcome: string): string => outcome.toLowerCase().replaceAll('_', ' ');
