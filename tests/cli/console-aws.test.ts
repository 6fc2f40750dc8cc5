/** The console against AWS reads and answers approvals; whatever else a form asks for is refused before any call is made. */
import { ListStateMachinesCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Hono } from 'hono';
import type { Connection } from '../../src/cli/connection.ts';

jest.setTimeout(60_000);

/* Jest runs CommonJS, which this module is not; it renders our documentation below a workflow's form. */
jest.mock('marked', () => ({ marked: { parse: () => '' } }));

const session = { origin: 'http://127.0.0.1:4000', token: 'session', formToken: 'form' };
const arn = 'arn:aws:states:us-east-1:111122223333:execution:groundcrew-prod-finding-remediation:batch';
const calls: object[] = [];
const client = {
  send: (command: object) => {
    calls.push(command);
    return Promise.resolve(command instanceof ListStateMachinesCommand ? { stateMachines: [] } : {});
  },
} as unknown as SFNClient;
const connection = {
  ...{ where: 'aws', description: 'AWS account 111122223333, us-east-1, as arn:aws:iam::111122223333:user/eve' },
  ...{ stepFunctions: client, everywhere: [client], stepFunctionsOf: () => client },
  approvalUrls: () => Promise.resolve([]),
  now: () => 0,
} as unknown as Connection;
let app: Hono;
beforeAll(async () => {
  const { consoleApp } = await import('../../src/cli/console/app.ts');
  const { awsContext } = await import('../../src/cli/console/aws-context.ts');
  app = consoleApp(awsContext(connection), session);
});

const ask = async (path: string, form?: Record<string, string>) =>
  app.request(`${session.origin}${path}`, {
    headers: { host: '127.0.0.1:4000', cookie: 'groundcrew-console=session', ...(form ? { origin: session.origin } : {}) },
    ...(form ? { method: 'POST', body: new URLSearchParams({ token: 'form', ...form }) } : {}),
  });

afterEach(() => void calls.splice(0));

it.each([
  ['start a workflow', '/workflows/account-vending/start', { text: 'x', how: 'start' }],
  ['start a dry run', '/workflows/dr-drill/start', { text: 'x', how: 'dry-run' }],
  ['stop an execution', `/executions/${encodeURIComponent(arn)}/stop`, { reason: 'because' }],
  ['save evidence', `/executions/${encodeURIComponent(arn)}/evidence`, {}],
  ['end a drill', '/drills/0123456789ab/abort', { reason: 'because' }],
  ['undo a batch', `/findings/undo/${encodeURIComponent(arn)}`, { how: 'undo', name: 'batch' }],
])('refuses to %s, and calls nothing', async (_, path, form: Record<string, string>) => {
  const answer = await ask(path, form);
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('against AWS this console reads and answers approvals only');
  expect(calls).toEqual([]);
});

it.each([
  '/',
  '/workflows',
  '/workflows/account-vending',
  '/executions',
  '/approvals',
  '/findings',
  '/slots',
  '/ledger',
  '/evidence',
])('shows %s without a form that would be refused, saying that it reads and approves only', async (path) => {
  const answer = await ask(path);
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(text).toContain('reads and approves only');
  expect(text).not.toMatch(/<form method="post"/);
  expect(calls.every((call) => call instanceof ListStateMachinesCommand)).toBe(true);
});
