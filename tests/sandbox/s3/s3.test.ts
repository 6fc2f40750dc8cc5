/** S3 over the wire, with the SDK's own client. */
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { EventEnvelope } from '../../../src/sandbox/core/service.ts';
import { services } from '../../../src/sandbox/services.ts';
import { clientConfig, memberRoot, openTestSandbox, root } from '../support/open.ts';

const Bucket = 'groundcrew-batches';

async function bucket() {
  const events: EventEnvelope[] = [];
  const recorder = {
    name: 'events',
    iamPrefix: 'events',
    operations: {},
    receiveEvent: (event: EventEnvelope) => void events.push(event),
  };
  const others = services.filter(({ name }) => name !== 'events');
  const { sandbox } = await openTestSandbox({ services: [...others, recorder] });
  const client = new S3Client(clientConfig(sandbox, root));
  await client.send(new CreateBucketCommand({ Bucket }));
  const put = (Key: string, Body: string | Uint8Array, more: object = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const text = async (Key: string, more: object = {}) =>
    (await client.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body!.transformToString();
  return { sandbox, client, events, put, text };
}

describe('objects', () => {
  it('come back byte for byte with their metadata', async () => {
    const { client, put } = await bucket();
    const body = Uint8Array.from({ length: 256 }, (_element, index) => index);
    await put('results/ä b.bin', body, { ContentType: 'text/csv', Metadata: { execution: 'run-1' } });
    const object = await client.send(new GetObjectCommand({ Bucket, Key: 'results/ä b.bin' }));
    expect(await object.Body!.transformToByteArray()).toEqual(body);
    expect(object).toMatchObject({ ContentType: 'text/csv', ContentLength: 256, Metadata: { execution: 'run-1' } });
  });

  it('give a range, and refuse one past the end', async () => {
    const { put, text } = await bucket();
    await put('a', 'hello world');
    expect(await text('a', { Range: 'bytes=0-4' })).toBe('hello');
    expect(await text('a', { Range: 'bytes=-5' })).toBe('world');
    await expect(text('a', { Range: 'bytes=20-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('are written once with If-None-Match', async () => {
    const { put, text } = await bucket();
    await put('once', 'first', { IfNoneMatch: '*' });
    await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      message: 'At least one of the pre-conditions you specified did not hold',
    });
    expect(await text('once')).toBe('first');
  });

  it('that are missing are NoSuchKey, or NotFound without a body', async () => {
    const { client, text } = await bucket();
    await expect(text('nothing')).rejects.toMatchObject({ name: 'NoSuchKey', message: 'The specified key does not exist.' });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(client.send(new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  it('keep their versions, and a delete marker hides them', async () => {
    const { client, put, text } = await bucket();
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const first = await put('a', 'one');
    await put('a', 'two');
    const marker = await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(marker.DeleteMarker).toBe(true);
    await expect(text('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await text('a', { VersionId: first.VersionId })).toBe('one');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: marker.VersionId }));
    expect(await text('a')).toBe('two');
    await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  });

  it('are copied with their metadata and deleted together', async () => {
    const { client, put, text } = await bucket();
    await put('from/ü', 'body', { ContentType: 'text/csv' });
    await client.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/${encodeURIComponent('from/ü')}` }));
    expect(await text('to')).toBe('body');
    const deleted = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'from/ü' }, { Key: 'to' }, { Key: 'never' }] } }),
    );
    expect(deleted.Deleted!.map(({ Key }) => Key)).toEqual(['from/ü', 'to', 'never']);
    await expect(text('to')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('ListObjectsV2', () => {
  it('pages through keys in UTF-8 order and folds prefixes', async () => {
    const { client, put } = await bucket();
    for (const key of ['b', 'a/2', 'a/1', 'é', 'c']) await put(key, key);
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2, ContinuationToken }));
      keys.push(...page.Contents!.map(({ Key }) => Key!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(keys).toEqual(['a/1', 'a/2', 'b', 'c', 'é']);
    const folded = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(folded.CommonPrefixes).toEqual([{ Prefix: 'a/' }]);
    expect(folded.KeyCount).toBe(4);
  });
});

describe('a bucket', () => {
  it('tells EventBridge of objects only when its notifications say so', async () => {
    const { client, events, put } = await bucket();
    await put('batches/a.csv', 'x');
    expect(events).toEqual([]);
    await client.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } }),
    );
    await put('batches/a.csv', 'xy');
    expect(events).toMatchObject([
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        resources: [`arn:aws:s3:::${Bucket}`],
        detail: { bucket: { name: Bucket }, object: { key: 'batches/a.csv', size: 2 }, reason: 'PutObject' },
      },
    ]);
  });

  it('gives its settings back', async () => {
    const { client } = await bucket();
    await expect(client.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, BlockPublicPolicy: true };
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    expect(await client.send(new GetPublicAccessBlockCommand({ Bucket }))).toMatchObject({ PublicAccessBlockConfiguration });
    const Rules = [{ ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: 'results/' }, Expiration: { Days: 90 } }];
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
    expect((await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toMatchObject(Rules);
  });

  it('answers another account only as its policy says', async () => {
    const { sandbox, client, put } = await bucket();
    await put('shared/a', 'x');
    await put('private/a', 'x');
    const other = new S3Client(clientConfig(sandbox, memberRoot));
    const read = (Key: string) => other.send(new GetObjectCommand({ Bucket, Key }));
    await expect(read('shared/a')).rejects.toMatchObject({ name: 'AccessDenied' });
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { AWS: memberRoot.account },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${Bucket}/shared/*`,
      },
    ];
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
    expect(await (await read('shared/a')).Body!.transformToString()).toBe('x');
    await expect(read('private/a')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
