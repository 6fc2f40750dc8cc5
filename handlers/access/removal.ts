/** The end of access that was given for a time: a schedule of its own for each pair, which deletes itself when it has run. */
import { createHash } from 'node:crypto';
import { CreateScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { environment } from '../shared/runtime.ts';
import type { AccessPair } from './contract.ts';

/** Makes the schedule, or moves it when the pair was given until another day. `until` is a date: the access ends when the day does, in UTC. */
export async function scheduleRemoval(accountId: string, instanceArn: string, pair: AccessPair, until: string): Promise<void> {
  const { groupId, permissionSetArn, group, permissionSet } = pair;
  const name = createHash('sha256').update([accountId, groupId, permissionSetArn].join(' ')).digest('hex').slice(0, 20);
  const schedule = {
    Name: `access-${accountId}-${name}`,
    Description: `Takes ${permissionSet} in ${accountId} from ${group}.`.slice(0, 512),
    ScheduleExpression: `at(${until}T23:59:59)`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    ActionAfterCompletion: 'DELETE' as const,
    Target: {
      Arn: environment('REMOVE_ACCESS_ARN'),
      RoleArn: environment('REMOVE_ACCESS_ROLE_ARN'),
      Input: JSON.stringify({ accountId, instanceArn, groupId, permissionSetArn }),
      RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
    },
  };
  try {
    await client(SchedulerClient).send(new CreateScheduleCommand(schedule));
  } catch (error) {
    if (awsErrorName(error) !== 'ConflictException') throw error;
    await client(SchedulerClient).send(new UpdateScheduleCommand(schedule));
  }
}
