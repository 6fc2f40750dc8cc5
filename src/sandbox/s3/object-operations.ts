/** PutObject, GetObject, HeadObject, CopyObject, DeleteObject and DeleteObjects. */
import type {
  CopyObjectOutput,
  CopyObjectRequest,
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  GetObjectCommandOutput,
  GetObjectRequest,
  HeadObjectOutput,
  HeadObjectRequest,
  PutObjectCommandInput,
  PutObjectOutput,
} from '@aws-sdk/client-s3';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable, Permission } from '../core/service.ts';
import { operation } from '../core/service.ts';
import {
  invalidArgument,
  invalidRange,
  methodNotAllowed,
  noSuchKey,
  noSuchVersion,
  notFound,
  notModified,
  preconditionFailed,
} from './errors.ts';
import { bodyOf, currentObject, deleteVersion, putVersion } from './object-store.ts';
import { bucketPermission, onObject, readingObject } from './permissions.ts';
import type { BucketRow, ObjectHeaders, ObjectRow } from './rows.ts';
import { bucketOf, buckets, objectKey, objects } from './rows.ts';

const headerNames = ['ContentType', 'ContentEncoding', 'ContentDisposition', 'ContentLanguage', 'CacheControl'] as const;

function headersOf(input: Partial<Record<(typeof headerNames)[number], string | undefined>>): ObjectHeaders {
  return Object.fromEntries(headerNames.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw invalidArgument('The body of an object must have been read into bytes before it reaches S3.');
}

const version = (row: ObjectRow, bucket: BucketRow): { VersionId?: string } =>
  bucket.versioning === undefined ? {} : { VersionId: row.versionId };

/** SSE-S3 is what every bucket encrypts with unless told otherwise. */
const encryption = { ServerSideEncryption: 'AES256' as const };

function checkWriteConditions(input: PutObjectCommandInput, present: ObjectRow | undefined): void {
  if (input.IfNoneMatch !== undefined && input.IfNoneMatch !== '*') {
    throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      statusCode: 501,
    });
  }
  if (input.IfNoneMatch === '*' && present) throw preconditionFailed('If-None-Match');
  if (input.IfMatch === undefined) return;
  if (!present) throw noSuchKey(input.Key ?? '');
  if (quoted(input.IfMatch) !== present.etag) throw preconditionFailed('If-Match');
}

const quoted = (etag: string): string => `"${etag.replaceAll('"', '')}"`;

function put(input: PutObjectCommandInput, context: CallContext): PutObjectOutput {
  const bucket = bucketOf(input.Bucket, context);
  const key = input.Key ?? '';
  checkWriteConditions(input, currentObject(bucket, key, context));
  const object = { key, body: bytesOf(input.Body), headers: headersOf(input), metadata: { ...input.Metadata } };
  const row = putVersion(bucket, object, 'PutObject', context);
  return { ETag: row.etag, ...version(row, bucket), ...encryption };
}

interface Read {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** The version that a read means; without s3:ListBucket a missing key would be AccessDenied on AWS, here it is NoSuchKey. */
function found({ Bucket, Key = '', VersionId }: Read, context: CallContext): { bucket: BucketRow; row: ObjectRow } {
  const bucket = bucketOf(Bucket, context);
  if (VersionId !== undefined) {
    const row = objects(context.store).get(objectKey(bucket.name, Key, VersionId));
    if (!row) throw noSuchVersion({ Key, VersionId });
    if (row.deleteMarker) throw methodNotAllowed({ Method: 'GET', ResourceType: 'DeleteMarker' });
    return { bucket, row };
  }
  const row = currentObject(bucket, Key, context);
  if (!row) throw noSuchKey(Key);
  return { bucket, row };
}

function checkReadConditions(input: GetObjectRequest, { etag, modified }: ObjectRow): void {
  if (input.IfMatch !== undefined && quoted(input.IfMatch) !== etag) throw preconditionFailed('If-Match');
  if (input.IfNoneMatch !== undefined && quoted(input.IfNoneMatch) === etag) throw notModified();
  if (input.IfUnmodifiedSince && modified > input.IfUnmodifiedSince.getTime()) throw preconditionFailed('If-Unmodified-Since');
  if (input.IfModifiedSince && modified <= input.IfModifiedSince.getTime()) throw notModified();
}

function describe(row: ObjectRow, bucket: BucketRow): HeadObjectOutput {
  return {
    AcceptRanges: 'bytes',
    ContentLength: row.size,
    ContentType: 'binary/octet-stream',
    ETag: row.etag,
    LastModified: new Date(row.modified),
    Metadata: { ...row.metadata },
    ...row.headers,
    ...version(row, bucket),
    ...encryption,
  };
}

function get(
  input: GetObjectRequest,
  context: CallContext,
): Omit<GetObjectCommandOutput, 'Body' | '$metadata'> & { Body: Uint8Array } {
  const { bucket, row } = found(input, context);
  checkReadConditions(input, row);
  const body = bodyOf(row, context);
  const range = input.Range === undefined ? undefined : byteRange(input.Range, body.length);
  if (!range) return { ...describe(row, bucket), Body: body };
  const [start, end] = range;
  return {
    ...describe(row, bucket),
    ContentLength: end - start + 1,
    ContentRange: `bytes ${start}-${end}/${body.length}`,
    Body: body.subarray(start, end + 1),
  };
}

/** First and last byte of `bytes=a-b`, `bytes=a-` or `bytes=-n`; undefined for a form that S3 ignores. */
function byteRange(header: string, size: number): readonly [number, number] | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header);
  const [from, to] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < start) return undefined;
  if (start >= size) throw invalidRange({ RangeRequested: header, ActualObjectSize: size });
  return [start, end];
}

function head(input: HeadObjectRequest, context: CallContext): HeadObjectOutput {
  if (!buckets(context.store).has(input.Bucket ?? '')) throw notFound();
  try {
    const { bucket, row } = found(input, context);
    checkReadConditions(input, row);
    return describe(row, bucket);
  } catch (error) {
    throw error instanceof AwsError && error.statusCode === 404 ? notFound() : error;
  }
}

/** Bucket, key and version of `bucket/key?versionId=...`, percent-encoded, with or without a slash before it. */
function copySource({ CopySource = '' }: CopyObjectRequest): Read & { Bucket: string; Key: string } {
  const [path = '', query = ''] = CopySource.split('?versionId=');
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path));
  if (!match) throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  return { Bucket: match[1]!, Key: match[2]!, ...(query === '' ? {} : { VersionId: query }) };
}

function copy(input: CopyObjectRequest, context: CallContext): CopyObjectOutput {
  const source = found(copySource(input), context);
  const bucket = bucketOf(input.Bucket, context);
  const replace = input.MetadataDirective === 'REPLACE';
  const row = putVersion(
    bucket,
    {
      key: input.Key ?? '',
      body: bodyOf(source.row, context),
      headers: replace ? headersOf(input) : source.row.headers,
      metadata: replace ? { ...input.Metadata } : source.row.metadata,
    },
    'CopyObject',
    context,
  );
  return { CopyObjectResult: { ETag: row.etag, LastModified: new Date(row.modified) }, ...version(row, bucket), ...encryption };
}

function remove({ Bucket, Key = '', VersionId }: DeleteObjectRequest, context: CallContext): DeleteObjectOutput {
  const bucket = bucketOf(Bucket, context);
  const deleted = deleteVersion(bucket, Key, VersionId, 'DeleteObject', context);
  return {
    ...(deleted.deleteMarker ? { DeleteMarker: true } : {}),
    ...(deleted.versionId === undefined ? {} : { VersionId: deleted.versionId }),
  };
}

function removeMany({ Bucket, Delete }: DeleteObjectsRequest, context: CallContext): DeleteObjectsOutput {
  const bucket = bucketOf(Bucket, context);
  const Deleted = (Delete?.Objects ?? []).map(({ Key = '', VersionId }) => {
    const { deleteMarker, versionId } = deleteVersion(bucket, Key, VersionId, 'DeleteObjects', context);
    return {
      Key,
      ...(VersionId === undefined ? {} : { VersionId }),
      ...(deleteMarker ? { DeleteMarker: true, ...(versionId === undefined ? {} : { DeleteMarkerVersionId: versionId }) } : {}),
    };
  });
  return Delete?.Quiet ? {} : { Deleted };
}

export const objectOperations: OperationTable = {
  PutObject: operation<PutObjectCommandInput, PutObjectOutput>({
    handle: put,
    permissions: ({ Bucket, Key = '' }, context) => [bucketPermission('PutObject', Bucket, context, { key: Key })],
  }),
  GetObject: operation<GetObjectRequest, object>({ handle: get, permissions: readingObject }),
  HeadObject: operation<HeadObjectRequest, HeadObjectOutput>({ handle: head, permissions: readingObject }),
  CopyObject: operation<CopyObjectRequest, CopyObjectOutput>({
    handle: copy,
    permissions: (input, context): readonly Permission[] => [
      ...onObject('GetObject')(copySource(input), context),
      bucketPermission('PutObject', input.Bucket, context, { key: input.Key ?? '' }),
    ],
  }),
  DeleteObject: operation<DeleteObjectRequest, DeleteObjectOutput>({ handle: remove, permissions: onObject('DeleteObject') }),
  DeleteObjects: operation<DeleteObjectsRequest, DeleteObjectsOutput>({
    handle: removeMany,
    permissions: ({ Bucket, Delete }, context) =>
      (Delete?.Objects ?? []).flatMap((object) => onObject('DeleteObject')({ Bucket, ...object }, context)),
  }),
};
