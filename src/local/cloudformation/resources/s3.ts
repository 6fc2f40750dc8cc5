/** AWS::S3::* (CloudFormation Template Reference, Amazon S3). */
import type { Json } from '../../../engine/json.ts';
import { isObject, type JsonObject } from '../template.ts';
import { createOrUpdate, listOf, physicalName, policyText, textOf, type ResourceType } from '../resource-type.ts';

const bucket: ResourceType = {
  async apply(request, context) {
    const { properties } = request;
    const { account, region } = context;
    const Bucket =
      typeof properties['BucketName'] === 'string'
        ? properties['BucketName']
        : `${physicalName(request, context, 'BucketName', 40).toLowerCase()}-${account}`.slice(0, 63);
    await createOrUpdate<object>(
      () => context.call('s3', 'CreateBucket', { Bucket, CreateBucketConfiguration: { LocationConstraint: region } }),
      ['BucketAlreadyOwnedByYou'],
      () => Promise.resolve({}),
    );
    for (const { property, operation, input } of settings) {
      const value = properties[property];
      if (isObject(value)) await context.call('s3', operation, { Bucket, ...input(value) });
    }
    return {
      physicalId: Bucket,
      attributes: {
        Arn: `arn:aws:s3:::${Bucket}`,
        DomainName: `${Bucket}.s3.amazonaws.com`,
        RegionalDomainName: `${Bucket}.s3.${region}.amazonaws.com`,
      },
    };
  },
};

/** Properties that are set with a call of their own, and how its input is made of the property. */
const settings: readonly { property: string; operation: string; input: (value: JsonObject) => JsonObject }[] = [
  {
    property: 'VersioningConfiguration',
    operation: 'PutBucketVersioning',
    input: (value) => ({ VersioningConfiguration: value }),
  },
  {
    property: 'BucketEncryption',
    operation: 'PutBucketEncryption',
    input: (value) => ({
      ServerSideEncryptionConfiguration: {
        Rules: listOf(value, 'ServerSideEncryptionConfiguration').map((rule) => {
          const { ServerSideEncryptionByDefault: byDefault, BucketKeyEnabled } = rule as JsonObject;
          return { ApplyServerSideEncryptionByDefault: byDefault ?? null, BucketKeyEnabled: BucketKeyEnabled ?? false };
        }),
      },
    }),
  },
  {
    property: 'PublicAccessBlockConfiguration',
    operation: 'PutPublicAccessBlock',
    input: (value) => ({ PublicAccessBlockConfiguration: value }),
  },
  {
    property: 'LifecycleConfiguration',
    operation: 'PutBucketLifecycleConfiguration',
    input: (value) => ({ LifecycleConfiguration: value }),
  },
  {
    property: 'NotificationConfiguration',
    operation: 'PutBucketNotificationConfiguration',
    input: (value) => ({ NotificationConfiguration: notifications(value) }),
  },
];

const targets = [
  { property: 'LambdaConfigurations', member: 'LambdaFunctionConfigurations', from: 'Function', to: 'LambdaFunctionArn' },
  { property: 'QueueConfigurations', member: 'QueueConfigurations', from: 'Queue', to: 'QueueArn' },
  { property: 'TopicConfigurations', member: 'TopicConfigurations', from: 'Topic', to: 'TopicArn' },
];

/** The API's notification configuration: one `Events` list and `Key` filter rules where CloudFormation has `Event` and `S3Key`. */
function notifications(value: JsonObject): JsonObject {
  const converted: JsonObject = {};
  const eventBridge = value['EventBridgeConfiguration'];
  if (isObject(eventBridge) && eventBridge['EventBridgeEnabled'] !== false && eventBridge['EventBridgeEnabled'] !== 'false') {
    converted['EventBridgeConfiguration'] = {};
  }
  for (const { property, member, from, to } of targets) {
    const entries = listOf(value, property) as JsonObject[];
    if (entries.length > 0) converted[member] = entries.map((entry) => notification(entry, from, to));
  }
  return converted;
}

function notification(entry: JsonObject, from: string, to: string): JsonObject {
  const { Event: event, Filter: filter } = entry;
  const key = isObject(filter) ? filter['S3Key'] : undefined;
  return {
    [to]: textOf(entry, from),
    Events: [event ?? null],
    ...(isObject(key) ? { Filter: { Key: { FilterRules: (key['Rules'] ?? []) as Json[] } } } : {}),
  };
}

const bucketPolicy: ResourceType = {
  async apply({ properties }, context) {
    const Bucket = textOf(properties, 'Bucket');
    await context.call('s3', 'PutBucketPolicy', { Bucket, Policy: policyText(properties['PolicyDocument']) });
    return { physicalId: Bucket, attributes: {} };
  },
};

export const s3: Readonly<Record<string, ResourceType>> = { 'AWS::S3::Bucket': bucket, 'AWS::S3::BucketPolicy': bucketPolicy };
