/** AWS::CloudWatch::Alarm (CloudFormation Template Reference, Amazon CloudWatch). */
import { physicalName, type ResourceType } from '../resource-type.ts';

const alarm: ResourceType = {
  async apply(request, context) {
    const AlarmName = physicalName(request, context, 'AlarmName', 255);
    // Every other property has the API's own name.
    await context.call('monitoring', 'PutMetricAlarm', { ...request.properties, AlarmName });
    const Arn = `arn:aws:cloudwatch:${context.region}:${context.account}:alarm:${AlarmName}`;
    return { physicalId: AlarmName, attributes: { Arn } };
  },
};

export const cloudwatch: Readonly<Record<string, ResourceType>> = { 'AWS::CloudWatch::Alarm': alarm };
