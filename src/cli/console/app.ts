/** The console's routes. Nothing changes by GET; every POST carries the session's form token. */
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { Hono, type Context } from 'hono';
import { answer, waitingApprovals } from '../approvals.ts';
import { CliError } from '../errors.ts';
import { capture } from '../evidence/capture.ts';
import { workflows } from '../workflows/workflows.ts';
import type { ConsoleContext } from './context.ts';
import { frame } from './frame.ts';
import { html } from 'hono/html';
import { approvalsPage } from './pages/approvals.ts';
import { evidencePage } from './pages/evidence.ts';
import { executionList, executionPage, executionPart } from './pages/executions.ts';
import { ledgerPage } from './pages/ledger.ts';
import { organizationPage } from './pages/organization.ts';
import { overview, overviewPart } from './pages/overview.ts';
import { executionTrace } from './pages/trace.ts';
import { workflowList, workflowPage } from './pages/workflows.ts';
import { allowFrame, guard, type Session } from './guard.ts';
import { startExecution } from './start-execution.ts';
import { liveScript, style } from './style.ts';

/** Largest form: a batch of some thousand rows. */
const largestForm = 16 * 1024 * 1024;

export function consoleApp(context: ConsoleContext, session: Session): Hono {
  const app = new Hono();
  app.use(guard(session, largestForm));
  app.onError(async (error, c) => {
    const [message, next] =
      error instanceof CliError ? [error.message, error.next] : [`${error.name}: ${error.message}`, undefined];
    const body = html`<p class="problem" role="alert">${message}${next ? `\nNext: ${next}` : ''}</p>`;
    return c.html(await frame(context, { title: 'That did not work', path: '', body }), 500);
  });
  app.notFound(async (c) => {
    const body = html`<p class="empty">There is no such page. <a href="/">Overview</a></p>`;
    return c.html(await frame(context, { title: 'Not found', path: '', body }), 404);
  });

  app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/live.js', (c) => c.body(liveScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/', async (c) => c.html(await overview(context)));
  app.get('/part/overview', async (c) => c.html(await overviewPart(context)));
  app.get('/workflows', async (c) => c.html(await workflowList(context)));
  app.get('/workflows/:name', async (c) => {
    const workflow = workflows.find(({ name }) => name === c.req.param('name'));
    return workflow ? c.html(await workflowPage(context, workflow, session.formToken)) : c.notFound();
  });
  app.get('/executions', async (c) => c.html(await executionList(context)));
  app.get('/executions/:arn', async (c) => c.html(await executionPage(context, c.req.param('arn'), session.formToken)));
  app.get('/part/executions/:arn', async (c) => c.html(await executionPart(await context.connection(), c.req.param('arn'))));
  app.get('/executions/:arn/trace', async (c) => {
    const page = await executionTrace(await context.connection(), c.req.param('arn'));
    allowFrame(c);
    return c.html(page);
  });
  app.get('/approvals', async (c) => c.html(await approvalsPage(context, session.formToken)));
  app.get('/organization', async (c) => c.html(await organizationPage(context)));
  app.get('/ledger', async (c) => c.html(await ledgerPage(context)));
  app.get('/evidence', async (c) => c.html(await evidencePage(context)));

  app.post('/workflows/:name/start', (c) => start(c, context, session));
  app.post('/approvals/:id', (c) => decide(c, context, session));
  app.post('/executions/:arn/stop', async (c) => {
    refuseReadOnly(context);
    const executionArn = c.req.param('arn');
    const reason = textOf((await c.req.parseBody())['reason']);
    if (reason === '') return c.html(await executionPage(context, executionArn, session.formToken, needsReason), 400);
    const connection = await context.connection();
    await connection
      .stepFunctionsOf(executionArn)
      .send(new StopExecutionCommand({ executionArn, error: 'Groundcrew.StoppedByOperator', cause: reason }));
    return c.redirect(`/executions/${encodeURIComponent(executionArn)}`, 303);
  });
  app.post('/executions/:arn/evidence', async (c) => {
    refuseReadOnly(context);
    const ticket = textOf((await c.req.parseBody())['ticket']);
    await capture(await context.connection(), c.req.param('arn'), {
      ...{ folder: context.evidenceFolder, zip: false, raw: false, rules: [], controls: [] },
      ...(ticket === '' ? {} : { changeTicket: ticket }),
    });
    return c.redirect('/evidence', 303);
  });
  return app;
}

const needsReason = { text: 'An abort needs a reason: it is recorded as its cause.', problem: true };

async function start(c: Context, context: ConsoleContext, session: Session): Promise<Response> {
  refuseReadOnly(context);
  const workflow = workflows.find(({ name }) => name === c.req.param('name'));
  if (!workflow) return c.notFound();
  const form = await c.req.parseBody();
  const uploaded = form['file'] instanceof File && form['file'].size > 0 ? form['file'] : undefined;
  const text = textOf(form['text']);
  const bytes = uploaded ? new Uint8Array(await uploaded.arrayBuffer()) : new TextEncoder().encode(text);
  const extension = workflow.example?.split('.').at(-1) ?? 'yml';
  try {
    const connection = await context.connection({ target: workflow.target });
    const file = { name: uploaded?.name ?? `${workflow.name}.${extension}`, bytes };
    const executionArn = await startExecution(connection, workflow, file, form['how'] !== 'start');
    return c.redirect(`/executions/${encodeURIComponent(executionArn)}`, 303);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return c.html(await workflowPage(context, workflow, session.formToken, { problem: error.message, text }), 400);
  }
}

async function decide(c: Context, context: ConsoleContext, session: Session): Promise<Response> {
  const form = await c.req.parseBody();
  const [as, reason] = [textOf(form['as']), textOf(form['reason'])];
  const decision = form['decision'] === 'APPROVED' ? 'APPROVED' : 'REJECTED';
  const connection = await context.connection(context.simulated && as !== '' ? { as } : {});
  const waiting = (await waitingApprovals(connection)).find(({ approval }) => approval === c.req.param('id'));
  const page = async (text: string, problem: boolean, status: 200 | 409): Promise<Response> =>
    c.html(await approvalsPage(context, session.formToken, { text, problem }), status);
  if (!waiting) return page('That approval does not wait any more.', true, 409);
  if (context.simulated && as === '') return page('Say who you are: the answer is recorded with your name.', true, 409);
  try {
    const request = { approval: waiting.approval, decision, ...(reason === '' ? {} : { reason }) } as const;
    const { state, approvals } = await answer(waiting, request);
    return await page(`${waiting.action}: ${state}, last answer by ${approvals.at(-1)!.identity}.`, false, 200);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return page(error.message, true, 409);
  }
}

function refuseReadOnly({ readOnly }: ConsoleContext): void {
  if (readOnly) throw new CliError('against AWS this console reads and answers approvals only', 8, 'use the command with --aws');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
