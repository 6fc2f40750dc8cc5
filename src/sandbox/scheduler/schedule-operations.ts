/** Schedules: creation, change, deletion, reading (EventBridge Scheduler API reference). */
import type {
  CreateScheduleInput,
  CreateScheduleOutput,
  DeleteScheduleInput,
  GetScheduleInput,
  GetScheduleOutput,
  ListSchedulesInput,
  ListSchedulesOutput,
  UpdateScheduleInput,
} from '@aws-sdk/client-scheduler';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable, Permission } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { armed } from './firing.ts';
import type { ScheduleRow } from './rows.ts';
import { groupArn, requireGroup, scheduleArn, scheduleOf, schedules } from './rows.ts';
import { parseSchedule } from './schedule-expression.ts';
import { assumeScheduleRole } from './targets.ts';

const validation = (message: string): AwsError => new AwsError('ValidationException', message);

/** The row that an input describes; the whole schedule is replaced on update, as on AWS. */
function rowOf(input: CreateScheduleInput | UpdateScheduleInput, context: CallContext): ScheduleRow {
  const { Name = '', GroupName = 'default', ScheduleExpression = '', ScheduleExpressionTimezone = 'UTC', Target } = input;
  if (!/^[0-9a-zA-Z-_.]{1,64}$/.test(Name)) {
    throw validation(
      `1 validation error detected: Value '${Name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$`,
    );
  }
  requireGroup(GroupName, context);
  if (!isTimezone(ScheduleExpressionTimezone)) {
    throw validation(`Invalid ScheduleExpressionTimezone ${ScheduleExpressionTimezone}.`);
  }
  if (!parseSchedule(ScheduleExpression, ScheduleExpressionTimezone)) {
    throw validation(`Invalid Schedule Expression ${ScheduleExpression}.`);
  }
  if (!Target?.Arn || !Target.RoleArn) throw validation('Target must have an Arn and a RoleArn.');
  const [, , kind, , account] = Target.Arn.split(':');
  if (kind !== 'scheduler' && !/^\d{12}$/.test(account ?? '')) throw validation(`Provided Arn is not in correct format.`);
  requireTrust(Target.RoleArn, groupArn(GroupName, context), context);
  return {
    arn: scheduleArn(Name, GroupName, context),
    name: Name,
    group: GroupName,
    expression: ScheduleExpression,
    timezone: ScheduleExpressionTimezone,
    state: input.State ?? 'ENABLED',
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.StartDate ? { start: input.StartDate.getTime() } : {}),
    ...(input.EndDate ? { end: input.EndDate.getTime() } : {}),
    afterCompletion: input.ActionAfterCompletion ?? 'NONE',
    target: Target,
    created: context.now,
    modified: context.now,
  };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** AWS looks at the role's trust policy when the schedule is made. */
function requireTrust(roleArn: string, sourceArn: string, context: CallContext): void {
  try {
    assumeScheduleRole(roleArn, sourceArn, context);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validation('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  }
}

function create(input: CreateScheduleInput, context: CallContext): CreateScheduleOutput {
  const row = rowOf(input, context);
  if (schedules(context.store).has(row.arn)) {
    throw new AwsError('ConflictException', `Schedule ${row.name} already exists.`, { statusCode: 409 });
  }
  schedules(context.store).put(row.arn, armed(row, context.now, context));
  return { ScheduleArn: row.arn };
}

function update(input: UpdateScheduleInput, context: CallContext): CreateScheduleOutput {
  const present = scheduleOf(input.Name, input.GroupName, context);
  const { timer } = present;
  const row = { ...rowOf(input, context), created: present.created, ...(timer === undefined ? {} : { timer }) };
  schedules(context.store).put(row.arn, armed(row, context.now, context));
  return { ScheduleArn: row.arn };
}

function remove({ Name, GroupName }: DeleteScheduleInput, context: CallContext): object {
  const row = scheduleOf(Name, GroupName, context);
  if (row.timer !== undefined) context.cancelTimer(row.timer);
  schedules(context.store).delete(row.arn);
  return {};
}

function describe(row: ScheduleRow): GetScheduleOutput {
  return {
    Arn: row.arn,
    Name: row.name,
    GroupName: row.group,
    ScheduleExpression: row.expression,
    ScheduleExpressionTimezone: row.timezone,
    State: row.state,
    ...(row.description === undefined ? {} : { Description: row.description }),
    ...(row.start === undefined ? {} : { StartDate: new Date(row.start) }),
    ...(row.end === undefined ? {} : { EndDate: new Date(row.end) }),
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: row.afterCompletion,
    Target: row.target,
    CreationDate: new Date(row.created),
    LastModificationDate: new Date(row.modified),
  };
}

function list({ GroupName, NamePrefix = '', State }: ListSchedulesInput, context: CallContext): ListSchedulesOutput {
  const prefix = scheduleArn('', GroupName, context).replace(/default\/$/, GroupName === undefined ? '' : 'default/');
  const found = [...schedules(context.store).values()].filter(
    ({ arn, name, state }) => arn.startsWith(prefix) && name.startsWith(NamePrefix) && (State === undefined || state === State),
  );
  return {
    Schedules: found.map((row) => ({
      Arn: row.arn,
      Name: row.name,
      GroupName: row.group,
      State: row.state,
      CreationDate: new Date(row.created),
      LastModificationDate: new Date(row.modified),
      Target: { Arn: row.target.Arn },
    })),
  };
}

interface OfSchedule {
  readonly Name?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly Target?: { readonly RoleArn?: string | undefined } | undefined;
}

/** The schedule's ARN, and handing over the target's role where there is one. */
const onSchedule =
  (action: string) =>
  ({ Name = '', GroupName, Target }: OfSchedule, context: CallContext): readonly Permission[] => [
    { action: `scheduler:${action}`, resources: [scheduleArn(Name, GroupName, context)] },
    ...(Target?.RoleArn === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resources: [Target.RoleArn],
            conditions: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
          },
        ]),
  ];

export const scheduleOperations: OperationTable = {
  CreateSchedule: operation<CreateScheduleInput, CreateScheduleOutput>({
    handle: create,
    permissions: onSchedule('CreateSchedule'),
  }),
  UpdateSchedule: operation<UpdateScheduleInput, CreateScheduleOutput>({
    handle: update,
    permissions: onSchedule('UpdateSchedule'),
  }),
  DeleteSchedule: operation<DeleteScheduleInput, object>({ handle: remove, permissions: onSchedule('DeleteSchedule') }),
  GetSchedule: operation<GetScheduleInput, GetScheduleOutput>({
    handle: ({ Name, GroupName }, context) => describe(scheduleOf(Name, GroupName, context)),
    permissions: onSchedule('GetSchedule'),
  }),
  ListSchedules: operation<ListSchedulesInput, ListSchedulesOutput>({ handle: list }),
};
