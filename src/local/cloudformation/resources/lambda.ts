/** AWS::Lambda::* (CloudFormation Template Reference, AWS Lambda). */
import type { JsonObject } from '../template.ts';
import { createOrUpdate, physicalName, pick, textOf, type ResourceType } from '../resource-type.ts';

const configuration = [
  'Role',
  'Handler',
  'Runtime',
  'Description',
  'Timeout',
  'MemorySize',
  'Environment',
  'Layers',
  'TracingConfig',
  'DeadLetterConfig',
  'EphemeralStorage',
  'LoggingConfig',
  'KmsKeyArn',
] as const;

const lambdaFunction: ResourceType = {
  async apply(request, context) {
    const { properties } = request;
    const name = physicalName(request, context, 'FunctionName');
    // The packager's zip is not read: the code that runs is the bundle behind `Handler`, and its hash stands for the zip.
    const code = { S3Bucket: 'groundcrew-local', S3Key: context.codeHash(textOf(properties, 'Handler')) };
    const made = await createOrUpdate<{ FunctionArn?: string }>(
      () =>
        context.call('lambda', 'CreateFunction', {
          FunctionName: name,
          Code: code,
          ...pick(properties, [...configuration, 'Architectures', 'PackageType']),
          ...(properties['Tags'] ? { Tags: tagMap(properties) } : {}),
        }),
      ['ResourceConflictException'],
      async () => {
        await context.call('lambda', 'UpdateFunctionCode', { FunctionName: name, ...code });
        return context.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: name, ...pick(properties, configuration) });
      },
    );
    if (typeof properties['ReservedConcurrentExecutions'] === 'number') {
      await context.call('lambda', 'PutFunctionConcurrency', {
        FunctionName: name,
        ReservedConcurrentExecutions: properties['ReservedConcurrentExecutions'],
      });
    }
    const arn = `arn:aws:lambda:${context.region}:${context.account}:function:${name}`;
    return { physicalId: name, attributes: { Arn: made.FunctionArn?.replace(/:\$LATEST$/, '') ?? arn } };
  },
};

const version: ResourceType = {
  async apply({ properties, previous }, context) {
    if (previous) return previous;
    const { FunctionArn, Version } = await context.call<{ FunctionArn: string; Version: string }>('lambda', 'PublishVersion', {
      FunctionName: textOf(properties, 'FunctionName'),
      ...pick(properties, ['Description']),
    });
    return { physicalId: FunctionArn, attributes: { Version, FunctionArn } };
  },
};

const permission: ResourceType = {
  async apply({ logicalId, properties }, context) {
    const input = {
      StatementId: `${context.stackName}-${logicalId}`.slice(0, 100),
      ...pick(properties, [
        'FunctionName',
        'Action',
        'Principal',
        'SourceArn',
        'SourceAccount',
        'EventSourceToken',
        'PrincipalOrgID',
      ]),
      ...pick(properties, ['FunctionUrlAuthType', 'InvokedViaFunctionUrl']),
    };
    await createOrUpdate(
      () => context.call('lambda', 'AddPermission', input),
      ['ResourceConflictException'],
      async () => {
        await context.call('lambda', 'RemovePermission', pick(input, ['FunctionName', 'StatementId']));
        return context.call('lambda', 'AddPermission', input);
      },
    );
    return { physicalId: input.StatementId, attributes: { Id: input.StatementId } };
  },
};

const alias: ResourceType = {
  async apply({ properties }, context) {
    const input = pick(properties, ['FunctionName', 'Name', 'FunctionVersion', 'Description', 'RoutingConfig']);
    const { AliasArn } = await createOrUpdate<{ AliasArn: string }>(
      () => context.call('lambda', 'CreateAlias', input),
      ['ResourceConflictException'],
      () => context.call('lambda', 'UpdateAlias', input),
    );
    return { physicalId: AliasArn, attributes: { AliasArn } };
  },
};

const eventInvokeConfig: ResourceType = {
  async apply({ properties, logicalId }, context) {
    await context.call(
      'lambda',
      'PutFunctionEventInvokeConfig',
      pick(properties, ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig']),
    );
    return { physicalId: logicalId, attributes: {} };
  },
};

const url: ResourceType = {
  async apply({ properties }, context) {
    const input = {
      FunctionName: textOf(properties, 'TargetFunctionArn'),
      ...pick(properties, ['AuthType', 'Qualifier', 'InvokeMode', 'Cors']),
    };
    const { FunctionArn, FunctionUrl } = await createOrUpdate<{ FunctionArn: string; FunctionUrl: string }>(
      () => context.call('lambda', 'CreateFunctionUrlConfig', input),
      ['ResourceConflictException'],
      () => context.call('lambda', 'UpdateFunctionUrlConfig', input),
    );
    return { physicalId: FunctionArn, attributes: { FunctionArn, FunctionUrl } };
  },
};

const layerVersion: ResourceType = {
  async apply(request, context) {
    if (request.previous) return request.previous;
    const { LayerVersionArn } = await context.call<{ LayerVersionArn: string }>('lambda', 'PublishLayerVersion', {
      LayerName: physicalName(request, context, 'LayerName', 140),
      ...pick(request.properties, ['Content', 'CompatibleRuntimes', 'CompatibleArchitectures', 'Description', 'LicenseInfo']),
    });
    return { physicalId: LayerVersionArn, attributes: { LayerVersionArn } };
  },
};

const eventSourceMapping: ResourceType = {
  async apply({ properties, logicalId, previous }, context) {
    if (previous) return previous;
    const names = ['FunctionName', 'EventSourceArn', 'BatchSize', 'MaximumBatchingWindowInSeconds', 'FunctionResponseTypes'];
    const { UUID } = await context.call<{ UUID: string }>('lambda', 'CreateEventSourceMapping', pick(properties, names));
    return { physicalId: UUID, attributes: { Id: UUID, LogicalId: logicalId } };
  },
};

export const lambda: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Version': version,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Url': url,
  'AWS::Lambda::LayerVersion': layerVersion,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
};

/** Lambda's API takes tags as a map, CloudFormation as a list. */
function tagMap(properties: JsonObject): JsonObject {
  const tags = (properties['Tags'] ?? []) as { Key: string; Value: string }[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
