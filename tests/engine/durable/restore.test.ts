import type { Engine } from '../../../src/engine/engine.ts';
import { ReplayError } from '../../../src/engine/durable/recorded-input.ts';
import type { Json } from '../../../src/engine/json.ts';
import type { ServiceCall } from '../../../src/engine/ports.ts';
import { World, type Reply } from './world.ts';

jest.setTimeout(60_000);

const task = (more: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::sqs:sendMessage',
  Arguments: { state: '{% $states.context.State %}', item: '{% $states.input %}' },
  Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, MaxAttempts: 3, MaxDelaySeconds: 9, JitterStrategy: 'FULL' }],
  ...more,
});

const flow = (states: Record<string, object>): object => ({ StartAt: Object.keys(states)[0], States: states });

/** Waits, draws, fans out inline and distributed, retries with jitter, and waits for tokens with a heartbeat and a time limit. */
const machine = {
  QueryLanguage: 'JSONata',
  TimeoutSeconds: 100_000,
  ...flow({
    Draw: { Type: 'Pass', Output: { id: '{% $uuid() %}', number: '{% $random() %}', items: [1, 2, 3] }, Next: 'Wait' },
    Wait: { Type: 'Wait', Seconds: 5, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        flow({ Left: task({ Next: 'Left again' }), 'Left again': task({ End: true }) }),
        flow({
          Each: {
            Type: 'Map',
            Items: '{% $states.input.items %}',
            MaxConcurrency: 2,
            ItemProcessor: flow({ Work: task({ Next: 'Ask' }), Ask: ask({ End: true }) }),
            End: true,
          },
        }),
      ],
      Output: { items: [10, 20, 30, 40], draws: '{% $uuid() %}' },
      Next: 'Children',
    },
    Children: {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      MaxConcurrency: 2,
      ToleratedFailureCount: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        ...flow({ 'Child work': task({ Next: 'Child asks' }), 'Child asks': ask({ End: true }) }),
      },
      Next: 'Last',
    },
    Last: task({ End: true }),
  }),
};

function ask(more: object): object {
  return task({
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Arguments: { token: '{% $states.context.Task.Token %}', item: '{% $states.input %}' },
    TimeoutSeconds: 500,
    HeartbeatSeconds: 200,
    ...more,
  });
}

/** Busy once where it retries; the third child fails for good while `failing` holds. */
const replies =
  (failing: () => boolean) =>
  ({ stateName, parameters }: ServiceCall): Reply => {
    const { state, item } = parameters as { state?: { RetryCount: number }; item?: Json };
    const busy = { ok: false, error: 'Busy', cause: 'later' } as const;
    if ((stateName === 'Work' || stateName === 'Left again') && state!.RetryCount === 0) return { after: 2, outcome: busy };
    if (stateName === 'Child work' && item === 30 && failing())
      return { after: 4, outcome: { ok: false, error: 'Broken', cause: 'for good' } };
    if (stateName === 'Last' && failing()) return { after: 1, outcome: { ok: false, error: 'Broken', cause: 'for now' } };
    const seconds = stateName.length + (typeof item === 'number' ? item : 0);
    return {
      after: seconds,
      outcome: { ok: true, output: { stateName } },
      token: { after: seconds * 2, output: { item: item ?? null } },
    };
  };

const histories = (engine: Engine): Json =>
  [...engine.executions()]
    .sort((one, other) => (one.arn < other.arn ? -1 : 1))
    .map(({ arn, status, history }) => ({ arn, status, history })) as unknown as Json;

/** Runs it in one process, or in processes that end after so many inputs each. Gives the last one's executions. */
async function live(cuts: readonly number[], fails = false): Promise<{ world: World; engine: Engine; told: Json }> {
  let failing = fails;
  const world = new World(replies(() => failing));
  let { engine, clock } = await world.open();
  const arn = world.start(engine, 'one', machine, { hello: 'world' });
  for (const cut of cuts) {
    await world.run(clock, () => world.inputCount >= cut);
    if (world.ended.has(arn)) break;
    ({ engine, clock } = await world.open());
  }
  await world.run(clock);
  if (fails) {
    failing = false;
    if (cuts.length > 0) {
      ({ engine, clock } = await world.open());
      const [start] = world.starts;
      await engine.restore({ ...start!, inputs: world.inputs.get(arn)! });
      engine.goOn();
    }
    engine.redrive(arn);
    await world.run(clock);
  }
  return { world, engine, told: histories(engine) };
}

describe('an execution whose process ends', () => {
  test('goes on in the next one to the same history, wherever it was cut', async () => {
    const whole = await live([]);
    expect(whole.engine.execution('arn:aws:states:us-east-1:123456789012:execution:Machine:one')!.status).toBe('SUCCEEDED');
    const { history } = whole.engine.execution('arn:aws:states:us-east-1:123456789012:execution:Machine:one')!;
    const inputs = whole.world.inputCount;
    expect(inputs).toBeGreaterThan(30);
    for (let cut = 1; cut < inputs; cut += 1) {
      const { world, engine } = await live([cut]);
      const again = engine.execution('arn:aws:states:us-east-1:123456789012:execution:Machine:one')!;
      expect([cut, world.lost, again.status]).toEqual([cut, [], 'SUCCEEDED']);
      expect(again.history).toEqual(history);
    }
  });

  test('again and again, comes to the same history still', async () => {
    const whole = await live([]);
    const { engine } = await live([3, 9, 10, 11, 20, 28, 33]);
    const arn = 'arn:aws:states:us-east-1:123456789012:execution:Machine:one';
    expect(engine.execution(arn)!.history).toEqual(whole.engine.execution(arn)!.history);
  });

  test('can be redriven in another process as in its own, with its failed children', async () => {
    const arn = 'arn:aws:states:us-east-1:123456789012:execution:Machine:one';
    const own = await live([], true);
    const other = await live([30], true);
    const { history, status } = own.engine.execution(arn)!;
    expect(status).toBe('SUCCEEDED');
    expect(history.some(({ type }) => type === 'ExecutionRedriven')).toBe(true);
    expect(other.engine.execution(arn)!.history).toEqual(history);
  });

  test('is refused when its inputs are those of something else', async () => {
    const { world } = await live([20]);
    const [start] = world.starts;
    const { engine } = await new World(replies(() => false)).open();
    const inputs = [{ kind: 'timer', n: 7, at: start!.startDate, jobs: 1 } as const];
    await expect(engine.restore({ ...start!, inputs })).rejects.toThrow(ReplayError);
    expect(engine.execution(start!.arn)).toBeUndefined();
  });
});
