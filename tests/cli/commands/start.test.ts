import { existsSync, readFileSync } from 'node:fs';
import { groundcrew, temporaryHome } from '../../support/command.ts';

jest.setTimeout(120_000);

const { home, remove } = temporaryHome();
afterAll(remove);

const fixtures = 'tests/workflows/fixtures';

describe('groundcrew start account-vending', () => {
  it('prints one JSON document with --json, says where the files are and exits with 0', () => {
    const { code, stdout, stderr } = groundcrew(home, ['start', 'account-vending', '--input', 'examples/accounts.csv', '--json']);
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as {
      execution: string;
      rows: { row: number; accountName: string; accountId: string }[];
      files: Record<string, string>;
    };
    expect(document).toMatchObject({
      schemaVersion: 1,
      workflow: 'account-vending',
      status: 'SUCCEEDED',
      summary: { total: 6, succeeded: 6, failed: 0 },
    });
    expect(document.execution).toMatch(/^accounts-[0-9a-f]{8}$/);
    expect(document.rows.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6, 7]);
    for (const { accountId } of document.rows) expect(accountId).toMatch(/^\d{12}$/);
    expect(Object.keys(document.files).sort()).toEqual(['failed', 'history', 'result']);
    for (const path of Object.values(document.files)) expect([path, existsSync(path)]).toEqual([path, true]);
    expect(readFileSync(document.files.result!, 'utf8').trim().split('\n')).toHaveLength(7);
    expect(stderr).toContain('payments-dev');
  });

  it('prints a table without --json, progress on stderr only', () => {
    const { code, stdout, stderr } = groundcrew(home, ['start', 'account-vending', '--input', 'examples/accounts.csv']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2 +payments-dev +SUCCEEDED +\d{12}/m);
    expect(stdout).not.toContain('Validate Batch');
    expect(stderr).toContain('Validate Batch');
  });

  it('prints every error of a bad file as JSON and exits with 2', () => {
    const { code, stdout } = groundcrew(home, ['start', 'account-vending', '--input', `${fixtures}/unknown-ou.csv`, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      status: 'INVALID_INPUT',
      errors: [
        { row: 2, column: 'OrgUnit', code: 'OU_UNKNOWN', message: expect.stringContaining('Nowhere') as string },
        { row: 3, column: 'OrgUnit', code: 'OU_NOT_REGISTERED', message: expect.stringContaining('Legacy') as string },
      ],
    });
  });

  it('prints the errors as a table without --json and says that nothing was started', () => {
    const { code, stdout, stderr } = groundcrew(home, ['start', 'account-vending', '--input', `${fixtures}/formula.csv`]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^3 +SSOUserFirstName +FORMULA +/m);
    expect(stderr).toContain('nothing was started');
  });

  it('reads standard input, and ends a dry run with the plan', () => {
    const input = readFileSync('examples/accounts-50.csv').toString().split('\n').slice(0, 3).join('\n');
    const { code, stdout } = groundcrew(home, ['start', 'account-vending', '--input', '-', '--dry-run', '--json'], { input });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'SUCCEEDED',
      output: {
        dryRun: true,
        summary: { total: 2, launch: 2 },
        rows: [{ accountName: 'orders-dev' }, { accountName: 'orders-test' }],
      },
    });
  });

  it('asks for a file where none is given and exits with 2', () => {
    const { code, stdout, stderr } = groundcrew(home, ['start', 'account-vending']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/needs a CSV file[\s\S]*--input accounts\.csv/);
  });
});
