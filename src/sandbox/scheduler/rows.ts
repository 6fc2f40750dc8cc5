/** Schedules and groups as the store keeps them. */
import type { Target } from '@aws-sdk/client-scheduler';
import { AwsError } from '../core/errors.ts';
import type { CallContext } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';

/** `scheduler/schedules`, key: ARN. Times in virtual milliseconds. */
export interface ScheduleRow {
  readonly arn: string;
  readonly name: string;
  readonly group: string;
  readonly expression: string;
  readonly timezone: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly description?: string;
  readonly start?: number;
  readonly end?: number;
  readonly afterCompletion: 'NONE' | 'DELETE';
  readonly target: Target;
  readonly created: number;
  readonly modified: number;
  /** The timer that waits for the next time; absent when there is none. */
  readonly timer?: string;
}

/** `scheduler/groups`, key: ARN. The group `default` is always there, without a row. */
export interface GroupRow {
  readonly arn: string;
  readonly name: string;
  readonly created: number;
}

export const schedules = (store: Store): Table<ScheduleRow> => store.table<ScheduleRow>('scheduler/schedules');
export const groups = (store: Store): Table<GroupRow> => store.table<GroupRow>('scheduler/groups');

type Place = Pick<CallContext, 'account' | 'region'>;

export const scheduleArn = (name: string, group: string | undefined, { account, region }: Place): string =>
  `arn:aws:scheduler:${region}:${account}:schedule/${group ?? 'default'}/${name}`;
export const groupArn = (name: string, { account, region }: Place): string =>
  `arn:aws:scheduler:${region}:${account}:schedule-group/${name}`;

/** The schedule, or ResourceNotFoundException. */
export function scheduleOf(name: string | undefined, group: string | undefined, context: CallContext): ScheduleRow {
  const row = schedules(context.store).get(scheduleArn(name ?? '', group, context));
  if (!row) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, { statusCode: 404 });
  return row;
}

/** Refuses a group that is not there. */
export function requireGroup(name: string | undefined, context: CallContext): void {
  if (name === undefined || name === 'default' || groups(context.store).has(groupArn(name, context))) return;
  throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, { statusCode: 404 });
}
