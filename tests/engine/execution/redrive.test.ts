import { VirtualClock } from '../../../src/engine/clock.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { runStateMachine } from '../../../src/engine/run-state-machine.ts';
import { named, typesOf } from '../support.ts';

const task = (name: string, next?: string): object => ({
  [name]: { Type: 'Task', Resource: `arn:aws:states:::sqs:${name}`, ...(next === undefined ? { End: true } : { Next: next }) },
});

/** Runs a machine whose task `bad` fails at first, and redrives it. */
async function redriven(machine: object): Promise<{ engine: Engine; arn: string; calls: string[]; clock: VirtualClock }> {
  const calls: string[] = [];
  const clock = new VirtualClock(0);
  let engine: Engine | undefined;
  const handler = (name: string) => async () => {
    calls.push(name);
    // The failing one answers last.
    if (name === 'bad') await new Promise((resolve) => setImmediate(resolve));
    if (name === 'bad' && calls.filter((call) => call === 'bad').length === 1) throw named('Bad');
    return name;
  };
  const handlers = Object.fromEntries(['good', 'bad', 'last'].map((name) => [name, handler(name)]));
  await runStateMachine(machine, {}, { handlers, clock, withEngine: (given) => void (engine = given) });
  const [execution] = [...engine!.executions()];
  return { engine: engine!, arn: execution!.arn, calls, clock };
}

test('a failed execution goes on from the state that failed', async () => {
  const { engine, arn, calls } = await redriven({
    StartAt: 'good',
    States: { ...task('good', 'bad'), ...task('bad', 'last'), ...task('last') },
  });
  engine.redrive(arn);
  await engine.ended(arn);
  expect(calls).toEqual(['good', 'bad', 'bad', 'last']);
  expect(engine.execution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"last"', redriveCount: 1, error: undefined });
  const types = typesOf(engine.execution(arn)!.history);
  expect(types.slice(types.indexOf('ExecutionRedriven'))[1]).toBe('TaskScheduled');
});

test('of a Parallel state only the branches that had not succeeded run again', async () => {
  const branch = (name: string): object => ({ StartAt: name, States: task(name) });
  const { engine, arn, calls } = await redriven({
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [branch('good'), branch('bad')], End: true } },
  });
  engine.redrive(arn);
  await engine.ended(arn);
  expect(calls).toEqual(['good', 'bad', 'bad']);
  expect(engine.execution(arn)!.output).toBe('["good","bad"]');
});

test('an execution that succeeded is not redriven', async () => {
  const { engine, arn, calls } = await redriven({ StartAt: 'good', States: task('good') });
  expect(() => engine.redrive(arn)).toThrow(/Execution is SUCCEEDED and cannot be redriven/);
  expect(calls).toEqual(['good']);
});

test('after fourteen days an execution is not redriven', async () => {
  const { engine, arn, clock } = await redriven({ StartAt: 'bad', States: task('bad') });
  clock.setTimer(15 * 86_400_000, () => undefined);
  await clock.runToIdle();
  expect(() => engine.redrive(arn)).toThrow('Execution redrivable period exceeded');
});
