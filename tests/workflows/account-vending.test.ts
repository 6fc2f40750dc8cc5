import { batch, example, fixture, header, row } from './support/batch.ts';
import { mostAtOnce, openVending, type Vending } from './support/vending.ts';

jest.setTimeout(60_000);

describe('account-vending', () => {
  let vending: Vending;
  beforeEach(async () => {
    vending = await openVending('small.yml');
  });
  afterEach(() => vending.close());

  it('makes of each row exactly one account, in its unit, with its access', async () => {
    const { execution, result } = await vending.run(example('accounts.csv'));
    expect([execution.status, execution.error, execution.cause]).toEqual(['SUCCEEDED', undefined, undefined]);
    if (result.kind !== 'rows') throw new Error(`the result is a ${result.kind}`);
    expect(result.summary).toMatchObject({ total: 6, succeeded: 6, failed: 0, inProgress: 0 });
    const accounts = await vending.accounts();
    for (const { accountName, accountId } of result.rows) {
      expect(accounts.filter(({ Name }) => Name === accountName).map(({ Id, Email }) => [Id, Email])).toEqual([
        [accountId, `aws+${accountName}@example.com`],
      ]);
    }
    const [paymentsDev, paymentsTest, , catalogDev] = result.rows.map(({ accountId }) => accountId!);
    expect(await vending.parentOf(paymentsDev!)).toBe(await vending.parentOf(catalogDev!));
    expect(await vending.parentOf(paymentsDev!)).not.toBe(await vending.parentOf(paymentsTest!));
    expect(await vending.assignments(paymentsTest!)).toBe((await vending.assignments(paymentsDev!)) + 1);
  });

  it('writes a result file with every row and a failed file without any when all went well', async () => {
    const { result } = await vending.run(batch(row('one'), row('two')));
    if (result.kind !== 'rows') throw new Error(`the result is a ${result.kind}`);
    const text = (role: string): string => Buffer.from(result.files.find((file) => file.role === role)!.bytes).toString();
    expect(text('result').trim().split('\n')).toHaveLength(3);
    expect(text('result')).toMatch(new RegExp(`^one,.*,SUCCEEDED,${result.rows[0]!.accountId!},`, 'm'));
    expect(text('failed').trim().split('\n')).toHaveLength(1);
  });

  it('launches nothing when the same file is given again, and gives the same accounts', async () => {
    const file = batch(row('one'), row('two'));
    const first = await vending.run(file);
    const launched = (await vending.records()).length;
    const second = await vending.run(file);
    expect(second.result.kind).toBe('rows');
    expect(second.result).toMatchObject({ rows: first.result.kind === 'rows' ? first.result.rows : [] });
    expect(await vending.records()).toHaveLength(launched);
  });

  it('ends a dry run with the plan and launches nothing', async () => {
    const { execution, result } = await vending.run(batch(row('one')), { dryRun: true });
    expect(execution.status).toBe('SUCCEEDED');
    expect(result).toMatchObject({
      kind: 'document',
      output: { dryRun: true, summary: { total: 1, launch: 1, resume: 0, done: 0 }, rows: [{ row: 2, accountName: 'one' }] },
    });
    expect(await vending.records()).toEqual([]);
  });

  it.each([
    ['a BOM and CRLF', Buffer.from(`\uFEFF${header}\r\n${row('one')}\r\n`)],
    ["the original's typo in the header", Buffer.from(`${header.replace('ErrorMsg', 'ErrroMsg')}\n${row('one')}\n`)],
    ['quoted cells', batch(row('one', { firstName: '"Ana, ""A"""' }))],
    ['a unit by its path', batch(row('one', { orgUnit: 'Workloads/Test' }))],
  ])('takes a file with %s', async (_, bytes) => {
    const { execution } = await vending.run(bytes, { dryRun: true });
    expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
  });

  it('gives byte-identical histories for the same seed, and others for another', async () => {
    const histories: string[] = [];
    for (const seed of [3, 3, 4]) {
      const seeded = await openVending('small.yml', seed);
      await seeded.run(example('accounts.csv'));
      histories.push(seeded.events.join('\n'));
      await seeded.close();
    }
    expect(histories[1] === histories[0]).toBe(true);
    expect(histories[2] === histories[0]).toBe(false);
  });
});

describe('account-vending of fifty rows', () => {
  it("vends them all, never more at a time than Control Tower's five slots and not fewer", async () => {
    const vending = await openVending('anycompany.yml');
    const { execution, result } = await vending.run(example('accounts-50.csv'));
    expect([execution.status, execution.error, execution.cause]).toEqual(['SUCCEEDED', undefined, undefined]);
    expect(result).toMatchObject({ kind: 'rows', summary: { total: 50, succeeded: 50, failed: 0, inProgress: 0 } });
    const records = await vending.records();
    expect(records).toHaveLength(50);
    expect(mostAtOnce(records)).toBe(5);
    await vending.close();
  });
});

describe('account-vending of a bad file', () => {
  let vending: Vending;
  let accountsBefore: number;
  beforeAll(async () => {
    vending = await openVending('small.yml');
    accountsBefore = (await vending.accounts()).length;
  });
  afterAll(() => vending.close());

  type Expected = readonly (readonly [row: number, column: string | null, code: string])[];
  const columns = header.split(',');
  const files: readonly (readonly [string, Uint8Array, Expected])[] = [
    [
      'a wrong header',
      Buffer.from('Name,Mail\na,b\n'),
      [
        ...columns.map((column): Expected[number] => [1, column, 'MISSING_COLUMN']),
        [1, 'Name', 'UNKNOWN_COLUMN'],
        [1, 'Mail', 'UNKNOWN_COLUMN'],
      ],
    ],
    ['a missing column', fixture('missing-column.csv'), [[1, 'OrgUnit', 'MISSING_COLUMN']]],
    ['no rows', fixture('no-rows.csv'), [[2, null, 'NO_ROWS']]],
    ['no bytes', new Uint8Array(), columns.map((column): Expected[number] => [1, column, 'MISSING_COLUMN'])],
    ['binary content', Uint8Array.from({ length: 4096 }, (_, index) => index % 256), [[1, null, 'NOT_TEXT']]],
    ['a line of 10 MB', Buffer.from(`${header}\n${'a'.repeat(10 * 1024 * 1024)}\n`), [[2, null, 'LINE_TOO_LONG']]],
    [
      'duplicates',
      fixture('duplicates.csv'),
      [
        [3, 'AccountName', 'DUPLICATE_NAME'],
        [3, 'AccountEmail', 'DUPLICATE_EMAIL'],
      ],
    ],
    ['a formula', fixture('formula.csv'), [[3, 'SSOUserFirstName', 'FORMULA']]],
    [
      'an unknown and an unregistered unit',
      fixture('unknown-ou.csv'),
      [
        [2, 'OrgUnit', 'OU_UNKNOWN'],
        [3, 'OrgUnit', 'OU_NOT_REGISTERED'],
      ],
    ],
    [
      'an unknown group and permission set',
      fixture('unknown-access.csv'),
      [
        [2, 'Access', 'UNKNOWN_GROUP'],
        [2, 'Access', 'UNKNOWN_PERMISSION_SET'],
      ],
    ],
    [
      'an address in use',
      batch(row('one'), row('two', { email: 'AWS+web-dev@example.com' })),
      [[3, 'AccountEmail', 'EMAIL_IN_USE']],
    ],
    ['a name in use', batch(row('Web-Dev', { email: 'aws+other@example.com' })), [[2, 'AccountName', 'NAME_IN_USE']]],
    ['an address that is none', batch(row('one', { email: 'a@b' })), [[2, 'AccountEmail', 'INVALID_EMAIL']]],
    [
      'a name with a blank',
      batch(row('my account', { email: 'aws+x@example.com' })),
      [[2, 'AccountName', 'INVALID_ACCOUNT_NAME']],
    ],
    ['an empty cell', batch(row('one', { orgUnit: '' })), [[2, 'OrgUnit', 'REQUIRED']]],
    ['too many cells', batch(`${row('one')},`), [[2, null, 'WRONG_CELL_COUNT']]],
    [
      'more accounts than the quota has room for',
      batch(...Array.from({ length: 11 }, (_, index) => row(`many-${index}`))),
      [[12, null, 'QUOTA_EXCEEDED']],
    ],
    [
      'more errors than a cause holds',
      batch(...Array.from({ length: 400 }, (_, index) => row(`far-${index}`, { firstName: '=cmd()', orgUnit: 'Sandbox' }))),
      [
        ...Array.from({ length: 400 }, (_, index): Expected[number] => [index + 2, 'SSOUserFirstName', 'FORMULA']),
        ...Array.from({ length: 400 }, (_, index): Expected[number] => [index + 2, 'OrgUnit', 'OU_FULL']).slice(299),
        ...Array.from({ length: 390 }, (_, index): Expected[number] => [index + 12, null, 'QUOTA_EXCEEDED']),
      ],
    ],
  ];

  it.each(files)('with %s names row and column of every error and launches nothing', async (_, bytes, expected) => {
    const { execution, result } = await vending.run(bytes);
    expect([execution.status, execution.error]).toEqual(['FAILED', 'InvalidInput']);
    if (result.kind !== 'invalid-input') throw new Error(`the result is a ${result.kind}`);
    const inOrder = (errors: Expected): string[] => errors.map((error) => error.join(' ')).sort();
    expect(inOrder(result.errors.map(({ row: at, column, code }) => [at!, column, code]))).toEqual(inOrder(expected));
    for (const { message } of result.errors) expect(message).not.toBe('');
    expect(await vending.records()).toEqual([]);
    expect(await vending.accounts()).toHaveLength(accountsBefore);
  });
});
