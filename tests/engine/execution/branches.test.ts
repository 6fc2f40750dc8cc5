import type { ServiceOutcome } from '../../../src/engine/ports.ts';
import { harness, outline, output, run, seconds, single, task } from './run.ts';

const wait = (name: string, length: number): object => ({
  StartAt: name,
  States: { [name]: { Type: 'Wait', Seconds: length, End: true } },
});

describe('Parallel', () => {
  test('branches wait at the same time; the output is in the order of the branches', async () => {
    const execution = await run(single({ Type: 'Parallel', Branches: [wait('A', 30), wait('B', 20)] }), { x: 1 });
    expect(seconds(execution)).toBe(30);
    expect(output(execution)).toEqual([{ x: 1 }, { x: 1 }]);
  });

  test('the first failure ends the others with their Aborted events', async () => {
    const fail = {
      StartAt: 'F',
      States: { F: { Type: 'Wait', Seconds: 5, Next: 'G' }, G: { Type: 'Fail', Error: 'E', Cause: 'C' } },
    };
    const execution = await run(single({ Type: 'Parallel', Branches: [wait('A', 30), fail] }));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'E', cause: 'C' });
    expect(seconds(execution)).toBe(5);
    expect(outline(execution).slice(-5)).toEqual(
      ['7<6 FailStateEntered', '8<7 WaitStateAborted', '9<7 ParallelStateFailed', '10<9 ExecutionFailed'].toSpliced(
        0,
        0,
        '6<5 WaitStateExited',
      ),
    );
  });

  test('variables of a branch stay in it; those outside are seen', async () => {
    const branch = { StartAt: 'B', States: { B: { Type: 'Pass', Assign: { inner: 1 }, Output: '{% $outer %}', End: true } } };
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { outer: 'seen' }, Next: 'P' },
        P: { Type: 'Parallel', Branches: [branch], Next: 'Z' },
        Z: { Type: 'Pass', Output: { from: '{% $states.input %}', leaked: '{% $exists($inner) %}' }, End: true },
      },
    };
    expect(output(await run(definition))).toEqual({ from: ['seen'], leaked: false });
  });
});

describe('inline Map', () => {
  const map = (processor: object, more: object = {}): object => single({ Type: 'Map', ItemProcessor: processor, ...more });
  const item = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };

  test('an empty array maps to an empty array', async () => {
    const execution = await run(map(item), []);
    expect(output(execution)).toEqual([]);
    expect(outline(execution)).toContain('3<2 MapStateStarted');
  });

  test('MaxConcurrency bounds how many items run at once', async () => {
    const execution = await run(map(wait('W', 10), { MaxConcurrency: 2 }), [1, 2, 3, 4, 5]);
    expect(seconds(execution)).toBe(30);
    expect(output(execution)).toEqual([1, 2, 3, 4, 5]);
  });

  test('ItemSelector sees the input and the item', async () => {
    const execution = await run(
      map(item, {
        ItemsPath: '$.items',
        ItemSelector: { 'all.$': '$.name', 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' },
      }),
      { name: 'n', items: ['a', 'b'] },
    );
    expect(output(execution)).toEqual([
      { all: 'n', i: 0, v: 'a' },
      { all: 'n', i: 1, v: 'b' },
    ]);
  });

  test('the iteration after one that ended follows its last event', async () => {
    const execution = await run(map(item, { MaxConcurrency: 1 }), [1, 2]);
    expect(outline(execution).slice(3, 13)).toEqual([
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<6 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded',
      '13<11 MapStateExited',
    ]);
  });

  test('a failing item fails the state; with a retrier the whole state starts anew', async () => {
    let calls = 0;
    const service = (): ServiceOutcome =>
      (calls += 1) === 2 ? { ok: false, error: 'Once', cause: '' } : { ok: true, output: calls };
    const processor = { StartAt: 'T', States: { T: task({ End: true }) } };
    const execution = await run(map(processor, { MaxConcurrency: 1, Retry: [{ ErrorEquals: ['Once'] }] }), [1, 2], { service });
    expect(output(execution)).toEqual([3, 4]);
  });

  test.each([
    ['not an array', { x: 1 }, 'Reference path "$" must point to array.'],
    ['null', null, 'Reference path "$" must point to array.'],
  ])('items that are %s fail the execution', async (_, input, cause) => {
    const execution = await run(map(item), input);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.cause).toContain(cause);
  });
});

test('the same definition, input and seed give the same history, byte for byte', async () => {
  const processor = { StartAt: 'T', States: { T: task({ Next: 'W' }), W: { Type: 'Wait', Seconds: 3, End: true } } };
  const definition = single({ Type: 'Map', ItemProcessor: processor, MaxConcurrency: 3 });
  const history = async (): Promise<string> => {
    const { start, finish } = harness({ service: ({ parameters }) => ({ ok: true, output: parameters }) });
    return JSON.stringify((await finish(start(definition, [1, 2, 3, 4, 5, 6, 7]))).history);
  };
  expect(await history()).toBe(await history());
});
