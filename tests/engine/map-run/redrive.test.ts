/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html */
import { VirtualClock } from '../../../src/engine/clock.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { runStateMachine } from '../../../src/engine/run-state-machine.ts';
import { named, typesOf } from '../support.ts';

const machine = (more: object, ExecutionType = 'STANDARD'): object => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      Label: 'Each',
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
        StartAt: 'First',
        States: {
          First: { Type: 'Task', Resource: 'arn:aws:states:::sqs:first', Next: 'Second' },
          Second: { Type: 'Task', Resource: 'arn:aws:states:::sqs:second', End: true },
        },
      },
      End: true,
      ...more,
    },
  },
});

/** Runs over the items 1 to 4; the second task of item 2 fails at first, then not. */
async function failedOnce(definition: object): Promise<{ engine: Engine; arn: string; calls: string[] }> {
  const calls: string[] = [];
  const clock = new VirtualClock(0);
  let engine: Engine | undefined;
  let failures = 0;
  const handlers = {
    First: (item: unknown) => {
      calls.push(`first ${JSON.stringify(item)}`);
      return item as number;
    },
    Second: (item: unknown) => {
      calls.push(`second ${JSON.stringify(item)}`);
      if (item === 2 && failures++ === 0) throw named('Bad');
      return (item as number) * 10;
    },
  };
  const { status } = await runStateMachine(definition, [1, 2, 3, 4], {
    handlers,
    clock,
    withEngine: (given) => void (engine = given),
  });
  expect(status).toBe('FAILED');
  const [execution] = [...engine!.executions()];
  return { engine: engine!, arn: execution!.arn, calls };
}

async function redriven(definition: object): Promise<Awaited<ReturnType<typeof failedOnce>>> {
  const failed = await failedOnce(definition);
  failed.calls.splice(0);
  failed.engine.redrive(failed.arn);
  await failed.engine.ended(failed.arn);
  return failed;
}

test('a Map Run goes on: the failed child from its failed state, then what was never started', async () => {
  const { engine, arn, calls } = await redriven(machine({}));
  expect(calls).toEqual(['second 2', 'first 3', 'second 3', 'first 4', 'second 4']);
  expect(engine.execution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[10,20,30,40]', redriveCount: 1 });
  const [mapRun, ...others] = [...engine.mapRuns(arn)];
  expect(others).toEqual([]);
  expect(mapRun).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, redriveDate: 0 });
  expect(mapRun!.itemCounts).toMatchObject({ total: 4, succeeded: 4, failed: 0, pending: 0, pendingRedrive: 0 });
});

test('history tells of the redrive, and the child has its own', async () => {
  const { engine, arn } = await redriven(machine({}));
  const { history } = engine.execution(arn)!;
  const types = typesOf(history);
  expect(types.slice(types.indexOf('ExecutionRedriven'))).toEqual([
    'ExecutionRedriven',
    'MapRunRedriven',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
  const mapRunRedriven = history.find(({ type }) => type === 'MapRunRedriven') as { mapRunRedrivenEventDetails?: object };
  expect(mapRunRedriven.mapRunRedrivenEventDetails).toMatchObject({ redriveCount: 1 });
  const children = [...engine.executions()].filter(({ mapRunArn }) => mapRunArn !== undefined);
  expect(children.map(({ redriveCount }) => redriveCount)).toEqual([0, 1, 0, 0]);
});

test('an Express child is started anew', async () => {
  const { engine, arn, calls } = await redriven(machine({}, 'EXPRESS'));
  expect(calls).toEqual(['first 2', 'second 2', 'first 3', 'second 3', 'first 4', 'second 4']);
  expect(engine.execution(arn)!.output).toBe('[10,20,30,40]');
});

test('a tolerated failure is not redriven: the execution succeeded', async () => {
  const { engine, arn } = await failedOnce(machine({ ToleratedFailureCount: 0 }));
  const child = [...engine.executions()].find(({ mapRunArn, status }) => mapRunArn !== undefined && status === 'FAILED')!;
  expect(() => engine.redrive(child.arn)).toThrow(/Execution is a child of a Map Run and can only be redriven by it/);
  expect(engine.execution(arn)!.status).toBe('FAILED');
});

test('a stopped execution redrives the children that it aborted', async () => {
  const clock = new VirtualClock(0);
  let engine: Engine | undefined;
  let asked = 0;
  const wait = (StartAt: string): object => ({
    StartAt,
    States: {
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Ask' },
      Ask: { Type: 'Task', Resource: 'arn:aws:states:::sqs:ask', End: true },
    },
  });
  const definition = machine({
    MaxConcurrency: 0,
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...wait('Wait') },
  });
  clock.setTimer(30_000, () => {
    const [execution] = [...engine!.executions()];
    engine!.stop({ executionArn: execution!.arn });
  });
  const { status } = await runStateMachine(definition, [1, 2], {
    handlers: { Ask: () => (asked += 1) },
    clock,
    withEngine: (given) => void (engine = given),
  });
  expect([status, asked]).toEqual(['ABORTED', 0]);
  const [execution] = [...engine!.executions()];
  engine!.redrive(execution!.arn);
  await clock.runToIdle();
  await new Promise((resolve) => setImmediate(resolve));
  await clock.runToIdle();
  expect(execution).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(asked).toBe(2);
});

test('a child whose history is full is not redriven: it counts as failed for good, and the others wait their turn', async () => {
  const clock = new VirtualClock(0);
  let engine: Engine | undefined;
  const seen: unknown[] = [];
  let attempts = 0;
  const loop = { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'Loop' }], Default: 'Ask' };
  const definition = machine({
    ToleratedFailureCount: 2,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Loop',
      States: { Loop: loop, Ask: { Type: 'Task', Resource: 'arn:aws:states:::sqs:ask', End: true } },
    },
  });
  const childStatuses = (): string[] =>
    [...engine!.executions()].filter(({ mapRunArn }) => mapRunArn !== undefined).map(({ status }) => status);
  const { status } = await runStateMachine(definition, [1, 2, 3], {
    handlers: {
      Ask: () => {
        attempts += 1;
        if (attempts <= 2) throw named('Bad');
        const [mapRun] = [...engine!.mapRuns([...engine!.executions()][0]!.arn)];
        seen.push([childStatuses(), mapRun!.executionCounts.pendingRedrive, mapRun!.itemCounts.failuresNotRedrivable]);
        return 'asked';
      },
    },
    clock,
    limits: { maxHistoryEvents: 20 },
    withEngine: (given) => void (engine = given),
  });
  const [execution] = [...engine!.executions()];
  const [mapRun] = [...engine!.mapRuns(execution!.arn)];
  expect([status, execution!.error]).toEqual(['FAILED', 'States.ExceedToleratedFailureThreshold']);
  const counts = { total: 3, failed: 3, failuresNotRedrivable: 1, pendingRedrive: 0 };
  expect(mapRun).toMatchObject({ executionCounts: counts, itemCounts: counts });

  engine!.redrive(execution!.arn);
  await engine!.ended(execution!.arn);
  expect(seen).toEqual([
    [['RUNNING', 'FAILED', 'PENDING_REDRIVE'], 1, 1],
    [['SUCCEEDED', 'FAILED', 'RUNNING'], 0, 1],
  ]);
  const after = { total: 3, succeeded: 2, failed: 1, failuresNotRedrivable: 1, pendingRedrive: 0 };
  expect(mapRun).toMatchObject({ status: 'SUCCEEDED', executionCounts: after, itemCounts: after });
  expect(execution!.status).toBe('SUCCEEDED');
});
