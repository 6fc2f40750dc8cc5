/** Buckets: creation, deletion, listing and their settings. */
import type {
  CreateBucketCommandInput,
  CreateBucketOutput,
  DeleteBucketRequest,
  GetBucketLocationOutput,
  GetBucketVersioningOutput,
  HeadBucketOutput,
  ListBucketsOutput,
  PutBucketPolicyRequest,
  PutBucketVersioningRequest,
} from '@aws-sdk/client-s3';
import { AwsError } from '../core/errors.ts';
import type { CallContext, Operation, OperationTable } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { bucketExists, bucketNotEmpty, bucketOwnedByYou, invalidBucketName, malformedPolicy, notFound } from './errors.ts';
import { bucketPermission, onBucket } from './permissions.ts';
import type { BucketRow } from './rows.ts';
import { bucketOf, buckets, versions } from './rows.ts';

type OnBucket = { readonly Bucket?: string | undefined };

function create({ Bucket = '', CreateBucketConfiguration }: CreateBucketCommandInput, context: CallContext): CreateBucketOutput {
  if (!/^(?!xn--)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(Bucket) || /\.\.|^\d+\.\d+\.\d+\.\d+$/.test(Bucket)) {
    throw invalidBucketName({ BucketName: Bucket });
  }
  const present = buckets(context.store).get(Bucket);
  if (present) throw (present.account === context.account ? bucketOwnedByYou : bucketExists)({ BucketName: Bucket });
  buckets(context.store).put(Bucket, {
    name: Bucket,
    account: context.account,
    region: CreateBucketConfiguration?.LocationConstraint ?? context.region,
    created: context.now,
    eventBridge: false,
    settings: {},
  });
  return { Location: `/${Bucket}` };
}

function remove({ Bucket }: DeleteBucketRequest, context: CallContext): object {
  const row = bucketOf(Bucket, context);
  if (versions(context.store).keys(row.name).length > 0) throw bucketNotEmpty({ BucketName: row.name });
  buckets(context.store).delete(row.name);
  return {};
}

function update(Bucket: string | undefined, context: CallContext, change: (row: BucketRow) => BucketRow): object {
  const row = bucketOf(Bucket, context);
  buckets(context.store).put(row.name, change(row));
  return {};
}

interface Setting {
  /** Operations are Put<name>, Get<name> and, where there is one, Delete<name>. */
  readonly name: string;
  /** Member of the Put input and of the Get output. */
  readonly member: string;
  readonly putAction: string;
  readonly getAction: string;
  /** What Get answers while nothing is set; an error's code and message where S3 has one. */
  readonly unset: readonly [string, string] | undefined;
  readonly deletable: boolean;
}

/** Settings that are stored and returned. Lifecycle rules do not expire objects here (see sandbox-differences). */
const settings: readonly Setting[] = [
  {
    name: 'BucketEncryption',
    member: 'ServerSideEncryptionConfiguration',
    putAction: 'PutEncryptionConfiguration',
    getAction: 'GetEncryptionConfiguration',
    unset: ['ServerSideEncryptionConfigurationNotFoundError', 'The server side encryption configuration was not found'],
    deletable: true,
  },
  {
    name: 'PublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
    putAction: 'PutBucketPublicAccessBlock',
    getAction: 'GetBucketPublicAccessBlock',
    unset: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
    deletable: true,
  },
  {
    name: 'BucketOwnershipControls',
    member: 'OwnershipControls',
    putAction: 'PutBucketOwnershipControls',
    getAction: 'GetBucketOwnershipControls',
    unset: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
    deletable: true,
  },
  {
    name: 'BucketTagging',
    member: 'Tagging',
    putAction: 'PutBucketTagging',
    getAction: 'GetBucketTagging',
    unset: ['NoSuchTagSet', 'The TagSet does not exist'],
    deletable: true,
  },
];

/** Settings whose Get answers with the configuration's own members. */
const flatSettings: readonly Setting[] = [
  {
    name: 'BucketLifecycleConfiguration',
    member: 'LifecycleConfiguration',
    putAction: 'PutLifecycleConfiguration',
    getAction: 'GetLifecycleConfiguration',
    unset: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
    deletable: false,
  },
  {
    name: 'BucketNotificationConfiguration',
    member: 'NotificationConfiguration',
    putAction: 'PutBucketNotification',
    getAction: 'GetBucketNotification',
    unset: undefined,
    deletable: false,
  },
];

type SettingInput = OnBucket & Readonly<Record<string, unknown>>;

function put({ member, putAction }: Setting): Operation<SettingInput, object> {
  return operation<SettingInput, object>({
    handle: (input, context) =>
      update(input.Bucket, context, (row) => {
        const value = input[member];
        const eventBridge =
          member === 'NotificationConfiguration'
            ? (value as { EventBridgeConfiguration?: object } | undefined)?.EventBridgeConfiguration !== undefined
            : row.eventBridge;
        return { ...row, eventBridge, settings: { ...row.settings, [member]: value ?? {} } };
      }),
    permissions: onBucket(putAction),
  });
}

function get({ member, getAction, unset }: Setting, flat: boolean): Operation<OnBucket, object> {
  return operation<OnBucket, object>({
    handle: ({ Bucket }, context) => {
      const row = bucketOf(Bucket, context);
      const value = row.settings[member];
      if (value === undefined && unset)
        throw new AwsError(unset[0], unset[1], { statusCode: 404, fields: { BucketName: row.name } });
      const configuration = (value ?? {}) as object;
      if (flat) return configuration;
      // GetBucketTagging alone answers with the members of what PutBucketTagging took.
      return member === 'Tagging' ? configuration : { [member]: configuration };
    },
    permissions: onBucket(getAction),
  });
}

function unset({ member, putAction }: Setting): Operation<OnBucket, object> {
  return operation<OnBucket, object>({
    handle: ({ Bucket }, context) =>
      update(Bucket, context, (row) => {
        const { [member]: _removed, ...rest } = row.settings;
        return { ...row, settings: rest };
      }),
    permissions: onBucket(putAction),
  });
}

function putPolicy({ Bucket, Policy }: PutBucketPolicyRequest, context: CallContext): object {
  try {
    const document = JSON.parse(Policy ?? '') as { Statement?: unknown };
    if (document.Statement === undefined) throw malformedPolicy('Missing required field Statement');
  } catch (error) {
    throw error instanceof AwsError ? error : malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  }
  return update(Bucket, context, (row) => ({ ...row, policy: Policy! }));
}

export const bucketOperations: OperationTable = {
  CreateBucket: operation<CreateBucketCommandInput, CreateBucketOutput>({
    handle: create,
    permissions: onBucket('CreateBucket'),
  }),
  DeleteBucket: operation<DeleteBucketRequest, object>({ handle: remove, permissions: onBucket('DeleteBucket') }),
  HeadBucket: operation<OnBucket, HeadBucketOutput>({
    handle: ({ Bucket }, context) => {
      if (!buckets(context.store).has(Bucket ?? '')) throw notFound();
      return { BucketRegion: bucketOf(Bucket, context).region };
    },
    permissions: onBucket('ListBucket'),
  }),
  ListBuckets: operation<object, ListBucketsOutput>({
    handle: (_input, context) => ({
      Buckets: [...buckets(context.store).values()]
        .filter(({ account }) => account === context.account)
        .map(({ name, region, created }) => ({ Name: name, BucketRegion: region, CreationDate: new Date(created) })),
    }),
    permissions: () => [{ action: 's3:ListAllMyBuckets', resources: ['*'] }],
  }),
  GetBucketLocation: operation<OnBucket, GetBucketLocationOutput>({
    handle: ({ Bucket }, context) => {
      const { region } = bucketOf(Bucket, context);
      return region === 'us-east-1' ? {} : { LocationConstraint: region as 'eu-west-1' };
    },
    permissions: onBucket('GetBucketLocation'),
  }),
  PutBucketVersioning: operation<PutBucketVersioningRequest, object>({
    handle: ({ Bucket, VersioningConfiguration }, context) =>
      update(Bucket, context, (row) => ({ ...row, versioning: VersioningConfiguration!.Status! })),
    permissions: onBucket('PutBucketVersioning'),
  }),
  GetBucketVersioning: operation<OnBucket, GetBucketVersioningOutput>({
    handle: ({ Bucket }, context) => {
      const { versioning } = bucketOf(Bucket, context);
      return versioning === undefined ? {} : { Status: versioning };
    },
    permissions: onBucket('GetBucketVersioning'),
  }),
  PutBucketPolicy: operation<PutBucketPolicyRequest, object>({ handle: putPolicy, permissions: onBucket('PutBucketPolicy') }),
  GetBucketPolicy: operation<OnBucket, { Policy: string }>({
    handle: ({ Bucket }, context) => {
      const { policy, name } = bucketOf(Bucket, context);
      if (policy === undefined) {
        throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', {
          statusCode: 404,
          fields: { BucketName: name },
        });
      }
      return { Policy: policy };
    },
    permissions: onBucket('GetBucketPolicy'),
  }),
  DeleteBucketPolicy: operation<OnBucket, object>({
    handle: ({ Bucket }, context) => update(Bucket, context, ({ policy: _removed, ...row }) => row),
    permissions: ({ Bucket }, context) => [bucketPermission('DeleteBucketPolicy', Bucket, context)],
  }),
  ...Object.fromEntries([
    ...settings.flatMap((setting) => [
      [`Put${setting.name}`, put(setting)],
      [`Get${setting.name}`, get(setting, false)],
      ...(setting.deletable ? [[`Delete${setting.name}`, unset(setting)]] : []),
    ]),
    ...flatSettings.flatMap((setting) => [
      [`Put${setting.name}`, put(setting)],
      [`Get${setting.name}`, get(setting, true)],
    ]),
    ['DeleteBucketLifecycle', unset(flatSettings[0]!)],
  ]),
};
