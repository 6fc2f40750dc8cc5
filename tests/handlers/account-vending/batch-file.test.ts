import { readBatchFile } from '../../../handlers/account-vending/batch-file.ts';
import type { BatchFile } from '../../../handlers/account-vending/batch-file.ts';

const header = 'AccountName,SSOUserEmail,AccountEmail,SSOUserFirstName,SSOUserLastName,OrgUnit,Status,AccountId,ErrorMsg';
const line = 'payments-dev,ana@example.com,payments-dev@example.com,Ana,Silva,Sandbox,,,';
const read = (text: string): BatchFile => readBatchFile(new TextEncoder().encode(text));
const errors = (file: BatchFile): string[] =>
  file.ok ? [] : file.errors.map(({ row, column, code }) => `${row} ${column} ${code}`);

describe('a batch file', () => {
  it('is read into rows that count as in a spreadsheet', () => {
    const file = read(`${header}\n${line}\n${line.replace('payments-dev', 'payments-prod')}\n`);
    expect(file).toMatchObject({
      ok: true,
      rows: [
        { row: 2, cells: { AccountName: 'payments-dev', OrgUnit: 'Sandbox', Access: '' } },
        { row: 3, cells: { AccountName: 'payments-prod' } },
      ],
    });
  });

  it.each([
    ['the typo of the original header', `${header.replace('ErrorMsg', 'ErrroMsg')}\n${line}\n`],
    ['a byte order mark', `\uFEFF${header}\n${line}\n`],
    ['CRLF', `${header}\r\n${line}\r\n`],
    ['quotes', `${header}\n${line.replace('Sandbox', '"Sandbox"')}\n`],
    ['no last newline', `${header}\n${line}`],
    [
      'columns in another order',
      'OrgUnit,AccountName,SSOUserEmail,AccountEmail,SSOUserFirstName,SSOUserLastName,Status,AccountId,ErrorMsg\nSandbox,payments-dev,a@example.com,b@example.com,Ana,Silva,,,\n',
    ],
    ['cells of an earlier result', `${header}\n${line.slice(0, -2)},123456789012,"'=cmd()"\n`.replace(',,123', ',FAILED,123')],
  ])('may have %s', (_what, text) => {
    expect(errors(read(text))).toEqual([]);
  });

  it('keeps a comma inside quotes in its cell', () => {
    const file = read(`${header}\n${line.replace('Silva', '"Silva, Jr."')}\n`);
    expect(file.ok && file.rows[0]!.cells.SSOUserLastName).toBe('Silva, Jr.');
  });

  it.each([
    ['a missing column', `${header.replace(',OrgUnit', '')}\n${line}\n`, ['1 OrgUnit MISSING_COLUMN']],
    ['an unknown column', `${header},Colour\n${line},red\n`, ['1 Colour UNKNOWN_COLUMN']],
    ['a column twice', `${header},OrgUnit\n${line},x\n`, ['1 OrgUnit DUPLICATE_COLUMN']],
    ['no rows', `${header}\n\n`, ['2  NO_ROWS']],
    ['cells too many', `${header}\n${line},,\n`, ['2  WRONG_CELL_COUNT']],
    ['an open quote', `${header}\n"${line}\n`, ['2  MALFORMED_CSV']],
    ['a zero byte', `${header}\n${line}\0\n`, ['1  NOT_TEXT']],
    ['a line of 10 MB', `${header}\n${'x'.repeat(10_000_000)}\n`, ['2  LINE_TOO_LONG']],
  ])('is refused with row and column for %s', (_what, text, expected) => {
    expect(errors(read(text))).toEqual(expected);
  });

  it('is refused when empty: every column is missing', () => {
    expect(errors(read(''))).toHaveLength(9);
  });

  it('is refused when its bytes are not UTF-8', () => {
    expect(errors(readBatchFile(Uint8Array.of(0xff, 0xfe, 0x41)))).toEqual(['1  NOT_TEXT']);
  });
});
