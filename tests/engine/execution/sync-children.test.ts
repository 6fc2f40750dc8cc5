import { harness, output } from './run.ts';

const childArn = 'arn:aws:states:eu-west-1:111122223333:execution:machine:child';
const child = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };
const parent = (more: object): object => ({
  StartAt: 'T',
  States: {
    T: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      End: true,
      ...more,
    },
    Caught: { Type: 'Pass', End: true },
  },
});

function parentAndChild(definition: object, childDefinition: object = child): ReturnType<typeof harness> {
  const machines = harness({
    service: () => {
      machines.start(childDefinition, {}, { name: 'child' });
      return { ok: true, output: { ExecutionArn: childArn, StartDate: 0 } };
    },
  });
  machines.start(definition, {}, { name: 'parent' });
  return machines;
}

const aborted = {
  status: 'ABORTED',
  cause:
    'The Task state in AWS Step Functions execution [arn:aws:states:eu-west-1:111122223333:execution:machine:parent] ' +
    'which was managing this resource was aborted',
};

test('a .sync task that times out takes the execution that it waits for with it', async () => {
  const { engine, clock } = parentAndChild(parent({ TimeoutSeconds: 5 }));
  await clock.runToIdle();
  expect(engine.execution(childArn)).toMatchObject(aborted);
  const [started] = [...engine.executions()];
  expect(output(started as never)).toEqual({ Error: 'States.Timeout', Cause: '' });
});

test('so does an execution that is stopped; a child that has ended is left alone', async () => {
  const { engine, clock } = parentAndChild(parent({}));
  await clock.runToIdle(() => engine.execution(childArn)?.status === 'RUNNING');
  const [started] = [...engine.executions()];
  engine.stop({ executionArn: started!.arn });
  expect(engine.execution(childArn)).toMatchObject(aborted);

  const quick = parentAndChild(parent({}), { StartAt: 'S', States: { S: { Type: 'Succeed' } } });
  await quick.clock.runToIdle();
  expect(quick.engine.execution(childArn)).toMatchObject({ status: 'SUCCEEDED' });
});

test('a child that timed out is told of as DescribeExecution does: without error and cause', async () => {
  const { engine, clock } = parentAndChild(parent({}), { ...child, TimeoutSeconds: 5 });
  await clock.runToIdle();
  const [started] = [...engine.executions()];
  const { Error: error, Cause: cause } = output(started as never) as { Error: string; Cause: string };
  expect(error).toBe('States.TaskFailed');
  const described = JSON.parse(cause) as object;
  expect(described).toMatchObject({ Status: 'TIMED_OUT', Name: 'child' });
  expect(described).not.toHaveProperty('Error');
});
