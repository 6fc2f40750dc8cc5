import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { allPages } from '../shared/pages.ts';
import { environment, region as ownRegion } from '../shared/runtime.ts';
import { drillName } from './drill-entry.ts';
import { DrillRefused } from './errors.ts';

/** A place where the end of a drill is scheduled. */
interface Home {
  readonly region: string;
  readonly targetArn: string;
  readonly roleArn: string;
}

/** The janitor here, and the sweeper of the second Region where there is one: the loss of one Region leaves the other. */
export function homes(): Home[] {
  const second = environment('SECOND_REGION');
  return [
    { region: ownRegion(), targetArn: environment('JANITOR_ARN'), roleArn: environment('DEAD_MAN_ROLE_ARN') },
    ...(second === 'none'
      ? []
      : [{ region: second, targetArn: environment('SECOND_SWEEPER_ARN'), roleArn: environment('SECOND_DEAD_MAN_ROLE_ARN') }]),
  ];
}

/** The Regions in which drills have schedules. */
function regions(): string[] {
  const second = environment('SECOND_REGION');
  return [ownRegion(), ...(second === 'none' ? [] : [second])];
}

const scheduler = (region: string): SchedulerClient => client(SchedulerClient, { region });

/**
 * Schedules the end of a drill for `t1` in every home, and reads it back: only what is there, enabled and on time counts. A one-time schedule
 * stays when it has fired, so that a drill that was forgotten is seen.
 */
export async function scheduleEnd(drillId: string, t1: string): Promise<string[]> {
  const Name = drillName(drillId);
  const ScheduleExpression = `at(${t1.replace(/Z$/, '')})`;
  const armed: string[] = [];
  for (const { region, targetArn, roleArn } of homes()) {
    try {
      await scheduler(region).send(
        new CreateScheduleCommand({
          ...{ Name, ScheduleExpression, ScheduleExpressionTimezone: 'UTC', State: 'ENABLED' },
          Description: `Ends drill ${drillId} when everything else has failed.`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'NONE',
          Target: {
            Arn: targetArn,
            RoleArn: roleArn,
            Input: JSON.stringify({ drillId, cause: 'dead-man schedule' }),
            RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
          },
        }),
      );
    } catch (error) {
      // Made by an attempt whose answer was lost: reading back tells whether it is right.
      if (awsErrorName(error) !== 'ConflictException') throw error;
    }
    const made = await scheduler(region).send(new GetScheduleCommand({ Name }));
    if (made.State !== 'ENABLED' || made.ScheduleExpression !== ScheduleExpression || made.Target?.Arn !== targetArn) {
      throw new DrillRefused(
        `the schedule ${Name} in ${region} reads back as ${made.State} ${made.ScheduleExpression}: the drill is not armed`,
      );
    }
    armed.push(`${region} ${ScheduleExpression}`);
  }
  return armed;
}

export async function removeSchedules(drillId: string): Promise<void> {
  for (const region of regions()) await removeSchedule(drillName(drillId), region);
}

async function removeSchedule(Name: string, region: string): Promise<void> {
  try {
    await scheduler(region).send(new DeleteScheduleCommand({ Name }));
  } catch (error) {
    if (awsErrorName(error) !== 'ResourceNotFoundException') throw error;
  }
}

/** Ids of the drills that have a schedule in some home. */
export async function scheduledDrills(): Promise<Set<string>> {
  const prefix = drillName('');
  const found = new Set<string>();
  for (const region of regions()) {
    const schedules = await allPages(
      (NextToken) => scheduler(region).send(new ListSchedulesCommand({ NamePrefix: prefix, NextToken })),
      ({ Schedules }) => Schedules,
      ({ NextToken }) => NextToken,
    );
    for (const { Name } of schedules) found.add(Name!.slice(prefix.length));
  }
  return found;
}
