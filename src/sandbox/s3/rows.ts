/** Buckets and objects as the store keeps them. */
import { perStore, follow } from '../core/indexes.ts';
import type { CallContext } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';
import { noSuchBucket, wrongRegion } from './errors.ts';

/** `s3/buckets`, key: the name, which is unique among all accounts. */
export interface BucketRow {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Virtual milliseconds. */
  readonly created: number;
  readonly versioning?: 'Enabled' | 'Suspended';
  readonly policy?: string;
  readonly eventBridge: boolean;
  /** Other settings as the API gives them, by the name of the member that sets them, e.g. `LifecycleConfiguration`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** `s3/objects`, key: JSON [bucket, key, version id]. The body is in `s3/bodies` under the same key. */
export interface ObjectRow {
  readonly bucket: string;
  readonly key: string;
  /** `null` for objects of buckets without versioning. */
  readonly versionId: string;
  /** Orders the versions of a key: the newest has the greatest. */
  readonly sequence: number;
  readonly deleteMarker: boolean;
  readonly size: number;
  /** In quotes, as the API gives it. */
  readonly etag: string;
  /** Virtual milliseconds. */
  readonly modified: number;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Members of PutObject that come back on GetObject. */
export interface ObjectHeaders {
  readonly ContentType?: string;
  readonly ContentEncoding?: string;
  readonly ContentDisposition?: string;
  readonly ContentLanguage?: string;
  readonly CacheControl?: string;
}

export const buckets = (store: Store): Table<BucketRow> => store.table<BucketRow>('s3/buckets');
export const objects = (store: Store): Table<ObjectRow> => store.table<ObjectRow>('s3/objects');
/** Bodies as base64: one journal line holds body and object, so that an answered put survives a crash. */
export const bodies = (store: Store): Table<string> => store.table<string>('s3/bodies');

export const objectKey = (bucket: string, key: string, versionId: string): string => JSON.stringify([bucket, key, versionId]);

/** The bucket, or NoSuchBucket; a call to another Region than the bucket's is redirected, as S3 does. */
export function bucketOf(name: string | undefined, context: CallContext): BucketRow {
  const row = buckets(context.store).get(name ?? '');
  if (!row) throw noSuchBucket(name ?? '');
  if (row.region !== context.region) throw wrongRegion({ Bucket: row.name });
  return row;
}

/** Versions of each key, oldest first. */
class Versions {
  private readonly byBucket = new Map<string, Map<string, ObjectRow[]>>();
  private readonly sorted = new Map<string, string[]>();

  change(row: ObjectRow | undefined, before: ObjectRow | undefined): void {
    const { bucket, key } = (row ?? before)!;
    let keys = this.byBucket.get(bucket);
    if (!keys) this.byBucket.set(bucket, (keys = new Map()));
    const present = keys.get(key) ?? [];
    const versions = present.filter(({ versionId }) => versionId !== (row ?? before)!.versionId);
    if (row) versions.push(row);
    versions.sort((one, other) => one.sequence - other.sequence);
    if (versions.length > 0) keys.set(key, versions);
    else keys.delete(key);
    if ((present.length === 0) !== (versions.length === 0)) this.sorted.delete(bucket);
  }

  of(bucket: string, key: string): readonly ObjectRow[] {
    return this.byBucket.get(bucket)?.get(key) ?? [];
  }

  /** Keys of a bucket in UTF-8 order, those with a delete marker included. */
  keys(bucket: string): readonly string[] {
    let keys = this.sorted.get(bucket);
    if (!keys) {
      keys = [...(this.byBucket.get(bucket)?.keys() ?? [])].sort(byBytes);
      this.sorted.set(bucket, keys);
    }
    return keys;
  }
}

export const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

export const versions = perStore((store) => {
  const index = new Versions();
  follow(objects(store), (_key, row, before) => index.change(row, before));
  return index;
});

/** The newest version of a key, delete markers included. */
export const newest = (store: Store, bucket: string, key: string): ObjectRow | undefined =>
  versions(store).of(bucket, key).at(-1);
