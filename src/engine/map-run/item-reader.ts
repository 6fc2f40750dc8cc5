import { parse } from 'csv-parse/sync';
import type { JsonObject } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import type { ObjectStore } from '../ports.ts';

export type ReadItems =
  { readonly ok: true; readonly items: Json[] } | { readonly ok: false; readonly error: string; readonly cause: string };

const failed = (cause: string): ReadItems => ({ ok: false, error: 'States.ItemReaderFailed', cause });

/** Reads the items of a Distributed Map from S3. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export async function readItems(
  objects: ObjectStore | undefined,
  reader: { resource: string; arguments: JsonObject; config: JsonObject; maxItems: Json | undefined; roleArn: string },
): Promise<ReadItems> {
  if (objects === undefined) return failed('No object store is connected to this engine.');
  const { Bucket: bucket, Key: key, Prefix: prefix } = reader.arguments;
  if (typeof bucket !== 'string') return failed('The ItemReader names no Bucket.');
  const limit = maxItems(reader.maxItems);
  if (typeof limit === 'string') return failed(limit);
  if (/listObjectsV2$/i.test(reader.resource)) {
    const listed = await objects.listObjects({
      bucket,
      roleArn: reader.roleArn,
      ...(typeof prefix === 'string' ? { prefix } : {}),
    });
    if (!listed.ok) return failed(listed.cause);
    return {
      ok: true,
      items: listed.objects
        .slice(0, limit)
        .map((object) => ({ ...object, LastModified: Math.floor(object.LastModified / 1000) })),
    };
  }
  if (typeof key !== 'string') return failed('The ItemReader names no Key.');
  const { VersionId: versionId } = reader.arguments;
  const got = await objects.getObject({
    bucket,
    key,
    roleArn: reader.roleArn,
    ...(typeof versionId === 'string' ? { versionId } : {}),
  });
  if (!got.ok) return failed(got.cause);
  const parsed = await parseItems(new TextDecoder().decode(got.body), reader.config, objects, reader.roleArn);
  return parsed.ok ? { ok: true, items: parsed.items.slice(0, limit) } : parsed;
}

/** Infinity when there is no limit; a text when the limit is not one. */
function maxItems(value: Json | undefined): number | string {
  if (value === undefined || value === 0) return Infinity;
  return typeof value === 'number' && value > 0 ? Math.floor(value) : 'field MaxItems must be positive';
}

async function parseItems(text: string, config: JsonObject, objects: ObjectStore, roleArn: string): Promise<ReadItems> {
  switch (config.InputType) {
    case 'CSV':
      return parseCsv(text, config);
    case 'JSONL':
      return parseJson(
        `[${text
          .split(/\r?\n/)
          .filter((line) => line.trim() !== '')
          .join(',')}]`,
      );
    case 'MANIFEST':
      return readManifest(text, objects, roleArn);
    default:
      return parseJson(text);
  }
}

function parseJson(text: string): ReadItems {
  try {
    const items = JSON.parse(text) as Json;
    return Array.isArray(items) ? { ok: true, items } : failed('Attempting to map over non-iterable node.');
  } catch (error) {
    return failed(`The items are not JSON: ${(error as Error).message}`);
  }
}

const delimiters: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };

function parseCsv(text: string, config: JsonObject): ReadItems {
  let rows: string[][];
  try {
    const delimiter = delimiters[String(config.CSVDelimiter ?? 'COMMA')] ?? ',';
    rows = parse(text, { bom: true, delimiter, relaxColumnCount: true, skipEmptyLines: true });
  } catch (error) {
    return failed(`The items are not CSV: ${(error as Error).message}`);
  }
  const given = config.CSVHeaderLocation === 'GIVEN';
  const header = given ? (config.CSVHeaders as string[]) : (rows[0] ?? []);
  if (new Set(header).size < header.length) return failed('CSV headers cannot contain duplicates.');
  const items = (given ? rows : rows.slice(1)).map((row) => {
    const item: JsonObject = {};
    header.forEach((name, column) =>
      Object.defineProperty(item, name, { value: row[column] ?? '', enumerable: true, writable: true, configurable: true }),
    );
    return item;
  });
  return { ok: true, items };
}

/** An S3 inventory's manifest: the items are the rows of the files that it lists. */
async function readManifest(text: string, objects: ObjectStore, roleArn: string): Promise<ReadItems> {
  const manifest = parseObject(text);
  const files = manifest?.files;
  if (!Array.isArray(files) || typeof manifest?.destinationBucket !== 'string')
    return failed('The manifest is not an S3 inventory manifest.');
  const bucket = manifest.destinationBucket.replace(/^arn:aws:s3:::/, '');
  const headers = String(manifest.fileSchema ?? '').split(/,\s*/);
  const items: Json[] = [];
  for (const file of files as JsonObject[]) {
    const got = await objects.getObject({ bucket, key: String(file.key), roleArn });
    if (!got.ok) return failed(got.cause);
    const { gunzipSync } = await import('node:zlib');
    const rows = parseCsv(gunzipSync(got.body).toString('utf8'), { CSVHeaderLocation: 'GIVEN', CSVHeaders: headers });
    if (!rows.ok) return rows;
    items.push(...rows.items);
  }
  return { ok: true, items };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
