/** Each protocol with a real SDK client on one side and a service that records its input on the other. */
import { GetAlternateContactCommand, AccountClient } from '@aws-sdk/client-account';
import { ControlTowerClient, ListEnabledControlsCommand } from '@aws-sdk/client-controltower';
import { DynamoDBClient, PutItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeAccountCommand, OrganizationsClient, TagResourceCommand } from '@aws-sdk/client-organizations';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { CreateScheduleCommand, SchedulerClient, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { PublishCommand, SNSClient, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Readable } from 'node:stream';
import { AwsError } from '../../../src/sandbox/core/errors.ts';
import { defineService, type Service } from '../../../src/sandbox/core/service.ts';
import { clientConfig, openTestSandbox, root } from '../support/open.ts';

interface Seen {
  operation?: string;
  input?: unknown;
}

/** A service whose operations record their input and answer `output`, or throw it when it is an error. */
function recorder(name: string, operations: readonly string[], output: unknown, seen: Seen): Service {
  return defineService({
    name,
    iamPrefix: name,
    operations: Object.fromEntries(
      operations.map((operation) => [
        operation,
        {
          unauthenticated: true,
          handle: (input: unknown) => {
            Object.assign(seen, { operation, input });
            if (output instanceof Error) throw output;
            return output;
          },
        },
      ]),
    ),
  });
}

async function open(name: string, operations: readonly string[], output: unknown) {
  const seen: Seen = {};
  const { sandbox } = await openTestSandbox({ services: [recorder(name, operations, output, seen)] });
  return { seen, config: clientConfig(sandbox, root) };
}

const when = new Date('2026-03-04T05:06:07.000Z');

describe('AWS JSON', () => {
  it('carries structures, lists, maps, timestamps and blobs both ways', async () => {
    const { seen, config } = await open('organizations', ['DescribeAccount', 'TagResource'], {
      Account: { Id: '1', JoinedTimestamp: when },
    });
    const client = new OrganizationsClient(config);
    expect((await client.send(new DescribeAccountCommand({ AccountId: '111111111111' }))).Account).toEqual({
      Id: '1',
      JoinedTimestamp: when,
    });
    expect(seen.input).toEqual({ AccountId: '111111111111' });
    await client.send(new TagResourceCommand({ ResourceId: 'r', Tags: [{ Key: 'a', Value: 'ü' }] }));
    expect(seen.input).toEqual({ ResourceId: 'r', Tags: [{ Key: 'a', Value: 'ü' }] });
  });

  it('carries recursive shapes and keys that are names of Object.prototype', async () => {
    const item = Object.fromEntries([
      ['constructor', { S: 'x' }],
      ['deep', { M: { l: { L: [{ N: '1' }, { B: Buffer.from('bytes') }, { NULL: true }] } } }],
    ]);
    const { seen, config } = await open('dynamodb', ['PutItem', 'GetItem'], { Item: item });
    const client = new DynamoDBClient(config);
    await client.send(new PutItemCommand({ TableName: 't', Item: item as never }));
    const sent = (seen.input as { Item: typeof item }).Item;
    expect(sent['constructor']).toEqual({ S: 'x' });
    expect(Buffer.from((sent as never as { deep: { M: { l: { L: { B: Uint8Array }[] } } } }).deep.M.l.L[1]!.B).toString()).toBe(
      'bytes',
    );
    const got = await client.send(new GetItemCommand({ TableName: 't', Key: {} }));
    expect(Buffer.from(got.Item!['deep']!.M!['l']!.L![1]!.B!).toString()).toBe('bytes');
  });

  it('answers errors with their type, members and status', async () => {
    const error = new AwsError('ConstraintViolationException', 'You have exceeded it.', {
      fields: { Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED' },
    });
    const { config } = await open('organizations', ['DescribeAccount'], error);
    await expect(new OrganizationsClient(config).send(new DescribeAccountCommand({ AccountId: '1' }))).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      message: 'You have exceeded it.',
      Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('of SQS names the code of its former protocol', async () => {
    const { config } = await open(
      'sqs',
      ['ReceiveMessage'],
      new AwsError('QueueDoesNotExist', 'The specified queue does not exist.'),
    );
    await expect(
      new SQSClient(config).send(new ReceiveMessageCommand({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/1/q' })),
    ).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    });
  });
});

describe('REST JSON', () => {
  it('reads labels, query and body; timestamps are epoch seconds', async () => {
    const { seen, config } = await open('scheduler', ['CreateSchedule', 'ListSchedules'], {
      ScheduleArn: 'arn',
      Schedules: [{ Name: 'n', CreationDate: when }],
    });
    const client = new SchedulerClient(config);
    const schedule = {
      Name: 'my name',
      GroupName: 'g',
      ScheduleExpression: 'at(2026-01-01T00:00:00)',
      StartDate: when,
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      Target: { Arn: 'arn:a', RoleArn: 'arn:r', RetryPolicy: { MaximumRetryAttempts: 0 } },
    };
    expect((await client.send(new CreateScheduleCommand(schedule))).ScheduleArn).toBe('arn');
    expect(seen.input).toMatchObject(schedule);
    const list = await client.send(new ListSchedulesCommand({ GroupName: 'g', MaxResults: 5, State: 'ENABLED' }));
    expect(list.Schedules).toEqual([{ Name: 'n', CreationDate: when }]);
    expect(seen.input).toEqual({ GroupName: 'g', MaxResults: 5, State: 'ENABLED' });
  });

  it('knows payloads, headers and the status member', async () => {
    const { seen, config } = await open('lambda', ['Invoke'], {
      StatusCode: 202,
      FunctionError: 'Unhandled',
      Payload: Buffer.from('{"a":1}'),
    });
    const client = new LambdaClient(config);
    const answer = await client.send(
      new InvokeCommand({ FunctionName: 'arn:aws:lambda:us-east-1:1:function:f', InvocationType: 'Event', Payload: '{"in":1}' }),
    );
    expect(answer).toMatchObject({ StatusCode: 202, FunctionError: 'Unhandled', $metadata: { httpStatusCode: 202 } });
    expect(Buffer.from(answer.Payload!).toString()).toBe('{"a":1}');
    const input = seen.input as { FunctionName: string; InvocationType: string; Payload: Uint8Array };
    expect(input).toMatchObject({ FunctionName: 'arn:aws:lambda:us-east-1:1:function:f', InvocationType: 'Event' });
    expect(Buffer.from(input.Payload).toString()).toBe('{"in":1}');
  });

  it('answers errors by header, with the status of the model', async () => {
    const { config } = await open(
      'account',
      ['GetAlternateContact'],
      new AwsError('ResourceNotFoundException', 'No contact of the inputted alternate contact type found.'),
    );
    await expect(
      new AccountClient(config).send(new GetAlternateContactCommand({ AlternateContactType: 'BILLING' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('serves the client of Control Tower that ships no schemas', async () => {
    const { seen, config } = await open('controltower', ['ListEnabledControls'], {
      enabledControls: [{ controlIdentifier: 'arn:c' }],
      nextToken: 't',
    });
    const answer = await new ControlTowerClient(config).send(
      new ListEnabledControlsCommand({ targetIdentifier: 'arn:ou', maxResults: 3 }),
    );
    expect(answer).toMatchObject({ enabledControls: [{ controlIdentifier: 'arn:c' }], nextToken: 't' });
    expect(seen.input).toEqual({ targetIdentifier: 'arn:ou', maxResults: 3 });
  });
});

describe('Query', () => {
  it('reads maps, nested structures and blobs from forms', async () => {
    const { seen, config } = await open('sns', ['Publish', 'SetTopicAttributes'], { MessageId: 'm' });
    const client = new SNSClient(config);
    const message = {
      TopicArn: 'arn',
      Message: 'a&b=<c>',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x y' } },
    };
    expect((await client.send(new PublishCommand(message))).MessageId).toBe('m');
    expect(seen.input).toEqual(message);
    await client.send(new SetTopicAttributesCommand({ TopicArn: 'arn', AttributeName: 'Policy', AttributeValue: '{"a.b":1}' }));
    expect(seen.input).toEqual({ TopicArn: 'arn', AttributeName: 'Policy', AttributeValue: '{"a.b":1}' });
  });
});

describe('REST XML of S3', () => {
  it('reads bucket, key, headers and bodies; plain, streamed and chunked', async () => {
    const { seen, config } = await open('s3', ['PutObject'], { ETag: '"e"' });
    const client = new S3Client(config);
    const put = { Bucket: 'my.bucket', Key: 'a folder/ü+=.txt', ContentType: 'text/plain', Metadata: { who: 'me' } };
    for (const Body of ['hello', Buffer.from('hello'), Readable.from([Buffer.from('hel'), Buffer.from('lo')])]) {
      const length = Body instanceof Readable ? { ContentLength: 5 } : {};
      expect((await client.send(new PutObjectCommand({ ...put, ...length, Body }))).ETag).toBe('"e"');
      expect(seen.input).toMatchObject(put);
      expect(Buffer.from((seen.input as { Body: Uint8Array }).Body).toString()).toBe('hello');
    }
  });

  it('tells operations of the same method and path apart', async () => {
    const names = ['PutObject', 'CopyObject', 'UploadPart', 'PutBucketTagging', 'GetObject', 'HeadObject', 'ListObjectsV2'];
    const { seen, config } = await open('s3', names, { CopyObjectResult: { ETag: '"e"' } });
    const client = new S3Client({ ...config, forcePathStyle: true });
    const at = { Bucket: 'bucket-1', Key: 'k' };
    await client.send(new CopyObjectCommand({ ...at, CopySource: 'other/key' }));
    expect(seen).toMatchObject({ operation: 'CopyObject', input: { ...at, CopySource: 'other/key' } });
    await client.send(new UploadPartCommand({ ...at, PartNumber: 2, UploadId: 'u', Body: 'x' }));
    expect(seen).toMatchObject({ operation: 'UploadPart', input: { PartNumber: 2, UploadId: 'u' } });
    await client.send(
      new PutBucketTaggingCommand({
        Bucket: 'bucket-1',
        Tagging: {
          TagSet: [
            { Key: 'a', Value: '<b>' },
            { Key: 'c', Value: 'd' },
          ],
        },
      }),
    );
    expect(seen).toMatchObject({
      operation: 'PutBucketTagging',
      input: {
        Tagging: {
          TagSet: [
            { Key: 'a', Value: '<b>' },
            { Key: 'c', Value: 'd' },
          ],
        },
      },
    });
    await client.send(new HeadObjectCommand(at));
    expect(seen.operation).toBe('HeadObject');
  });

  it('writes documents, headers and bodies', async () => {
    const listed = {
      Name: 'bucket-1',
      KeyCount: 2,
      IsTruncated: false,
      Contents: [
        { Key: 'a&b', Size: 1, LastModified: when },
        { Key: 'c', Size: 2, LastModified: when },
      ],
    };
    const list = await open('s3', ['ListObjectsV2'], listed);
    expect(await new S3Client(list.config).send(new ListObjectsV2Command({ Bucket: 'bucket-1', Prefix: 'a/' }))).toMatchObject(
      listed,
    );
    expect(list.seen.input).toMatchObject({ Bucket: 'bucket-1', Prefix: 'a/' });

    const get = await open('s3', ['GetObject'], {
      Body: Buffer.from('text'),
      LastModified: when,
      ContentLength: 4,
      Metadata: { who: 'me' },
      ContentType: 'text/csv',
    });
    const answer = await new S3Client(get.config).send(new GetObjectCommand({ Bucket: 'bucket-1', Key: 'k' }));
    expect(answer).toMatchObject({ LastModified: when, ContentLength: 4, Metadata: { who: 'me' }, ContentType: 'text/csv' });
  });

  it('answers errors as documents', async () => {
    const { config } = await open(
      's3',
      ['GetObject'],
      new AwsError('NoSuchKey', 'The specified key does not exist.', { statusCode: 404, fields: { Key: 'k' } }),
    );
    await expect(new S3Client(config).send(new GetObjectCommand({ Bucket: 'bucket-1', Key: 'k' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
