/** The console's page of findings, and how a batch is put back from it. */
import type { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { ListExecutionsCommand, ListStateMachinesCommand, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Hono } from 'hono';
import type { ConsoleContext } from '../../src/cli/console/context.ts';
import type { Connection } from '../../src/cli/connection.ts';

jest.setTimeout(60_000);
/* Jest runs CommonJS, which this module is not; it renders our documentation below a workflow's form. */
jest.mock('marked', () => ({ marked: { parse: () => '' } }));

const session = { origin: 'http://127.0.0.1:4000', token: 'session', formToken: 'form' };
const place = 'arn:aws:states:us-east-1:111122223333';
const machine = `${place}:stateMachine:groundcrew-prod-finding-remediation`;
const arnOf = (name: string): string => `${place}:execution:groundcrew-prod-finding-remediation:${name}`;
const started: object[] = [];
const inputs: Readonly<Record<string, object>> = {
  'first-batch': { batch: 'b1' },
  'only-looked': { batch: 'b2', dryRun: true },
  'still-at-work': { batch: 'b3' },
};
const result = {
  ...{ id: 'f', productArn: 'p', account: '404320515771', region: 'us-east-1', rule: 'development-at-once' },
  ...{ action: 'remediate', control: 'S3.8', outcome: 'VERIFIED', reason: 'BlockPublicAcls on' },
};
const results = [
  { ...result, resource: 'arn:aws:s3:::assets', changes: ['BlockPublicAcls on'] },
  { ...result, resource: '<img src=x onerror=alert(1)>', outcome: 'SUPPRESSED', reason: 'accepted in the sandbox OU' },
];

function answer(command: object): object {
  if (command instanceof ListStateMachinesCommand) {
    return { stateMachines: [{ name: 'groundcrew-prod-finding-remediation', stateMachineArn: machine }] };
  }
  if (command instanceof ListExecutionsCommand) {
    const executions = Object.keys(inputs).map((name) => ({
      executionArn: arnOf(name),
      status: name === 'still-at-work' ? 'RUNNING' : 'SUCCEEDED',
      startDate: new Date(0),
    }));
    return { executions };
  }
  if (command instanceof StartExecutionCommand) {
    started.push(command.input);
    return { executionArn: arnOf(command.input.name!) };
  }
  const name = (command as DescribeExecutionCommand).input.executionArn!.split(':').at(-1)!;
  const { batch } = inputs[name] as { batch: string };
  const output = { batch, dryRun: false, summary: {}, bucket: 'findings', files: { results: 'results/r.jsonl' }, failed: 0 };
  return {
    ...{ stateMachineArn: machine, name, input: JSON.stringify(inputs[name]) },
    ...(name === 'still-at-work' ? { status: 'RUNNING' } : { status: 'SUCCEEDED', output: JSON.stringify(output) }),
  };
}

const client = { send: (command: object) => Promise.resolve(answer(command)) } as unknown as SFNClient;
const lines = new TextEncoder().encode(results.map((one) => `${JSON.stringify(one)}\n`).join(''));
const connection = {
  ...{ everywhere: [client], stepFunctions: client, stepFunctionsOf: () => client, now: () => 0 },
  s3: { send: () => Promise.resolve({ Body: { transformToByteArray: () => Promise.resolve(lines) } }) },
} as unknown as Connection;
const context: ConsoleContext = {
  ...{ readOnly: false, description: 'small, seed 1', simulated: true, evidenceFolder: 'evidence' },
  connection: () => Promise.resolve(connection),
  ledgers: () => Promise.resolve([]),
};
let app: Hono;
beforeAll(async () => {
  const { consoleApp } = await import('../../src/cli/console/app.ts');
  app = consoleApp(context, session);
});
const ask = async (path: string, form?: Record<string, string>): Promise<Response> =>
  app.request(`${session.origin}${path}`, {
    headers: { host: '127.0.0.1:4000', cookie: 'groundcrew-console=session', ...(form ? { origin: session.origin } : {}) },
    ...(form ? { method: 'POST', body: new URLSearchParams({ token: 'form', ...form }) } : {}),
  });
const undoPath = (name: string): string => `/findings/undo/${encodeURIComponent(arnOf(name))}`;

it('shows what became of each finding, its text as text, and offers to undo only what was changed and has ended', async () => {
  const text = await (await ask('/findings')).text();
  expect(text).toMatch(/arn:aws:s3:::assets[\s\S]*verified[\s\S]*BlockPublicAcls on/);
  expect(text).toContain('accepted in the sandbox OU');
  expect(text).not.toContain('<img');
  expect(text.match(/href="\/findings\/undo\/[^"]+"/g)).toEqual([`href="${undoPath('first-batch')}"`]);
});

it('undoes nothing until the name is typed; then it starts the undoing of the batch, or its dry run', async () => {
  expect(await (await ask(undoPath('first-batch'))).text()).toMatch(/What goes back[\s\S]*arn:aws:s3:::assets/);
  const refused = await ask(undoPath('first-batch'), { how: 'undo', name: 'first' });
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('Nothing was undone')]);
  expect(started).toEqual([]);
  expect((await ask(undoPath('first-batch'), { how: 'dry-run' })).status).toBe(303);
  expect((await ask(undoPath('first-batch'), { how: 'undo', name: 'first-batch' })).status).toBe(303);
  expect(started.map((input) => JSON.parse((input as { input: string }).input) as object)).toEqual([
    { batch: expect.stringMatching(/^undo-/) as string, undo: 'b1', dryRun: true },
    { batch: expect.stringMatching(/^undo-/) as string, undo: 'b1' },
  ]);
});

it.each([
  ['only-looked', 'was a dry run'],
  ['still-at-work', 'is still running'],
])('refuses to undo %s: it %s', async (name, why) => {
  const before = started.length;
  const answered = await ask(undoPath(name), { how: 'undo', name });
  expect([answered.status, await answered.text()]).toEqual([400, expect.stringContaining(why)]);
  expect(started.length).toBe(before);
});
