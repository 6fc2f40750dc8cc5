/**
 * Items of a Distributed Map in the formats that an ItemReader can read, from the bytes of an object.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { JsonObject } from '../expressions/index.ts';
import type { Json } from '../json.ts';

/** Why an object could not be read as items: the cause of States.ItemReaderFailed. */
export class UnreadableItems {
  constructor(readonly cause: string) {}
}

const delimiters: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };

/** The items of an object, by the reader's InputType: `CSV`, `JSON` or `JSONL`. `config` is its ReaderConfig. */
export function parseItems(body: Uint8Array, config: JsonObject): Json[] | UnreadableItems {
  const text = new TextDecoder().decode(body);
  switch (config.InputType) {
    case 'CSV':
      return parseCsv(text, config);
    case 'JSONL':
      return parseJsonLines(text);
    case 'JSON':
      return parseJson(text, config.ItemsPointer);
    default:
      return new UnreadableItems(`The InputType ${JSON.stringify(config.InputType ?? null)} is not supported.`);
  }
}

/** Fields are strings; a missing field is an empty string, a field without a header is left out. */
function parseCsv(text: string, config: JsonObject): Json[] | UnreadableItems {
  const rows = csvRows(text, delimiters[String(config.CSVDelimiter)] ?? ',');
  if (rows instanceof UnreadableItems) return rows;
  const headers = config.CSVHeaderLocation === 'GIVEN' ? (config.CSVHeaders as string[]) : rows.shift();
  if (headers === undefined) return new UnreadableItems('The CSV file has no header row.');
  if (new Set(headers).size < headers.length) return new UnreadableItems('CSV headers cannot contain duplicates.');
  return rows.map((row) => record(headers, row));
}

function csvRows(text: string, delimiter: string): string[][] | UnreadableItems {
  try {
    return parse(text, { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true }) as string[][];
  } catch (error) {
    return new UnreadableItems(`The CSV file cannot be parsed: ${(error as Error).message}`);
  }
}

function record(headers: readonly string[], row: readonly string[]): JsonObject {
  // A header may be any text: as own properties, `__proto__` is only a name.
  return Object.fromEntries(headers.map((header, index) => [header, row[index] ?? '']));
}

function parseJsonLines(text: string): Json[] | UnreadableItems {
  const items: Json[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const item = parseText(line);
    if (item instanceof UnreadableItems) return new UnreadableItems(`Line ${index + 1} of the JSON Lines file is not JSON.`);
    items.push(item);
  }
  return items;
}

/** @param pointer ItemsPointer: a JSON pointer to the array (RFC 6901); the whole document without it. */
function parseJson(text: string, pointer: Json | undefined): Json[] | UnreadableItems {
  const document = parseText(text);
  if (document instanceof UnreadableItems) return document;
  const items = typeof pointer === 'string' ? valueAt(document, pointer) : document;
  return Array.isArray(items) ? items : new UnreadableItems('Attempting to map over non-iterable node.');
}

function valueAt(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}

function parseText(text: string): Json | UnreadableItems {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return new UnreadableItems(`The file is not JSON: ${(error as Error).message}`);
  }
}

/** What an S3 inventory manifest (`manifest.json`) says: where the listed files are, and the names of their columns. */
export interface InventoryManifest {
  readonly bucket: string;
  readonly keys: readonly string[];
  readonly columns: readonly string[];
}

/** Reads the manifest of an S3 inventory in CSV. https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html */
export function parseManifest(body: Uint8Array): InventoryManifest | UnreadableItems {
  const manifest = parseText(new TextDecoder().decode(body));
  if (manifest instanceof UnreadableItems) return manifest;
  const { destinationBucket, fileFormat, fileSchema, files } = (manifest ?? {}) as JsonObject;
  if (fileFormat !== 'CSV' || typeof fileSchema !== 'string' || !Array.isArray(files)) {
    return new UnreadableItems('The manifest is not that of an S3 inventory in CSV.');
  }
  return {
    bucket: String(destinationBucket ?? '').replace(/^arn:[^:]*:s3:::/, ''),
    keys: files.map((file) => String((file as JsonObject).key)),
    columns: fileSchema.split(',').map((column) => column.trim()),
  };
}

/** The rows of one file of an inventory; such files have no header and are compressed. */
export function parseInventoryFile(body: Uint8Array, columns: readonly string[]): Json[] | UnreadableItems {
  const compressed = body[0] === 0x1f && body[1] === 0x8b;
  let text: string;
  try {
    text = new TextDecoder().decode(compressed ? gunzipSync(body, { maxOutputLength: largestFileBytes }) : body);
  } catch (error) {
    return new UnreadableItems(`A file of the inventory cannot be decompressed: ${(error as Error).message}`);
  }
  const rows = csvRows(text, ',');
  return rows instanceof UnreadableItems ? rows : rows.map((row) => record(columns, row));
}

/** Bound of a decompressed file, against files made to fill the memory. Not AWS's. */
const largestFileBytes = 1 << 30;
