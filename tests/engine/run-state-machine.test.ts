import { VirtualClock } from '../../src/engine/clock.ts';
import { DefinitionError } from '../../src/engine/definition/definition-error.ts';
import { runStateMachine } from '../../src/engine/run-state-machine.ts';

const definition = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::dynamodb:getItem',
      Parameters: { 'Key.$': '$.key' },
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }],
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: 3600, End: true },
  },
};

test('a handler stands in for a service, and hours pass at once', async () => {
  let calls = 0;
  const { status, output, milliseconds } = await runStateMachine(
    definition,
    { key: 7 },
    {
      handlers: {
        Ask: (parameters) => {
          calls += 1;
          if (calls === 1) throw Object.assign(new Error('later'), { name: 'Busy' });
          return { asked: parameters };
        },
      },
    },
  );
  expect({ status, output, milliseconds }).toEqual({
    status: 'SUCCEEDED',
    output: { asked: { Key: 7 } },
    milliseconds: 3_660_000,
  });
});

test('a handler may be given by Resource; the clock may be given', async () => {
  const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'));
  const { history } = await runStateMachine(definition, {}, { clock, handlers: {} });
  expect(history[0]?.timestamp).toBe(Date.parse('2026-01-01T00:00:00Z'));
  const found = await runStateMachine(
    definition,
    { key: 1 },
    { handlers: { 'arn:aws:states:::dynamodb:getItem': () => 'found' } },
  );
  expect(found.output).toBe('found');
});

test('without a handler the execution fails and says what to add', async () => {
  const { status, error, cause } = await runStateMachine(definition, { key: 1 });
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
  expect(cause).toContain("No handler is given for the state 'Ask'");
});

test('names of the prototype are no handlers', async () => {
  const named = {
    StartAt: 'toString',
    States: { toString: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true } },
  };
  expect((await runStateMachine(named, {})).status).toBe('FAILED');
});

test('an execution that waits for a person stays RUNNING, and its virtual time stands still', async () => {
  const waiting = {
    StartAt: 'W',
    States: { W: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: {}, End: true } },
  };
  expect((await runStateMachine(waiting, {}, { handlers: { W: () => ({}) } })).status).toBe('RUNNING');
});

test('a task token is answered through the engine', async () => {
  const waiting = {
    StartAt: 'W',
    States: {
      W: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { 'T.$': '$$.Task.Token' },
        End: true,
      },
    },
  };
  const clock = new VirtualClock(0);
  let send: (token: string) => void = () => undefined;
  const { output, milliseconds } = await runStateMachine(
    waiting,
    {},
    {
      clock,
      handlers: { W: (_, { taskToken }) => (send(String(taskToken)), {}) },
      withEngine: (engine) => {
        send = (taskToken) => void clock.setTimer(5000, () => engine.sendTaskSuccess({ taskToken, output: '"yes"' }));
      },
    },
  );
  expect({ output, milliseconds }).toEqual({ output: 'yes', milliseconds: 5000 });
});

test('a definition that does not compile is refused', async () => {
  const wrong = { StartAt: 'P', States: { P: { Type: 'Pass', InputPath: '$.[', End: true } } };
  await expect(runStateMachine(wrong, {})).rejects.toThrow(DefinitionError);
  await expect(runStateMachine('{', {})).rejects.toThrow(DefinitionError);
});
