/** The console's routes. Nothing changes by GET; every POST carries the session's form token. */
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { Hono, type Context } from 'hono';
import { answer, waitingApprovals } from '../approvals.ts';
import { abortDrill, meantDrill } from '../drill/abort-drill.ts';
import { readResidue } from '../drill/artefacts.ts';
import { drillMachine } from '../drill/drill-machines.ts';
import { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { capture } from '../evidence/capture.ts';
import { readRemediation, refusalToUndo, startUndo } from '../undo-remediation.ts';
import { workflows } from '../workflows/workflows.ts';
import type { ConsoleContext } from './context.ts';
import { empty, executionPath, frame, noticeOf } from './frame.ts';
import { html } from 'hono/html';
import { approvalsPage } from './pages/approvals.ts';
import { calendarPage } from './pages/calendar.ts';
import { drillsPage } from './pages/drills.ts';
import { bundlePage, evidencePage } from './pages/evidence.ts';
import { findingsPage, undoPage } from './pages/findings.ts';
import { executionList, executionPage, executionPart } from './pages/executions.ts';
import { ledgerPage } from './pages/ledger.ts';
import { organizationPage } from './pages/organization.ts';
import { overview, overviewPart } from './pages/overview.ts';
import { slotsPage, slotsPart } from './pages/slots.ts';
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
    const body = html`${noticeOf({ text: `${message}${next ? `\nNext: ${next}` : ''}`, problem: true })}`;
    return c.html(await frame(context, { title: 'That did not work', path: '', body }), statusOf(error));
  });
  app.notFound(async (c) => {
    const body = empty(html`There is no such page. <a href="/">Overview</a>`);
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
  app.get('/executions', async (c) =>
    c.html(await executionList(context, { workflow: c.req.query('workflow'), status: c.req.query('status') })),
  );
  app.get('/executions/:arn', async (c) => c.html(await executionPage(context, c.req.param('arn'), session.formToken)));
  app.get('/part/executions/:arn', async (c) => c.html(await executionPart(context, c.req.param('arn'))));
  app.get('/executions/:arn/trace', async (c) => {
    const page = await executionTrace(await context.connection(), c.req.param('arn'));
    allowFrame(c);
    return c.html(page);
  });
  app.get('/approvals', async (c) => c.html(await approvalsPage(context, session.formToken)));
  app.get('/organization', async (c) => c.html(await organizationPage(context)));
  app.get('/ledger', async (c) => c.html(await ledgerPage(context)));
  app.get('/drills', async (c) => c.html(await drillsPage(context, session.formToken)));
  app.get('/calendar', async (c) => c.html(await calendarPage(context)));
  app.get('/slots', async (c) => c.html(await slotsPage(context)));
  app.get('/part/slots', async (c) => c.html(await slotsPart(context)));
  app.get('/findings', async (c) => c.html(await findingsPage(context)));
  app.get('/findings/undo/:arn', async (c) => c.html(await undoPage(context, c.req.param('arn'), session.formToken)));
  app.get('/evidence', async (c) => c.html(await evidencePage(context)));
  app.get('/evidence/page', async (c) => {
    const page = await bundlePage(context, c.req.query('id') ?? '');
    if (page === undefined) return c.notFound();
    allowFrame(c);
    return c.html(page);
  });

  app.post('/workflows/:name/start', (c) => start(c, context, session));
  app.post('/approvals/:id', (c) => decide(c, context, session));
  app.post('/drills/:id/abort', (c) => abort(c, context, session));
  app.post('/findings/undo/:arn', (c) => undo(c, context, session));
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

async function abort(c: Context, context: ConsoleContext, session: Session): Promise<Response> {
  refuseReadOnly(context);
  const reason = textOf((await c.req.parseBody())['reason']);
  if (reason === '') {
    const text = 'The end of a drill needs a reason: it is recorded with it.';
    return c.html(await drillsPage(context, session.formToken, { text, problem: true }), 400);
  }
  const connection = await context.connection();
  const janitor = await drillMachine(connection, 'drill-janitor');
  const drill = await meantDrill(c.req.param('id')!, await readResidue(connection, janitor, []), connection);
  const notes: string[] = [];
  const { left } = await abortDrill(drill, {
    ...{ connection, janitor, regions: [], reason },
    note: (text) => void notes.push(text),
  });
  const end = left
    ? `Something of drill ${drill.drillId} is still there.`
    : `Drill ${drill.drillId} is ended; nothing of it is left.`;
  const notice = { text: [end, ...notes].join('\n'), problem: left !== undefined };
  return c.html(await drillsPage(context, session.formToken, notice));
}

async function undo(c: Context, context: ConsoleContext, session: Session): Promise<Response> {
  refuseReadOnly(context);
  const form = await c.req.parseBody();
  const connection = await context.connection({ target: 'security' });
  const remediation = await readRemediation(connection, c.req.param('arn')!);
  const dryRun = form['how'] !== 'undo';
  const refusal = refusalToUndo(remediation);
  if (refusal) throw refusal;
  if (!dryRun && textOf(form['name']) !== remediation.name) {
    const text = `To undo it, type the execution's name: ${remediation.name}. Nothing was undone.`;
    return c.html(await undoPage(context, remediation.executionArn, session.formToken, { text, problem: true }), 400);
  }
  const { executionArn } = await startUndo(connection, remediation, dryRun);
  return c.redirect(executionPath(executionArn), 303);
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

/** 403 for what a safety limit refuses, 400 for wrong input, 404 for what is not there. */
function statusOf(error: Error): 400 | 403 | 404 | 500 {
  if (!(error instanceof CliError)) return 500;
  return (
    ({ [ExitCode.InvalidInput]: 400, [ExitCode.NotFound]: 404, [ExitCode.WaitingForPerson]: 403 } as const)[
      error.exitCode as 2 | 7 | 8
    ] ?? 500
  );
}

function refuseReadOnly({ readOnly }: ConsoleContext): void {
  if (readOnly) throw new CliError('against AWS this console reads and answers approvals only', 8, 'use the command with --aws');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
