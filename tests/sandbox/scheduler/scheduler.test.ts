/** EventBridge Scheduler over the wire, on virtual time. */
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { clientConfig, openTestSandbox, root } from '../support/open.ts';
import { serviceRole, settled } from '../support/roles.ts';

const Arn = 'arn:aws:states:us-east-1:111111111111:stateMachine:drill';
const hour = 3_600_000;

/** `lost`: how many answers of started executions never come. */
async function scheduling(lost = 0) {
  const started: { at: number; input: string }[] = [];
  const opened = await openTestSandbox({
    ports: {
      invokeFunction: () => Promise.reject(new Error('this test has no functions')),
      callStepFunctions: ({ input }) => {
        started.push({ at: opened.clock.now(), input: (input as { input: string }).input });
        const hangUp = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        return started.length > lost ? Promise.resolve({}) : Promise.reject(hangUp);
      },
    },
  });
  const { sandbox, clock } = opened;
  const client = new SchedulerClient(clientConfig(sandbox, root));
  const RoleArn = await serviceRole(sandbox, 'scheduler.amazonaws.com', { action: 'states:StartExecution', resource: Arn });
  const schedule = (ScheduleExpression: string, more: object = {}) => ({
    Name: 'drill',
    ScheduleExpression,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: { Arn, RoleArn, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
    ...more,
  });
  const wait = async (milliseconds: number): Promise<void> => {
    clock.runUntil(clock.now() + milliseconds);
    await settled();
  };
  const inAnHour = new Date(clock.now() + hour).toISOString().slice(0, 19);
  return { sandbox, clock, client, schedule, wait, started, inAnHour };
}

describe('a schedule', () => {
  it('starts its target once at its time and goes away', async () => {
    const { client, schedule, wait, started, inAnHour } = await scheduling();
    await client.send(new CreateScheduleCommand(schedule(`at(${inAnHour})`, { ActionAfterCompletion: 'DELETE' })));
    await wait(hour - 1000);
    expect(started).toEqual([]);
    await wait(1000);
    expect(started.map(({ input }) => input)).toEqual([JSON.stringify({ at: `${inAnHour}Z` })]);
    await expect(client.send(new GetScheduleCommand({ Name: 'drill' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule drill does not exist.',
    });
  });

  it('starts its target again when the answer was lost', async () => {
    const { client, schedule, wait, started, inAnHour } = await scheduling(2);
    await client.send(new CreateScheduleCommand(schedule(`at(${inAnHour})`)));
    for (const milliseconds of [hour, 5_000, 5_000, 5_000]) await wait(milliseconds);
    expect(started).toHaveLength(3);
  });

  it('repeats until it is changed or deleted', async () => {
    const { client, schedule, wait, started } = await scheduling();
    await client.send(new CreateScheduleCommand(schedule('rate(1 hour)')));
    await wait(2 * hour);
    expect(started).toHaveLength(2);
    await client.send(new UpdateScheduleCommand(schedule('rate(1 hour)', { State: 'DISABLED' })));
    await wait(2 * hour);
    expect(started).toHaveLength(2);
    expect((await client.send(new ListSchedulesCommand({ State: 'DISABLED' }))).Schedules).toMatchObject([{ Name: 'drill' }]);
    await client.send(new UpdateScheduleCommand(schedule('rate(1 hour)')));
    await client.send(new DeleteScheduleCommand({ Name: 'drill' }));
    await wait(2 * hour);
    expect(started).toHaveLength(2);
  });

  it('needs a role that trusts the scheduler, an expression and a name of its own', async () => {
    const { sandbox, client, schedule } = await scheduling();
    const create = (more: object, expression = 'rate(1 hour)') =>
      client.send(new CreateScheduleCommand(schedule(expression, more)));
    const RoleArn = await serviceRole(sandbox, 'events.amazonaws.com', { action: 'states:StartExecution' });
    await expect(create({ Target: { Arn, RoleArn } })).rejects.toThrow(
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    );
    await expect(create({}, 'rate(1 hours)')).rejects.toThrow('Invalid Schedule Expression rate(1 hours).');
    await expect(create({ GroupName: 'none' })).rejects.toThrow('Schedule group none does not exist.');
    await create({});
    await expect(create({})).rejects.toMatchObject({ name: 'ConflictException', message: 'Schedule drill already exists.' });
  });
});
