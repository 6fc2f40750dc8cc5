import { VirtualClock } from '../../src/engine/clock.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { runStateMachine } from '../../src/engine/run-state-machine.ts';
import { buildTrace, type TraceContext } from '../../src/trace/build-trace.ts';
import type { Trace, TraceEvent } from '../../src/trace/trace.ts';

const context: TraceContext = {
  source: { kind: 'local-simulation', organization: 'test', seed: 1 },
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:machine:run',
};
const task = (more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'f' },
  ...more,
});
const failing = (name: string): Error => Object.assign(new Error('as asked'), { name });

/** Parallel with a task that is retried and one that is caught; a Map whose iterations go on beside each other. */
const definition = {
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Flaky', States: { Flaky: task({ Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }], End: true }) } },
        {
          StartAt: 'Caught',
          States: {
            Caught: task({ Catch: [{ ErrorEquals: ['Bad'], Next: 'Handled' }], End: true }),
            Handled: { Type: 'Pass', End: true },
          },
        },
      ],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$[0].items',
      ItemProcessor: {
        StartAt: 'Item',
        States: { Item: { Type: 'Wait', Seconds: 5, Next: 'Done' }, Done: { Type: 'Pass', End: true } },
      },
      Next: 'Last',
    },
    Last: task({ End: true }),
  },
};

async function ran(lastFails = false): Promise<{ trace: Trace; engine: Engine; history: readonly TraceEvent[] }> {
  let flaky = 0;
  let last = 0;
  let engine: Engine | undefined;
  const { history } = await runStateMachine(
    definition,
    {},
    {
      clock: new VirtualClock(0),
      withEngine: (given) => void (engine = given),
      handlers: {
        Flaky: () => {
          if (flaky++ === 0) throw failing('Busy');
          return { items: [1, 2] };
        },
        Caught: () => {
          throw failing('Bad');
        },
        Last: () => {
          if (lastFails && last++ === 0) throw failing('Worse');
          return 'fine';
        },
      },
    },
  );
  const events = history as unknown as TraceEvent[];
  return { trace: buildTrace(events, context), engine: engine!, history: events };
}

describe('buildTrace', () => {
  it('puts each state into its lane, whatever the order of events', async () => {
    const { trace } = await ran();
    expect(trace.visits.map(({ lane, state, status }) => `${lane}/${state} ${status}`).sort()).toEqual([
      '/Both SUCCEEDED',
      '/Both[0]/Flaky SUCCEEDED',
      '/Both[1]/Caught CAUGHT',
      '/Both[1]/Handled SUCCEEDED',
      '/Each SUCCEEDED',
      '/Each[0]/Done SUCCEEDED',
      '/Each[0]/Item SUCCEEDED',
      '/Each[1]/Done SUCCEEDED',
      '/Each[1]/Item SUCCEEDED',
      '/Last SUCCEEDED',
    ]);
    expect(trace.execution).toMatchObject({ status: 'SUCCEEDED', name: 'run', stateMachine: 'machine', redrives: 0 });
  });

  it('tells attempts apart, with what they waited for', async () => {
    const { trace } = await ran();
    const flaky = trace.visits.find(({ state }) => state === 'Flaky')!;
    expect(flaky.attempts.map(({ number, status, error, scheduledAt }) => ({ number, status, error, scheduledAt }))).toEqual([
      { number: 1, status: 'FAILED', error: 'Busy', scheduledAt: 0 },
      { number: 2, status: 'SUCCEEDED', error: undefined, scheduledAt: 60_000 },
    ]);
  });

  it('counts what was retried or caught as recovered, and only what ended the execution as terminal', async () => {
    const well = await ran();
    expect(well.trace.failures).toEqual({ recovered: 2, terminal: [] });
    const failed = await ran(true);
    expect(failed.trace.failures.recovered).toBe(2);
    expect(failed.trace.failures.terminal).toMatchObject([{ error: 'Worse', cause: 'as asked' }]);
    expect(failed.trace.execution).toMatchObject({ status: 'FAILED', error: 'Worse' });
  });

  it('goes on after a redrive in the state that failed', async () => {
    const { engine } = await ran(true);
    const [execution] = [...engine.executions()];
    engine.redrive(execution!.arn);
    await engine.ended(execution!.arn);
    const trace = buildTrace(execution!.history as unknown as TraceEvent[], context);
    expect(trace.execution).toMatchObject({ status: 'SUCCEEDED', redrives: 1 });
    const last = trace.visits.filter(({ state }) => state === 'Last');
    expect(last.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([['FAILED', 'SUCCEEDED']]);
    expect(trace.failures).toEqual({ recovered: 3, terminal: [] });
  });

  it('has every event in one place, but for those of the execution itself', async () => {
    const { trace } = await ran(true);
    const placed = trace.visits.flatMap(({ eventIds, attempts }) => [
      ...eventIds,
      ...attempts.flatMap((attempt) => attempt.eventIds),
    ]);
    expect(new Set(placed).size).toBe(placed.length);
    const rest = trace.events.filter(({ id }) => !placed.includes(id)).map(({ type }) => type);
    expect(rest).toEqual(['ExecutionStarted', 'ExecutionFailed']);
  });

  it('numbers the visits of a loop', async () => {
    const loop = {
      QueryLanguage: 'JSONata',
      StartAt: 'Count',
      States: {
        Count: { Type: 'Pass', Output: '{% $states.input + 1 %}', Next: 'More' },
        More: { Type: 'Choice', Choices: [{ Condition: '{% $states.input < 3 %}', Next: 'Count' }], Default: 'Done' },
        Done: { Type: 'Succeed' },
      },
    };
    const { history } = await runStateMachine(loop, 0);
    const { visits } = buildTrace(history as unknown as TraceEvent[], context);
    expect(visits.filter(({ state }) => state === 'Count').map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('says what is missing: the start, pages in between, data, the end', async () => {
    const { history } = await ran();
    const part = history
      .filter(({ id }) => id > 1 && id !== 7 && id < 20)
      .map((event) =>
        event.type.endsWith('Entered')
          ? { ...event, stateEnteredEventDetails: { name: 'x', inputDetails: { truncated: true } } }
          : event,
      );
    const what = buildTrace(part, context).gaps.map((gap) => gap.what);
    expect(what).toEqual([
      '2 events are missing',
      expect.stringMatching(/events follow one that is missing/),
      expect.stringMatching(/events without their data/),
      'no end',
    ]);
    expect(buildTrace([], context).gaps.map((gap) => gap.what)).toEqual(['no event']);
  });

  it('keeps events that nobody knows yet with the state they follow', async () => {
    const { history } = await ran();
    const strange: TraceEvent[] = [...history.slice(0, 2), { id: 3, previousEventId: 2, type: 'StateTeleported', timestamp: 0 }];
    const { visits } = buildTrace(strange, context);
    expect(visits[0]!.eventIds).toEqual([2, 3]);
  });
});
