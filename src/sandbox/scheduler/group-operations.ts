/** Schedule groups. */
import type {
  CreateScheduleGroupInput,
  CreateScheduleGroupOutput,
  GetScheduleGroupOutput,
  ListScheduleGroupsInput,
  ListScheduleGroupsOutput,
} from '@aws-sdk/client-scheduler';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable, Permission } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { groupArn, groups, requireGroup, scheduleArn, schedules } from './rows.ts';

type OfGroup = { readonly Name?: string | undefined };

const onGroup =
  (action: string) =>
  ({ Name = '' }: OfGroup, context: CallContext): readonly Permission[] => [
    { action: `scheduler:${action}`, resources: [groupArn(Name, context)] },
  ];

function create({ Name = '' }: CreateScheduleGroupInput, context: CallContext): CreateScheduleGroupOutput {
  const arn = groupArn(Name, context);
  if (Name === 'default' || groups(context.store).has(arn)) {
    throw new AwsError('ConflictException', `Schedule group ${Name} already exists.`, { statusCode: 409 });
  }
  groups(context.store).put(arn, { arn, name: Name, created: context.now });
  return { ScheduleGroupArn: arn };
}

/** Deletes the group with its schedules. */
function remove({ Name = '' }: OfGroup, context: CallContext): object {
  if (Name === 'default') throw new AwsError('ValidationException', 'Cannot delete the default schedule group.');
  requireGroup(Name, context);
  const prefix = scheduleArn('', Name, context);
  for (const { arn, timer } of [...schedules(context.store).values()].filter((row) => row.arn.startsWith(prefix))) {
    if (timer !== undefined) context.cancelTimer(timer);
    schedules(context.store).delete(arn);
  }
  groups(context.store).delete(groupArn(Name, context));
  return {};
}

const shown = (arn: string, name: string, created: number): GetScheduleGroupOutput => ({
  Arn: arn,
  Name: name,
  State: 'ACTIVE',
  CreationDate: new Date(created),
  LastModificationDate: new Date(created),
});

export const groupOperations: OperationTable = {
  CreateScheduleGroup: operation<CreateScheduleGroupInput, CreateScheduleGroupOutput>({
    handle: create,
    permissions: onGroup('CreateScheduleGroup'),
  }),
  DeleteScheduleGroup: operation<OfGroup, object>({ handle: remove, permissions: onGroup('DeleteScheduleGroup') }),
  GetScheduleGroup: operation<OfGroup, GetScheduleGroupOutput>({
    handle: ({ Name }, context) => {
      requireGroup(Name, context);
      const arn = groupArn(Name ?? 'default', context);
      return shown(arn, Name ?? 'default', groups(context.store).get(arn)?.created ?? 0);
    },
    permissions: onGroup('GetScheduleGroup'),
  }),
  ListScheduleGroups: operation<ListScheduleGroupsInput, ListScheduleGroupsOutput>({
    handle: ({ NamePrefix = '' }, context) => {
      const own = [...groups(context.store).values()].filter(({ arn }) => arn.startsWith(groupArn('', context)));
      const all = [{ arn: groupArn('default', context), name: 'default', created: 0 }, ...own];
      const found = all.filter(({ name }) => name.startsWith(NamePrefix));
      return { ScheduleGroups: found.map(({ arn, name, created }) => shown(arn, name, created)) };
    },
  }),
};
