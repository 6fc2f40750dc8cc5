import { machineArn } from '../execution/run.ts';
import { apiUnderTest, create } from './support.ts';

const wait = { StartAt: 'W', TimeoutSeconds: 5, States: { W: { Type: 'Wait', Seconds: 60, End: true } } };
const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:machine:run';

test('DescribeExecution of an execution that TIMED_OUT tells neither error nor cause', async () => {
  const { call, clock } = apiUnderTest();
  await call('CreateStateMachine', create(wait));
  await call('StartExecution', { stateMachineArn: machineArn, name: 'run' });
  await clock.runToIdle();
  const described = await call('DescribeExecution', { executionArn });
  expect(described).toMatchObject({ status: 'TIMED_OUT', redriveStatus: 'REDRIVABLE' });
  expect(described).not.toHaveProperty('error');
  expect(described).not.toHaveProperty('cause');
  const { events } = await call('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 1 });
  expect(events).toMatchObject([{ executionTimedOutEventDetails: { error: 'States.Timeout' } }]);
});

test('why an execution cannot be redriven is told in the words of redriveStatusReason', async () => {
  const { call, refusal, clock } = apiUnderTest();
  await call('CreateStateMachine', create(wait));
  await call('StartExecution', { stateMachineArn: machineArn, name: 'run' });
  const running = { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution is RUNNING and cannot be redriven' };
  expect(await call('DescribeExecution', { executionArn })).toMatchObject(running);
  await clock.runToIdle();
  clock.setTimer(clock.now() + 14 * 86_400_000 + 1, () => undefined);
  await clock.runToIdle();
  const over = { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution redrivable period exceeded' };
  expect(await call('DescribeExecution', { executionArn })).toMatchObject(over);
  expect(await refusal('RedriveExecution', { executionArn })).toBe(
    'ExecutionNotRedrivable: Execution redrivable period exceeded',
  );
});
