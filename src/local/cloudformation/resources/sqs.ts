/** AWS::SQS::* (CloudFormation Template Reference, Amazon SQS). */
import { createOrUpdate, listOf, physicalName, policyText, type ResourceType } from '../resource-type.ts';

/** Properties that are queue attributes of the same name. */
const attributeNames = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
] as const;

const queue: ResourceType = {
  async apply(request, context) {
    const { properties } = request;
    const Attributes: Record<string, string> = {};
    for (const name of attributeNames) if (properties[name] !== undefined) Attributes[name] = String(properties[name]);
    for (const name of ['RedrivePolicy', 'RedriveAllowPolicy'] as const) {
      if (properties[name] !== undefined) Attributes[name] = policyText(properties[name]);
    }
    const named = physicalName(request, context, 'QueueName', 75);
    const QueueName = Attributes['FifoQueue'] === 'true' && !named.endsWith('.fifo') ? `${named}.fifo` : named;
    const { QueueUrl } = await createOrUpdate<{ QueueUrl: string }>(
      () => context.call('sqs', 'CreateQueue', { QueueName, Attributes }),
      ['QueueNameExists', 'QueueAlreadyExists'],
      async () => {
        const found = await context.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName });
        await context.call('sqs', 'SetQueueAttributes', { ...found, Attributes });
        return found;
      },
    );
    const Arn = `arn:aws:sqs:${context.region}:${context.account}:${QueueName}`;
    return { physicalId: QueueUrl, attributes: { Arn, QueueName, QueueUrl } };
  },
};

const queuePolicy: ResourceType = {
  async apply({ properties, logicalId }, context) {
    const Policy = policyText(properties['PolicyDocument']);
    for (const QueueUrl of listOf(properties, 'Queues')) {
      await context.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
    }
    return { physicalId: logicalId, attributes: { Id: logicalId } };
  },
};

export const sqs: Readonly<Record<string, ResourceType>> = { 'AWS::SQS::Queue': queue, 'AWS::SQS::QueuePolicy': queuePolicy };
