/** AWS::Scheduler::* (CloudFormation Template Reference, EventBridge Scheduler). */
import { createOrUpdate, physicalName, pick, type ResourceType } from '../resource-type.ts';

const schedule: ResourceType = {
  async apply(request, context) {
    const Name = physicalName(request, context, 'Name');
    const input = {
      Name,
      ...pick(request.properties, ['ScheduleExpression', 'ScheduleExpressionTimezone', 'FlexibleTimeWindow', 'Target', 'State']),
      ...pick(request.properties, ['GroupName', 'Description', 'StartDate', 'EndDate', 'KmsKeyArn']),
    };
    const { ScheduleArn } = await createOrUpdate<{ ScheduleArn: string }>(
      () => context.call('scheduler', 'CreateSchedule', input),
      ['ConflictException'],
      () => context.call('scheduler', 'UpdateSchedule', input),
    );
    return { physicalId: Name, attributes: { Arn: ScheduleArn } };
  },
};

const scheduleGroup: ResourceType = {
  async apply(request, context) {
    const Name = physicalName(request, context, 'Name');
    const Arn = `arn:aws:scheduler:${context.region}:${context.account}:schedule-group/${Name}`;
    await createOrUpdate<object>(
      () => context.call('scheduler', 'CreateScheduleGroup', { Name }),
      ['ConflictException'],
      () => Promise.resolve({}),
    );
    return { physicalId: Name, attributes: { Arn, State: 'ACTIVE' } };
  },
};

export const scheduler: Readonly<Record<string, ResourceType>> = {
  'AWS::Scheduler::Schedule': schedule,
  'AWS::Scheduler::ScheduleGroup': scheduleGroup,
};
