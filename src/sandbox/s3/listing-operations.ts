/** ListObjectsV2 and ListObjectVersions: pages of at most 1,000 keys, with common prefixes. */
import type {
  ListObjectsV2Output,
  ListObjectsV2Request,
  ListObjectVersionsOutput,
  ListObjectVersionsRequest,
} from '@aws-sdk/client-s3';
import type { CallContext, OperationTable, Permission } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { invalidArgument } from './errors.ts';
import { currentObject } from './object-store.ts';
import { bucketPermission } from './permissions.ts';
import type { ObjectRow } from './rows.ts';
import { bucketOf, byBytes, versions } from './rows.ts';

interface Listing<Entry> {
  readonly entries: readonly Entry[];
  readonly prefixes: readonly string[];
  /** The last key or prefix of the page, when more follows. */
  readonly last: string | undefined;
}

/** Groups keys by delimiter, one count each for a key's entries or a common prefix, until `limit` is reached. */
function list<Entry>(
  keys: Iterable<string>,
  entriesOf: (key: string) => readonly Entry[],
  { prefix, delimiter, after, limit }: { prefix: string; delimiter: string; after: string; limit: number },
): Listing<Entry> {
  const entries: Entry[] = [];
  const prefixes: string[] = [];
  let last = after;
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = cut === -1 ? undefined : key.slice(0, cut + delimiter.length);
    const name = common ?? key;
    if ((after !== '' && byBytes(name, after) <= 0) || (common !== undefined && common === prefixes.at(-1))) continue;
    const own = entriesOf(key);
    if (own.length === 0) continue;
    if (entries.length + prefixes.length >= limit) return { entries, prefixes, last };
    if (common === undefined) entries.push(...own);
    else prefixes.push(common);
    last = name;
  }
  return { entries, prefixes, last: undefined };
}

const limitOf = (MaxKeys: number | undefined): number => Math.min(MaxKeys ?? 1000, 1000);
const encodeToken = (name: string): string => Buffer.from(name).toString('base64');

function listObjects(input: ListObjectsV2Request, context: CallContext): ListObjectsV2Output {
  const bucket = bucketOf(input.Bucket, context);
  const { Prefix = '', Delimiter = '', ContinuationToken, StartAfter = '' } = input;
  if (ContinuationToken === '') throw invalidArgument('The continuation token provided is incorrect');
  const after = ContinuationToken === undefined ? StartAfter : Buffer.from(ContinuationToken, 'base64').toString();
  const limit = limitOf(input.MaxKeys);
  const current = (key: string): ObjectRow[] => {
    const row = currentObject(bucket, key, context);
    return row ? [row] : [];
  };
  const page = list(versions(context.store).keys(bucket.name), current, { prefix: Prefix, delimiter: Delimiter, after, limit });
  const encode = (text: string): string =>
    input.EncodingType === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;
  return {
    Name: bucket.name,
    Prefix: encode(Prefix),
    ...(Delimiter === '' ? {} : { Delimiter: encode(Delimiter) }),
    MaxKeys: limit,
    KeyCount: page.entries.length + page.prefixes.length,
    IsTruncated: page.last !== undefined && limit > 0,
    ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    ...(page.last !== undefined && limit > 0 ? { NextContinuationToken: encodeToken(page.last) } : {}),
    ...(input.StartAfter === undefined ? {} : { StartAfter: input.StartAfter }),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...(page.entries.length > 0
      ? {
          Contents: page.entries.map(({ key, modified, etag, size }) => ({
            Key: encode(key),
            LastModified: new Date(modified),
            ETag: etag,
            Size: size,
            StorageClass: 'STANDARD' as const,
          })),
        }
      : {}),
    ...(page.prefixes.length > 0 ? { CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })) } : {}),
  };
}

function listVersions(input: ListObjectVersionsRequest, context: CallContext): ListObjectVersionsOutput {
  const bucket = bucketOf(input.Bucket, context);
  const { Prefix = '', Delimiter = '', KeyMarker = '' } = input;
  const limit = limitOf(input.MaxKeys);
  const index = versions(context.store);
  const page = list(index.keys(bucket.name), (key) => [...index.of(bucket.name, key)].reverse(), {
    prefix: Prefix,
    delimiter: Delimiter,
    after: KeyMarker,
    limit,
  });
  const shown = (row: ObjectRow) => ({
    Key: row.key,
    VersionId: row.versionId,
    IsLatest: index.of(bucket.name, row.key).at(-1) === row,
    LastModified: new Date(row.modified),
  });
  const versionsFound = page.entries.filter(({ deleteMarker }) => !deleteMarker);
  const markers = page.entries.filter(({ deleteMarker }) => deleteMarker);
  return {
    Name: bucket.name,
    Prefix,
    KeyMarker,
    MaxKeys: limit,
    IsTruncated: page.last !== undefined,
    ...(page.last === undefined ? {} : { NextKeyMarker: page.last }),
    ...(versionsFound.length > 0
      ? {
          Versions: versionsFound.map((row) => ({
            ...shown(row),
            ETag: row.etag,
            Size: row.size,
            StorageClass: 'STANDARD' as const,
          })),
        }
      : {}),
    ...(markers.length > 0 ? { DeleteMarkers: markers.map(shown) } : {}),
    ...(page.prefixes.length > 0 ? { CommonPrefixes: page.prefixes.map((Prefix) => ({ Prefix })) } : {}),
  };
}

interface ListingInput {
  readonly Bucket?: string | undefined;
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

const listing =
  (action: string) =>
  ({ Bucket, Prefix, Delimiter, MaxKeys }: ListingInput, context: CallContext): readonly Permission[] => [
    bucketPermission(action, Bucket, context, {
      conditions: {
        ...(Prefix === undefined ? {} : { 's3:prefix': Prefix }),
        ...(Delimiter === undefined ? {} : { 's3:delimiter': Delimiter }),
        ...(MaxKeys === undefined ? {} : { 's3:max-keys': String(MaxKeys) }),
      },
    }),
  ];

export const listingOperations: OperationTable = {
  ListObjectsV2: operation<ListObjectsV2Request, ListObjectsV2Output>({
    handle: listObjects,
    permissions: listing('ListBucket'),
  }),
  ListObjectVersions: operation<ListObjectVersionsRequest, ListObjectVersionsOutput>({
    handle: listVersions,
    permissions: listing('ListBucketVersions'),
  }),
};
