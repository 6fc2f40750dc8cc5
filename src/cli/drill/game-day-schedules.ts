/** The schedules of game days, EventBridge Scheduler's, and how they differ from a calendar. */
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  paginateListSchedules,
  SchedulerClient,
  UpdateScheduleCommand,
  type CreateScheduleInput,
} from '@aws-sdk/client-scheduler';
import { isDeepStrictEqual } from 'node:util';
import { gameDayPrefix, type GameDay } from '../../../handlers/dr-drill/contract.ts';
import type { Connection } from '../connection.ts';

/** Prepares what a game day's schedule is to be. */
async function scheduleOf({ name, cron, timeZone }: GameDay, connection: Connection): Promise<CreateScheduleInput> {
  return {
    Name: `${gameDayPrefix}${name}`,
    Description: `Game day ${name}: starts the drill whose turn it is.`,
    ScheduleExpression: cron,
    ScheduleExpressionTimezone: timeZone,
    State: 'ENABLED',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: await connection.output('GameDayFunctionArn'),
      RoleArn: await connection.output('GameDayRoleArn'),
      Input: JSON.stringify({ gameDay: name, scheduledTime: '<aws.scheduler.scheduled-time>' }),
      // A game day that begins an hour late is none.
      RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
    },
  };
}

async function withScheduler<Result>(
  connection: Connection,
  place: string,
  use: (client: SchedulerClient) => Promise<Result>,
): Promise<Result> {
  const client = connection.clientOf(SchedulerClient, place);
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

/** Names of the game days that have a schedule. */
export function scheduledGameDays(connection: Connection, place: string): Promise<string[]> {
  return withScheduler(connection, place, async (client) => {
    const names: string[] = [];
    for await (const { Schedules = [] } of paginateListSchedules({ client }, { NamePrefix: gameDayPrefix }))
      names.push(...Schedules.map(({ Name }) => Name!.slice(gameDayPrefix.length)));
    return names;
  });
}

/** Whether the game day's schedule is as it should be. */
export async function isScheduled(day: GameDay, connection: Connection, place: string): Promise<boolean> {
  const wanted = await scheduleOf(day, connection);
  return withScheduler(connection, place, async (client) => {
    const there = await client.send(new GetScheduleCommand({ Name: wanted.Name }));
    const { Arn, RoleArn, Input } = there.Target ?? {};
    const { Target, ScheduleExpression, ScheduleExpressionTimezone, State } = wanted;
    return isDeepStrictEqual(
      [there.ScheduleExpression, there.ScheduleExpressionTimezone, there.State, Arn, RoleArn, Input],
      [ScheduleExpression, ScheduleExpressionTimezone, State, Target!.Arn, Target!.RoleArn, Target!.Input],
    );
  });
}

export async function putSchedule(day: GameDay, isThere: boolean, connection: Connection, place: string): Promise<void> {
  const wanted = await scheduleOf(day, connection);
  await withScheduler(connection, place, async (client) => {
    if (isThere) await client.send(new UpdateScheduleCommand(wanted));
    else await client.send(new CreateScheduleCommand(wanted));
  });
}

export async function deleteSchedule(name: string, connection: Connection, place: string): Promise<void> {
  await withScheduler(connection, place, async (client) => {
    try {
      await client.send(new DeleteScheduleCommand({ Name: `${gameDayPrefix}${name}` }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    }
  });
}
