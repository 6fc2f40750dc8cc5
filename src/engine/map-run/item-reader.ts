import type { JsonObject } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import type { ObjectStore } from '../ports.ts';
import { parseInventoryFile, parseItems, parseManifest, UnreadableItems } from './item-formats.ts';

export type ReadItems =
  { readonly ok: true; readonly items: Json[] } | { readonly ok: false; readonly error: string; readonly cause: string };

/** What an ItemReader was evaluated to. */
export interface ItemSource {
  readonly resource: string;
  readonly arguments: JsonObject;
  readonly config: JsonObject;
  readonly maxItems: Json | undefined;
  readonly roleArn: string;
}

const failed = (cause: string): ReadItems => ({ ok: false, error: 'States.ItemReaderFailed', cause });

/** Reads the items of a Distributed Map from S3. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export async function readItems(objects: ObjectStore | undefined, source: ItemSource): Promise<ReadItems> {
  if (objects === undefined) return failed('No object store is connected to this engine.');
  const { Bucket: bucket } = source.arguments;
  if (typeof bucket !== 'string') return failed('The ItemReader names no Bucket.');
  const limit = maxItems(source.maxItems);
  if (limit === undefined) return failed('field MaxItems must be positive');
  const read = /listObjectsV2$/i.test(source.resource)
    ? await listItems(objects, bucket, source)
    : await readObject(objects, bucket, source);
  return read.ok ? { ok: true, items: read.items.slice(0, limit) } : read;
}

/** Infinity when there is no limit; undefined when it is no limit at all. */
function maxItems(value: Json | undefined): number | undefined {
  if (value === undefined || value === 0) return Infinity;
  return typeof value === 'number' && value > 0 ? Math.floor(value) : undefined;
}

/** The objects themselves are the items, as ListObjectsV2 describes them; or with LOAD_AND_FLATTEN, what they hold. */
async function listItems(objects: ObjectStore, bucket: string, source: ItemSource): Promise<ReadItems> {
  const { Prefix: prefix } = source.arguments;
  const listed = await objects.listObjects({
    bucket,
    roleArn: source.roleArn,
    ...(typeof prefix === 'string' ? { prefix } : {}),
  });
  if (!listed.ok) return failed(listed.cause);
  if (source.config.Transformation === 'LOAD_AND_FLATTEN') {
    const items: Json[] = [];
    for (const { Key: key } of listed.objects) {
      const read = await readObject(objects, bucket, { ...source, arguments: { Bucket: bucket, Key: key } });
      if (!read.ok) return read;
      for (const item of read.items) items.push(item);
    }
    return { ok: true, items };
  }
  return { ok: true, items: listed.objects.map((object) => ({ ...object })) };
}

async function readObject(objects: ObjectStore, bucket: string, source: ItemSource): Promise<ReadItems> {
  const { Key: key, VersionId: versionId } = source.arguments;
  const { config, roleArn } = source;
  if (typeof key !== 'string') return failed('The ItemReader names no Key.');
  const got = await objects.getObject({
    bucket,
    key,
    roleArn,
    ...(typeof versionId === 'string' ? { versionId } : {}),
  });
  if (!got.ok) return failed(got.cause);
  if (config.InputType === 'MANIFEST') return readInventory(objects, got.body, roleArn);
  const items = parseItems(got.body, config);
  return items instanceof UnreadableItems ? failed(items.cause) : { ok: true, items };
}

/** The items are the rows of the files that an S3 inventory's manifest lists. */
async function readInventory(objects: ObjectStore, body: Uint8Array, roleArn: string): Promise<ReadItems> {
  const manifest = parseManifest(body);
  if (manifest instanceof UnreadableItems) return failed(manifest.cause);
  const items: Json[] = [];
  for (const key of manifest.keys) {
    const got = await objects.getObject({ bucket: manifest.bucket, key, roleArn });
    if (!got.ok) return failed(got.cause);
    const rows = parseInventoryFile(got.body, manifest.columns);
    if (rows instanceof UnreadableItems) return failed(rows.cause);
    for (const row of rows) items.push(row);
  }
  return { ok: true, items };
}
