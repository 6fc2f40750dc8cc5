import type { ServiceOutcome } from '../../../src/engine/ports.ts';
import { harness, outline, output, run, seconds, single, started, task, type Harness } from './run.ts';

const pending = (): Promise<ServiceOutcome> => new Promise<ServiceOutcome>(() => undefined);

describe('deadlines', () => {
  test('TimeoutSeconds ends the task and aborts its call', async () => {
    const { start, finish, calls } = harness({ service: pending });
    const execution = await finish(start(single(task({ TimeoutSeconds: 30 }))));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(seconds(execution)).toBe(30);
    expect(calls[0]?.signal.aborted).toBe(true);
  });

  test('an answer before the deadline clears it', async () => {
    const execution = await run(single(task({ TimeoutSeconds: 30 })), {}, { service: () => ({ ok: true, output: 1 }) });
    expect(seconds(execution)).toBe(0);
  });

  test("the machine's TimeoutSeconds ends the execution as TIMED_OUT", async () => {
    const execution = await run(single({ Type: 'Wait', Seconds: 100 }, { TimeoutSeconds: 10 }));
    expect(execution).toMatchObject({ status: 'TIMED_OUT' });
    expect(seconds(execution)).toBe(10);
    expect(execution.history.at(-1)).toMatchObject({ type: 'ExecutionTimedOut', timestamp: started + 10_000 });
  });
});

describe("AWS's year", () => {
  const year = 365 * 86_400;

  test('a wait that goes beyond it is timed out when it is over', async () => {
    const execution = await run(single({ Type: 'Wait', Seconds: 2 * year }));
    expect(execution.status).toBe('TIMED_OUT');
    expect(seconds(execution)).toBe(year);
  });

  test('a wait for a person sets no timer: virtual time does not run there by itself', async () => {
    const { clock, start, finish } = harness();
    const waiting = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: {} };
    const execution = await finish(start(single(waiting)));
    expect(execution.status).toBe('RUNNING');
    expect(clock.now()).toBe(started);
  });
});

describe('task tokens', () => {
  const resource = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
  const waiting = (more: object = {}): object =>
    single({ Type: 'Task', Resource: resource, Parameters: { 'Token.$': '$$.Task.Token' }, ...more });

  async function begin(more: object = {}): Promise<Harness & { token: string; execution: ReturnType<Harness['start']> }> {
    const made = harness({ service: () => ({ ok: true, output: { MessageId: 'm' } }) });
    const execution = made.start(waiting(more));
    await new Promise((resolve) => setImmediate(resolve));
    return { ...made, execution, token: String((made.calls[0]?.parameters as { Token: string }).Token) };
  }

  test('success continues the execution with the output', async () => {
    const { engine, finish, execution, token } = await begin();
    expect(execution.status).toBe('RUNNING');
    engine.sendTaskSuccess({ taskToken: token, output: '{"ok":true}' });
    expect(output(await finish(execution))).toEqual({ ok: true });
    expect(outline(execution)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 TaskStateEntered',
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
      '7<6 TaskStateExited',
      '8<7 ExecutionSucceeded',
    ]);
  });

  test('failure fails the task with its error and cause', async () => {
    const { engine, finish, execution, token } = await begin();
    engine.sendTaskFailure({ taskToken: token, error: 'Refused', cause: 'no room' });
    expect(await finish(execution)).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'no room' });
  });

  test('a heartbeat moves the deadline', async () => {
    const { engine, clock, finish, execution, token } = await begin({ HeartbeatSeconds: 60 });
    clock.setTimer(started + 50_000, () => engine.sendTaskHeartbeat({ taskToken: token }));
    expect(await finish(execution)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(seconds(execution)).toBe(110);
  });

  test('a token works once; afterwards its task is no more', async () => {
    const { engine, token } = await begin();
    engine.sendTaskSuccess({ taskToken: token, output: '1' });
    expect(() => engine.sendTaskSuccess({ taskToken: token, output: '1' })).toThrow(
      expect.objectContaining({ code: 'TaskTimedOut' }),
    );
  });

  test('a token that was never given out, and an output that is not JSON, are refused', async () => {
    const { engine, token, execution } = await begin();
    expect(() => engine.sendTaskSuccess({ taskToken: 'made up', output: '1' })).toThrow(
      expect.objectContaining({ code: 'InvalidToken' }),
    );
    expect(() => engine.sendTaskSuccess({ taskToken: token, output: '{' })).toThrow(
      expect.objectContaining({ code: 'InvalidOutput' }),
    );
    expect(execution.status).toBe('RUNNING');
  });

  test('each attempt has a token of its own', async () => {
    const { engine, clock, calls, finish, execution, token } = await begin({ Retry: [{ ErrorEquals: ['Again'] }] });
    engine.sendTaskFailure({ taskToken: token, error: 'Again' });
    clock.setTimer(started + 5000, () => {
      const second = String((calls[1]?.parameters as { Token: string }).Token);
      expect(second).not.toBe(token);
      engine.sendTaskSuccess({ taskToken: second, output: '2' });
    });
    expect(output(await finish(execution))).toBe(2);
  });
});

describe('StopExecution', () => {
  test('ends what is waiting; a later answer changes nothing', async () => {
    let answer: (outcome: ServiceOutcome) => void = () => undefined;
    const { engine, start, finish } = harness({ service: () => new Promise((resolve) => (answer = resolve)) });
    const execution = start(single(task()));
    await new Promise((resolve) => setImmediate(resolve));
    engine.stop({ executionArn: execution.arn, error: 'E', cause: 'C' });
    answer({ ok: true, output: 1 });
    expect(await finish(execution)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(execution.history.at(-1)?.type).toBe('ExecutionAborted');
  });
});

describe('limits', () => {
  const large = 'x'.repeat(300_000);

  test('a result over 256 KiB fails the task with States.DataLimitExceeded', async () => {
    const execution = await run(single(task()), {}, { service: () => ({ ok: true, output: large }) });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('values are bounded in depth: an input, an answer, a variable that wraps itself again and again', async () => {
    const deep = '['.repeat(1500) + ']'.repeat(1500);
    const { engine, start, finish } = harness({ service: () => ({ ok: true, output: JSON.parse(deep) as string[] }) });
    expect(() => start(single(task()), JSON.parse(deep) as string[])).toThrow(
      expect.objectContaining({ code: 'InvalidExecutionInput' }),
    );
    expect(await finish(start(single(task())))).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    const wrapping = { Type: 'Pass', Assign: { v: ['{% $exists($v) ? $v : 0 %}', 1] }, Next: 'S' };
    const loop = { QueryLanguage: 'JSONata', StartAt: 'S', States: { S: wrapping } };
    const wrapped = await finish(start(loop, {}, { name: 'wrapping' }));
    expect(wrapped).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(JSON.stringify(wrapped.history).length).toBeGreaterThan(0);
    expect([...engine.executions()].every(({ status }) => status !== 'RUNNING')).toBe(true);
  });

  test('a loop ends at 25,000 events', async () => {
    const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } };
    const execution = await run(loop);
    expect(execution.status).toBe('FAILED');
    expect(execution.history).toHaveLength(25_000);
  });

  test('lifted limits let both pass', async () => {
    const limits = { maxDataBytes: Infinity };
    expect(await run(single(task()), {}, { limits, service: () => ({ ok: true, output: large }) })).toMatchObject({
      status: 'SUCCEEDED',
    });
  });
});

describe('names', () => {
  test('a taken name is refused, but for the same input while it runs', async () => {
    const { start, finish } = harness();
    const waiting = single({ Type: 'Wait', Seconds: 10 });
    const first = start(waiting, { a: 1 });
    expect(start(waiting, { a: 1 })).toBe(first);
    expect(() => start(waiting, { a: 2 })).toThrow(expect.objectContaining({ code: 'ExecutionAlreadyExists' }));
    await finish(first);
    expect(() => start(waiting, { a: 1 })).toThrow(expect.objectContaining({ code: 'ExecutionAlreadyExists' }));
  });

  test('it is free again 90 days after the end', async () => {
    const { clock, start, finish } = harness();
    const first = await finish(start(single({ Type: 'Succeed' })));
    clock.setTimer(started + 90 * 86_400_000, () => undefined);
    await clock.runToIdle();
    expect(start(single({ Type: 'Succeed' }))).not.toBe(first);
  });

  test('a forgotten execution leaves memory, its name stays taken; a running one is kept', async () => {
    const { engine, start, finish } = harness();
    const execution = start(single({ Type: 'Wait', Seconds: 10 }));
    expect(engine.forget(execution.arn)).toBe(false);
    await finish(execution);
    expect(engine.forget(execution.arn)).toBe(true);
    expect(engine.execution(execution.arn)).toBeUndefined();
    expect(() => start(single({ Type: 'Succeed' }))).toThrow(expect.objectContaining({ code: 'ExecutionAlreadyExists' }));
  });
});
