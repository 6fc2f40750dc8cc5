/** AWS::Events::Rule and AWS::Events::EventBusPolicy (CloudFormation Template Reference, Amazon EventBridge). */
import type { Json } from '../../../engine/json.ts';
import type { JsonObject } from '../template.ts';
import { listOf, physicalName, pick, policyText, type ResourceType } from '../resource-type.ts';

const rule: ResourceType = {
  async apply(request, context) {
    const { properties } = request;
    const Name = physicalName(request, context, 'Name');
    const bus = pick(properties, ['EventBusName']);
    const { RuleArn } = await context.call<{ RuleArn: string }>('events', 'PutRule', {
      Name,
      ...bus,
      ...pick(properties, ['Description', 'RoleArn', 'ScheduleExpression', 'State']),
      ...(properties['EventPattern'] === undefined ? {} : { EventPattern: policyText(properties['EventPattern']) }),
    });
    const Targets = listOf(properties, 'Targets') as (JsonObject & { Id: string })[];
    if (Targets.length > 0) {
      const answer = await context.call<{ FailedEntries?: Json[] }>('events', 'PutTargets', { Rule: Name, ...bus, Targets });
      if (answer.FailedEntries?.length)
        throw new Error(`the targets of the rule ${Name} were refused: ${JSON.stringify(answer.FailedEntries)}`);
    }
    return { physicalId: Name, attributes: { Arn: RuleArn } };
  },
};

const eventBusPolicy: ResourceType = {
  async apply({ properties, logicalId }, context) {
    await context.call(
      'events',
      'PutPermission',
      pick(properties, ['EventBusName', 'Action', 'Principal', 'StatementId', 'Condition']),
    );
    return { physicalId: logicalId, attributes: {} };
  },
};

export const events: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::Rule': rule,
  'AWS::Events::EventBusPolicy': eventBusPolicy,
};
