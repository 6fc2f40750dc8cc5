import { parse } from 'csv-parse/sync';
import type { InputError } from './contract.ts';

/** The source solution's header, exactly, then our optional columns. The last three of the former are written by us and never read. */
export const requiredColumns = [
  'AccountName',
  'SSOUserEmail',
  'AccountEmail',
  'SSOUserFirstName',
  'SSOUserLastName',
  'OrgUnit',
] as const;
export const resultColumns = ['Status', 'AccountId', 'ErrorMsg'] as const;
/** Written by us beside them, and never read. */
export const writtenColumns = ['Checks'] as const;
export const optionalColumns = [
  'Access',
  'Tags',
  'BillingContact',
  'OperationsContact',
  'SecurityContact',
  'Regions',
  'Quotas',
] as const;
export type InputColumn = (typeof requiredColumns)[number] | (typeof optionalColumns)[number];

/** Bytes of a batch file and of one line. */
const fileLimit = 20 * 1024 * 1024;
const lineLimit = 64 * 1024;

/** One row as text. `row` counts as in a spreadsheet: the header is 1. */
export interface BatchRow {
  readonly row: number;
  readonly cells: Readonly<Record<InputColumn, string>>;
}

/** The file's rows, or what is wrong with the file as such. */
export type BatchFile =
  { readonly ok: true; readonly rows: readonly BatchRow[] } | { readonly ok: false; readonly errors: InputError[] };

/** Reads a batch file: UTF-8 with or without BOM, quotes, CRLF or LF, the header as above (`ErrroMsg`, the original's typo, too). */
export function readBatchFile(bytes: Uint8Array): BatchFile {
  const refuse = (row: number, column: string, code: string, message: string): BatchFile => ({
    ok: false,
    errors: [{ row, column, code, message }],
  });
  if (bytes.length > fileLimit)
    return refuse(1, '', 'FILE_TOO_LARGE', `The file has ${bytes.length} bytes; ${fileLimit} are allowed.`);
  if (bytes.includes(0)) return refuse(1, '', 'NOT_TEXT', 'The file is not text: it holds a zero byte. Save it as CSV UTF-8.');
  const long = longLine(bytes);
  if (long > 0) return refuse(long, '', 'LINE_TOO_LONG', `Line ${long} is longer than ${lineLimit} bytes.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(1, '', 'NOT_TEXT', 'The file is not UTF-8 text. Save it as CSV UTF-8.');
  }
  let records: string[][];
  try {
    records = parse(text, { relax_column_count: true, skip_empty_lines: true, max_record_size: 2 * lineLimit });
  } catch (error) {
    const { lines, message } = error as Error & { lines?: number };
    return refuse(lines ?? 1, '', 'MALFORMED_CSV', message);
  }
  const header = (records[0] ?? []).map((name) => name.trim()).map((name) => (name === 'ErrroMsg' ? 'ErrorMsg' : name));
  const headerErrors = checkHeader(header);
  if (headerErrors.length > 0) return { ok: false, errors: headerErrors };
  const data = records
    .slice(1)
    .map((values, index) => ({ row: index + 2, values }))
    .filter(({ values }) => values.some((value) => value.trim()));
  if (data.length === 0) return refuse(2, '', 'NO_ROWS', 'The file has a header but no rows.');
  const ragged = data.filter(({ values }) => values.length !== header.length);
  if (ragged.length > 0) {
    return {
      ok: false,
      errors: ragged.map(({ row, values }) => ({
        row,
        column: '',
        code: 'WRONG_CELL_COUNT',
        message: `The row has ${values.length} cells, the header ${header.length}. Quote cells that hold a comma.`,
      })),
    };
  }
  const place = new Map(header.map((name, index) => [name, index]));
  const columns: readonly InputColumn[] = [...requiredColumns, ...optionalColumns];
  return {
    ok: true,
    rows: data.map(({ row, values }) => ({
      row,
      cells: Object.fromEntries(columns.map((name) => [name, (values[place.get(name) ?? -1] ?? '').trim()])) as BatchRow['cells'],
    })),
  };
}

function checkHeader(header: readonly string[]): InputError[] {
  const known = new Set<string>([...requiredColumns, ...resultColumns, ...writtenColumns, ...optionalColumns]);
  const error = (column: string, code: string, message: string): InputError => ({ row: 1, column, code, message });
  return [
    ...[...requiredColumns, ...resultColumns]
      .filter((name) => !header.includes(name))
      .map((name) => error(name, 'MISSING_COLUMN', `The header lacks ${name}.`)),
    ...header
      .filter((name) => !known.has(name))
      .map((name) =>
        error(name.slice(0, 100), 'UNKNOWN_COLUMN', `The header has a column that is not known: "${name.slice(0, 100)}".`),
      ),
    ...header
      .filter((name, index) => header.indexOf(name) !== index)
      .map((name) => error(name.slice(0, 100), 'DUPLICATE_COLUMN', `The header has ${name.slice(0, 100)} twice.`)),
  ];
}

/** Number of the first line above the limit, or 0. Found before anything is decoded, so that such a file costs nothing. */
function longLine(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; start < bytes.length; line += 1) {
    const end = bytes.indexOf(10, start);
    if ((end < 0 ? bytes.length : end) - start > lineLimit) return line;
    if (end < 0) return 0;
    start = end + 1;
  }
  return 0;
}
