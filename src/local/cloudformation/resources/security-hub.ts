/** AWS::SecurityHub::* (CloudFormation Template Reference, AWS Security Hub). */
import { AwsError } from '../../../sandbox/core/errors.ts';
import { textOf, type ResourceType } from '../resource-type.ts';

const actionTarget: ResourceType = {
  async apply({ properties }, context) {
    const Id = textOf(properties, 'Id');
    const arn = `arn:aws:securityhub:${context.region}:${context.account}:action/custom/${Id}`;
    try {
      const Name = textOf(properties, 'ActionName');
      await context.call('securityhub', 'CreateActionTarget', { Name, Description: textOf(properties, 'Description'), Id });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceConflictException') throw error;
    }
    return { physicalId: arn, attributes: { ActionTargetArn: arn } };
  },
};

export const securityHub: Readonly<Record<string, ResourceType>> = { 'AWS::SecurityHub::ActionTarget': actionTarget };
