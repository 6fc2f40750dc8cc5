/**
 * AWS::Logs::LogGroup. CloudWatch Logs is not simulated: functions' lines go to the caller of `openLocal`, machines' executions to
 * their folders. A log group is a name that others refer to.
 */
import { physicalName, type ResourceType } from '../resource-type.ts';

const logGroup: ResourceType = {
  apply(request, context) {
    const name = physicalName(request, context, 'LogGroupName', 512);
    const Arn = `arn:aws:logs:${context.region}:${context.account}:log-group:${name}:*`;
    return Promise.resolve({ physicalId: name, attributes: { Arn } });
  },
};

export const logs: Readonly<Record<string, ResourceType>> = { 'AWS::Logs::LogGroup': logGroup };
