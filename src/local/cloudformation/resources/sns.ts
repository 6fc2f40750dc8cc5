/** AWS::SNS::* (CloudFormation Template Reference, Amazon SNS). */
import { isObject } from '../template.ts';
import { listOf, physicalName, pick, policyText, textOf, type DeployContext, type ResourceType } from '../resource-type.ts';

const topic: ResourceType = {
  async apply(request, context) {
    const { properties } = request;
    const fifo = properties['FifoTopic'] === true || properties['FifoTopic'] === 'true';
    const named = physicalName(request, context, 'TopicName', 256);
    const name = fifo && !named.endsWith('.fifo') ? `${named}.fifo` : named;
    const attributes: Record<string, string> = {};
    for (const member of ['DisplayName', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig'] as const) {
      if (properties[member] !== undefined) attributes[member] = String(properties[member]);
    }
    if (fifo) attributes['FifoTopic'] = 'true';
    if (properties['ContentBasedDeduplication'] !== undefined) {
      attributes['ContentBasedDeduplication'] = String(properties['ContentBasedDeduplication']);
    }
    // CreateTopic answers with the existing topic when name and attributes agree.
    const { TopicArn } = await context.call<{ TopicArn: string }>('sns', 'CreateTopic', {
      Name: name,
      Attributes: attributes,
      ...pick(properties, ['Tags']),
    });
    for (const entry of listOf(properties, 'Subscription')) {
      if (isObject(entry)) await subscribe(TopicArn, textOf(entry, 'Protocol'), textOf(entry, 'Endpoint'), {}, context);
    }
    return { physicalId: TopicArn, attributes: { TopicArn, TopicName: name } };
  },
};

const subscription: ResourceType = {
  async apply({ properties }, context) {
    const attributes: Record<string, string> = {};
    for (const member of ['FilterPolicy', 'RedrivePolicy', 'DeliveryPolicy'] as const) {
      if (properties[member] !== undefined) attributes[member] = policyText(properties[member]);
    }
    for (const member of ['FilterPolicyScope', 'RawMessageDelivery'] as const) {
      if (properties[member] !== undefined) attributes[member] = String(properties[member]);
    }
    const [topicArn, protocol] = [textOf(properties, 'TopicArn'), textOf(properties, 'Protocol')];
    const arn = await subscribe(topicArn, protocol, textOf(properties, 'Endpoint'), attributes, context);
    return { physicalId: arn, attributes: { Arn: arn } };
  },
};

async function subscribe(
  TopicArn: string,
  Protocol: string,
  Endpoint: string,
  Attributes: Record<string, string>,
  context: DeployContext,
): Promise<string> {
  const input = { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true };
  return (await context.call<{ SubscriptionArn: string }>('sns', 'Subscribe', input)).SubscriptionArn;
}

const topicPolicy: ResourceType = {
  async apply({ properties, logicalId }, context) {
    for (const TopicArn of listOf(properties, 'Topics')) {
      const AttributeValue = policyText(properties['PolicyDocument']);
      await context.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
    }
    return { physicalId: logicalId, attributes: { Id: logicalId } };
  },
};

export const sns: Readonly<Record<string, ResourceType>> = {
  'AWS::SNS::Topic': topic,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::TopicPolicy': topicPolicy,
};
