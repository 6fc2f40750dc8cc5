/** A CSV file of accounts to enroll: Account (id or e-mail address), TargetOu, Access; result columns are written by us and never read. */
import { parse } from 'csv-parse/sync';
import type { InputError } from './contract.ts';

export const inputColumns = ['Account', 'TargetOu', 'Access'] as const;
export const resultColumns = ['AccountName', 'Status', 'ErrorMsg', 'NextAction', 'Settled'] as const;

/** Bytes of a file, and its rows. */
const fileLimit = 2 * 1024 * 1024;
const rowLimit = 500;

/** One row. `row` counts as in a spreadsheet: the header is 1. */
export interface TargetRow {
  readonly row: number;
  readonly account: string;
  readonly targetOu?: string;
  readonly access?: string;
}

export type TargetsFile =
  { readonly ok: true; readonly rows: readonly TargetRow[] } | { readonly ok: false; readonly errors: InputError[] };

/** Reads the file: UTF-8 with or without BOM. Only Account is needed. */
export function readTargetsFile(bytes: Uint8Array): TargetsFile {
  const refuse = (row: number, column: string, code: string, message: string): TargetsFile => ({
    ok: false,
    errors: [{ row, column, code, message }],
  });
  if (bytes.length > fileLimit)
    return refuse(1, '', 'FILE_TOO_LARGE', `The file has ${bytes.length} bytes; ${fileLimit} are allowed.`);
  let records: string[][];
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0'))
      return refuse(1, '', 'NOT_TEXT', 'The file is not text: it holds a zero byte. Save it as CSV UTF-8.');
    records = parse(text, { relax_column_count: true, skip_empty_lines: true, max_record_size: 65_536 });
  } catch (error) {
    const { lines, message } = error as Error & { lines?: number };
    return error instanceof TypeError
      ? refuse(1, '', 'NOT_TEXT', 'The file is not UTF-8 text. Save it as CSV UTF-8.')
      : refuse(lines ?? 1, '', 'MALFORMED_CSV', message);
  }
  const header = (records[0] ?? []).map((name) => name.trim());
  const known = new Set<string>([...inputColumns, ...resultColumns]);
  const errors: InputError[] = [
    ...(header.includes('Account')
      ? []
      : [{ row: 1, column: 'Account', code: 'MISSING_COLUMN', message: 'The header lacks Account.' }]),
    ...header
      .filter((name, index) => !known.has(name) || header.indexOf(name) !== index)
      .map((name) => ({
        row: 1,
        column: name.slice(0, 100),
        code: known.has(name) ? 'DUPLICATE_COLUMN' : 'UNKNOWN_COLUMN',
        message: known.has(name)
          ? `The header has ${name} twice.`
          : `The header has a column that is not known: "${name.slice(0, 100)}".`,
      })),
  ];
  const data = records
    .slice(1)
    .map((values, index) => ({ row: index + 2, values: values.map((value) => value.trim()) }))
    .filter(({ values }) => values.some(Boolean));
  if (errors.length === 0 && data.length === 0) return refuse(2, '', 'NO_ROWS', 'The file has a header but no rows.');
  if (data.length > rowLimit)
    return refuse(rowLimit + 2, '', 'TOO_MANY_ROWS', `The file has ${data.length} rows; ${rowLimit} are allowed. Split it.`);
  const rows = data.map(({ row, values }): TargetRow => {
    if (values.length !== header.length) {
      errors.push({
        row,
        column: '',
        code: 'WRONG_CELL_COUNT',
        message: `The row has ${values.length} cells, the header ${header.length}. Quote cells that hold a comma.`,
      });
    }
    const cell = (name: string): string => values[header.indexOf(name)] ?? '';
    for (const column of inputColumns) {
      /* A spreadsheet runs such a cell when it opens the file. */
      if (/^[=+\-@\t\r]/.test(cell(column)))
        errors.push({
          row,
          column,
          code: 'FORMULA',
          message: `${column} begins like a formula ("${cell(column).slice(0, 1)}").`,
        });
    }
    if (!cell('Account')) errors.push({ row, column: 'Account', code: 'REQUIRED', message: 'Account is empty.' });
    return {
      row,
      account: cell('Account'),
      ...(cell('TargetOu') ? { targetOu: cell('TargetOu') } : {}),
      ...(cell('Access') ? { access: cell('Access') } : {}),
    };
  });
  return errors.length > 0 ? { ok: false, errors } : { ok: true, rows };
}
