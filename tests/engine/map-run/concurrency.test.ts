import { runStateMachine } from '../../../src/engine/run-state-machine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { named } from '../support.ts';

const work = 'arn:aws:states:::sqs:sendMessage';
const map = (more: object, config: object = { Mode: 'INLINE' }): object => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: config,
        StartAt: 'Pause',
        States: { Pause: { Type: 'Wait', Seconds: 10, Next: 'Work' }, Work: { Type: 'Task', Resource: work, End: true } },
      },
      End: true,
      ...more,
    },
  },
});
const distributed = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
const same = { handlers: { [work]: (item: unknown) => item as number } };

test.each([
  [1, 60_000],
  [2, 30_000],
  [0, 10_000],
])('with MaxConcurrency %i, six items of ten seconds take %i ms', async (MaxConcurrency, expected) => {
  for (const config of [{ Mode: 'INLINE' }, distributed]) {
    const { output, milliseconds } = await runStateMachine(map({ MaxConcurrency }, config), [1, 2, 3, 4, 5, 6], same);
    expect({ output, milliseconds }).toEqual({ output: [1, 2, 3, 4, 5, 6], milliseconds: expected });
  }
});

describe('a Map Run', () => {
  const oneBad = {
    handlers: { [work]: (item: unknown) => (item === 2 ? Promise.reject(named('Bad', 'two')) : (item as number)) },
  };

  test('keeps a tolerated failure’s error in its place, and counts it', async () => {
    let engine: Engine | undefined;
    const { output } = await runStateMachine(map({ ToleratedFailureCount: 1, Label: 'Items' }, distributed), [1, 2, 3], {
      ...oneBad,
      withEngine: (given) => void (engine = given),
    });
    expect(output).toEqual([1, { Error: 'Bad', Cause: 'two' }, 3]);
    const [parent] = [...engine!.executions()];
    const [mapRun] = [...engine!.mapRuns(parent!.arn)];
    expect(mapRun).toMatchObject({ status: 'SUCCEEDED', stateMachineArn: `${parent!.stateMachineArn}/Items` });
    expect(mapRun!.itemCounts).toMatchObject({ total: 3, succeeded: 2, failed: 1, resultsWritten: 2 });
  });
});
