import type { ServiceOutcome } from '../../../src/engine/ports.ts';
import { harness, outline, output, run, seconds, single, task } from './run.ts';

const failing = (error: string): ServiceOutcome => ({ ok: false, error, cause: 'no' });

describe('Retry', () => {
  const retry = (more: object = {}): object => single(task({ Retry: [{ ErrorEquals: ['Busy'], ...more }] }));

  test('waits 1, 2, 4 seconds by default, then fails with the last error', async () => {
    const { start, finish, calls } = harness({ service: () => failing('Busy') });
    const execution = await finish(start(retry()));
    expect(calls).toHaveLength(4);
    expect(seconds(execution)).toBe(1 + 2 + 4);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Busy', cause: 'no' });
  });

  test('MaxDelaySeconds bounds the delay, FULL jitter draws from it', async () => {
    const bounded = await run(retry({ IntervalSeconds: 10, MaxDelaySeconds: 15 }), {}, { service: () => failing('Busy') });
    expect(seconds(bounded)).toBe(10 + 15 + 15);
    const jittered = await run(retry({ IntervalSeconds: 10, JitterStrategy: 'FULL' }), {}, { service: () => failing('Busy') });
    expect(seconds(jittered)).toBe(5 + 10 + 20);
  });

  test('another error is not retried; MaxAttempts 0 retries nothing', async () => {
    expect(seconds(await run(retry(), {}, { service: () => failing('Other') }))).toBe(0);
    expect(seconds(await run(retry({ MaxAttempts: 0 }), {}, { service: () => failing('Busy') }))).toBe(0);
  });

  test('each retrier counts its own attempts', async () => {
    const errors = ['A', 'B', 'A', 'B', 'A'];
    const { start, finish, calls } = harness({ service: () => failing(errors.shift() ?? 'Other') });
    const one = { IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 2 };
    await finish(
      start(
        single(
          task({
            Retry: [
              { ErrorEquals: ['A'], ...one },
              { ErrorEquals: ['B'], ...one },
            ],
          }),
        ),
      ),
    );
    expect(calls).toHaveLength(5);
  });

  test('the state is not entered anew, and the Context object counts its retries', async () => {
    const outcomes: ServiceOutcome[] = [failing('Busy'), { ok: true, output: 'done' }];
    const { start, finish, calls } = harness({ service: () => outcomes.shift()! });
    const execution = await finish(
      start(single(task({ Parameters: { 'n.$': '$$.State.RetryCount' }, Retry: [{ ErrorEquals: ['States.ALL'] }] }))),
    );
    expect(calls.map(({ parameters }) => parameters)).toEqual([{ n: 0 }, { n: 1 }]);
    expect(outline(execution)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 TaskStateEntered',
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionFailed',
      '6<5 LambdaFunctionScheduled',
      '7<6 LambdaFunctionStarted',
      '8<7 LambdaFunctionSucceeded',
      '9<8 TaskStateExited',
      '10<9 ExecutionSucceeded',
    ]);
  });
});

describe('Catch', () => {
  const catching = (catcher: object, state: object = {}): object => ({
    StartAt: 'S',
    States: {
      S: task({ Next: 'Done', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught', ...catcher }], ...state }),
      Caught: { Type: 'Pass', End: true },
      Done: { Type: 'Succeed' },
    },
  });

  test('ResultPath puts the error output into the input', async () => {
    const execution = await run(catching({ ResultPath: '$.problem' }), { a: 1 }, { service: () => failing('Busy') });
    expect(output(execution)).toEqual({ a: 1, problem: { Error: 'Busy', Cause: 'no' } });
  });

  test('null discards the error output', async () => {
    const execution = await run(catching({ ResultPath: null }), { a: 1 }, { service: () => failing('Busy') });
    expect(output(execution)).toEqual({ a: 1 });
  });

  test('retriers go first', async () => {
    const { start, finish, calls } = harness({ service: () => failing('Busy') });
    const execution = await finish(start(catching({}, { Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }] })));
    expect(calls).toHaveLength(2);
    expect(execution.status).toBe('SUCCEEDED');
  });

  test('States.ALL does not catch States.Runtime', async () => {
    const execution = await run(catching({}, { OutputPath: '$.missing' }), {}, { service: () => ({ ok: true, output: {} }) });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('States.TaskFailed catches any error of a task but its timeout', async () => {
    const catcher = { ErrorEquals: ['States.TaskFailed'] };
    expect(await run(catching(catcher), {}, { service: () => failing('Busy') })).toMatchObject({ status: 'SUCCEEDED' });
    const late = { service: () => new Promise<ServiceOutcome>(() => undefined) };
    expect(await run(catching(catcher, { TimeoutSeconds: 5 }), {}, late)).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
    });
  });

  test('in JSONata the error output is $states.errorOutput, and Assign sees it too', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'S',
      States: {
        S: task({
          End: true,
          Catch: [
            {
              ErrorEquals: ['Busy'],
              Assign: { why: '{% $states.errorOutput.Cause %}' },
              Output: { e: '{% $states.errorOutput.Error %}' },
              Next: 'C',
            },
          ],
        }),
        C: { Type: 'Pass', Output: '{% $merge([$states.input, {"why": $why}]) %}', End: true },
      },
    };
    expect(output(await run(definition, {}, { service: () => failing('Busy') }))).toEqual({ e: 'Busy', why: 'no' });
  });
});
