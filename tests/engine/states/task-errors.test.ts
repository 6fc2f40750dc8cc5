import type { Engine } from '../../../src/engine/engine.ts';
import { runStateMachine } from '../../../src/engine/run-state-machine.ts';
import type { ServiceCall } from '../../../src/engine/ports.ts';
import { named, oneTask, secondsOf } from '../support.ts';

const waiting = (more: object): object =>
  oneTask({ Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: { 'Token.$': '$$.Task.Token' }, ...more });

/** A handler that keeps the token, and the engine to answer it with. */
function tokens(then: (engine: Engine, token: string) => void) {
  let engine: Engine;
  return {
    withEngine: (given: Engine) => void (engine = given),
    handlers: {
      Task: (_: unknown, call: ServiceCall) => {
        setImmediate(() => then(engine, call.taskToken!));
        return { sent: true };
      },
    },
  };
}

test('a task that takes too long times out, and a catcher of States.Timeout gets an empty cause', async () => {
  const machine = waiting({ TimeoutSeconds: 30, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Caught' }] });
  const { output, history } = await runStateMachine(machine, {}, { handlers: { Task: () => ({}) } });
  expect(output).toEqual({ Error: 'States.Timeout', Cause: '' });
  expect(secondsOf(history, 'TaskTimedOut')).toEqual([30]);
});

test('a missed heartbeat is a States.Timeout that States.HeartbeatTimeout catches too', async () => {
  for (const name of ['States.HeartbeatTimeout', 'States.Timeout']) {
    const machine = waiting({ TimeoutSeconds: 60, HeartbeatSeconds: 5, Catch: [{ ErrorEquals: [name], Next: 'Caught' }] });
    const { output, milliseconds } = await runStateMachine(machine, {}, { handlers: { Task: () => ({}) } });
    expect({ output, milliseconds }).toEqual({ output: { Error: 'States.Timeout', Cause: '' }, milliseconds: 5000 });
  }
});

test('a plain timeout is not caught as a missed heartbeat', async () => {
  const machine = waiting({ TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Caught' }] });
  expect(await runStateMachine(machine, {}, { handlers: { Task: () => ({}) } })).toMatchObject({ error: 'States.Timeout' });
});

test('a failure without error and cause is caught with both null', async () => {
  const answered = tokens((engine, taskToken) => engine.sendTaskFailure({ taskToken }));
  const machine = waiting({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] });
  expect((await runStateMachine(machine, {}, answered)).output).toEqual({ Error: null, Cause: null });
});

test('the Context object of a Pass state has no RetryCount, that of a Task has', async () => {
  const pass = { StartAt: 'P', States: { P: { Type: 'Pass', Parameters: { 'State.$': '$$.State' }, End: true } } };
  expect((await runStateMachine(pass, {})).output).not.toHaveProperty('State.RetryCount');
  const task = oneTask({ Parameters: { 'State.$': '$$.State' } });
  const { output } = await runStateMachine(task, {}, { handlers: { Task: (parameters) => parameters } });
  expect(output).toHaveProperty('State.RetryCount', 0);
});

const caught = (name: string): object => ({ Catch: [{ ErrorEquals: [name], ResultPath: '$.error', Next: 'Caught' }] });

test.each(['States.ALL', 'States.Runtime'])('%s does not catch what the paths of the state itself do wrong', async (name) => {
  const machine = oneTask({ OutputPath: '$.no', ...caught(name) });
  expect(await runStateMachine(machine, {}, { handlers: { Task: () => ({}) } })).toMatchObject({ error: 'States.Runtime' });
});

test('States.ALL catches a task whose result is too large', async () => {
  const { output } = await runStateMachine(oneTask(caught('States.ALL')), {}, { handlers: { Task: () => 'x'.repeat(300_000) } });
  expect(output).toMatchObject({ error: { Error: 'States.DataLimitExceeded' } });
});

test('a function is a handler by its FunctionName: it gets the Payload, and its result is the Payload', async () => {
  const machine = oneTask({
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'double', 'Payload.$': '$' },
    ResultSelector: { 'doubled.$': '$.Payload' },
    Retry: [{ ErrorEquals: ['Busy'] }],
  });
  let calls = 0;
  const double = (payload: unknown): number => {
    calls += 1;
    if (calls === 1) throw named('Busy');
    return 2 * (payload as number);
  };
  expect((await runStateMachine(machine, 21, { handlers: { double } })).output).toEqual({ doubled: 42 });
});
