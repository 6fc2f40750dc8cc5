/** AWS::DynamoDB::Table (CloudFormation Template Reference, Amazon DynamoDB). */
import { isObject } from '../template.ts';
import { createOrUpdate, physicalName, pick, type ResourceType } from '../resource-type.ts';

const table: ResourceType = {
  async apply(request, context) {
    const { properties } = request;
    const TableName = physicalName(request, context, 'TableName', 255);
    const stream = properties['StreamSpecification'];
    const { TableArn, LatestStreamArn } = await createOrUpdate<{ TableArn: string; LatestStreamArn?: string }>(
      async () =>
        (
          await context.call<{ TableDescription: { TableArn: string } }>('dynamodb', 'CreateTable', {
            TableName,
            ...pick(properties, ['AttributeDefinitions', 'KeySchema', 'BillingMode', 'ProvisionedThroughput']),
            ...pick(properties, ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes', 'SSESpecification', 'Tags', 'TableClass']),
            ...pick(properties, ['DeletionProtectionEnabled']),
            ...(isObject(stream) ? { StreamSpecification: { StreamEnabled: true, ...stream } } : {}),
          })
        ).TableDescription,
      ['ResourceInUseException'],
      async () => (await context.call<{ Table: { TableArn: string } }>('dynamodb', 'DescribeTable', { TableName })).Table,
    );
    if (isObject(properties['TimeToLiveSpecification']) && !request.previous) {
      const { TimeToLiveSpecification } = properties;
      await context.call('dynamodb', 'UpdateTimeToLive', { TableName, TimeToLiveSpecification });
    }
    if (isObject(properties['PointInTimeRecoverySpecification'])) {
      const { PointInTimeRecoverySpecification } = properties;
      await context.call('dynamodb', 'UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification });
    }
    return { physicalId: TableName, attributes: { Arn: TableArn, ...(LatestStreamArn ? { StreamArn: LatestStreamArn } : {}) } };
  },
};

export const dynamodb: Readonly<Record<string, ResourceType>> = { 'AWS::DynamoDB::Table': table };
