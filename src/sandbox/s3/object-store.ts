/** Writing and removing versions of objects. */
import { createHash } from 'node:crypto';
import type { CallContext } from '../core/service.ts';
import { entityTooLarge, keyTooLong } from './errors.ts';
import { emitObjectEvent } from './events.ts';
import type { BucketRow, ObjectRow } from './rows.ts';
import { bodies, objectKey, objects, newest } from './rows.ts';

/** Largest body of one PutObject: 5 GB on AWS. Here 64 MB, since a body is one journal line (not AWS's). */
const maximumBody = 64 * 1024 * 1024;
const versionAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';

function nextSequence(context: CallContext): number {
  const counters = context.table<number>('s3/counters');
  const sequence = (counters.get('sequence') ?? 0) + 1;
  counters.put('sequence', sequence);
  return sequence;
}

/** The id that a new version gets in this bucket. */
const newVersionId = (bucket: BucketRow, context: CallContext): string =>
  bucket.versioning === 'Enabled' ? context.id(32, versionAlphabet) : 'null';

function save(row: ObjectRow, body: Buffer | undefined, context: CallContext): void {
  const key = objectKey(row.bucket, row.key, row.versionId);
  objects(context.store).put(key, row);
  if (body) bodies(context.store).put(key, body.toString('base64'));
  else bodies(context.store).delete(key);
}

/** Stores an object as the newest version and tells EventBridge. `reason` is the API operation. */
export function putVersion(
  bucket: BucketRow,
  object: { readonly key: string; readonly body: Buffer } & Pick<ObjectRow, 'headers' | 'metadata'>,
  reason: string,
  context: CallContext,
): ObjectRow {
  const { key, body, headers, metadata } = object;
  if (Buffer.byteLength(key, 'utf8') > 1024) throw keyTooLong({ Size: Buffer.byteLength(key, 'utf8'), MaxSizeAllowed: 1024 });
  if (body.length > maximumBody) throw entityTooLarge({ ProposedSize: body.length, MaxSizeAllowed: maximumBody });
  const row: ObjectRow = {
    bucket: bucket.name,
    key,
    versionId: newVersionId(bucket, context),
    sequence: nextSequence(context),
    deleteMarker: false,
    size: body.length,
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    modified: context.now,
    headers,
    metadata,
  };
  save(row, body, context);
  emitObjectEvent('Object Created', reason, bucket, row, context);
  return row;
}

/** What a deletion did: the version removed, or the delete marker put. */
export interface Deleted {
  readonly versionId?: string;
  readonly deleteMarker: boolean;
}

/** Deletes a key (a delete marker in a versioned bucket) or one version of it. A key that is not there is no error. */
export function deleteVersion(
  bucket: BucketRow,
  key: string,
  versionId: string | undefined,
  reason: string,
  context: CallContext,
): Deleted {
  if (versionId !== undefined || bucket.versioning === undefined) {
    const id = objectKey(bucket.name, key, versionId ?? 'null');
    const row = objects(context.store).get(id);
    if (row) {
      objects(context.store).delete(id);
      bodies(context.store).delete(id);
      emitObjectEvent('Object Deleted', reason, bucket, { ...row, deleteMarker: false }, context);
    }
    return { ...(versionId === undefined ? {} : { versionId }), deleteMarker: row?.deleteMarker ?? false };
  }
  const marker: ObjectRow = {
    bucket: bucket.name,
    key,
    versionId: newVersionId(bucket, context),
    sequence: nextSequence(context),
    deleteMarker: true,
    size: 0,
    etag: '',
    modified: context.now,
    headers: {},
    metadata: {},
  };
  save(marker, undefined, context);
  emitObjectEvent('Object Deleted', reason, bucket, marker, context);
  return { versionId: marker.versionId, deleteMarker: true };
}

/** The body of a version. */
export const bodyOf = (row: ObjectRow, context: CallContext): Buffer =>
  Buffer.from(bodies(context.store).get(objectKey(row.bucket, row.key, row.versionId)) ?? '', 'base64');

/** The newest version that is an object. */
export function currentObject(bucket: BucketRow, key: string, context: CallContext): ObjectRow | undefined {
  const row = newest(context.store, bucket.name, key);
  return row?.deleteMarker ? undefined : row;
}
