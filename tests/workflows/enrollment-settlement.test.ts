/** Failed products that an enrollment leaves: terminated behind an approval, the account back where it was, tried once more. */
import { provisionedProductTable, recordTable } from '../../src/sandbox/service-catalog/rows.ts';
import { openEnrolling, type Asked, type Enrolling } from './support/enrollment.ts';

jest.setTimeout(60_000);

const accounts = [
  { name: 'fine', way: 'none' },
  { name: 'mended', way: 'fail-execution-role-once' },
  { name: 'hopeless', way: 'fail-execution-role' },
];
const roleText = "AWSControlTowerExecution role can't be assumed on the account.";

const organization = JSON.stringify({
  seed: 4,
  managementAccount: { email: 'management@example.com', id: '100000000000' },
  homeRegion: 'us-east-1',
  governedRegions: ['us-east-1'],
  slots: 5,
  quotas: { 'organizations/accounts': 100 },
  ous: [
    { name: 'Governed', registered: true },
    {
      name: 'Loose',
      accounts: accounts.map(({ name, way }, at) => ({
        name,
        id: String(300_000_000_001 + at),
        email: `${name}+${way}@example.net`,
        existing: { executionRole: true },
      })),
    },
  ],
});

const idOf = (name: string): string => String(300_000_000_001 + accounts.findIndex((account) => account.name === name));

describe('an enrollment that leaves failed products', () => {
  let enrolling: Enrolling;
  beforeEach(async () => {
    enrolling = await openEnrolling({ text: organization });
  });
  afterEach(() => enrolling.close());

  const ask = async (fix: readonly string[], approveAs?: Asked['approveAs']) => {
    const flags = { sourceOu: 'Loose', targetOu: 'Governed', fix, path: 'service-catalog' };
    const { execution, result } = await enrolling.run({ flags, ...(approveAs ? { approveAs } : {}) });
    if (result.kind !== 'rows') throw new Error(JSON.stringify({ execution, result }));
    const text = (role: string): string => Buffer.from(result.files.find((file) => file.role === role)!.bytes).toString();
    return { summary: result.summary, rows: Object.fromEntries(result.rows.map((row) => [row.accountName, row])), text };
  };
  const count = (type: string): number =>
    [...recordTable(enrolling.local.sandbox.store).values()].filter((record) => record.type === type).length;
  const unitOf = async (name: string): Promise<string> => enrolling.parentOf(idOf(name));

  it("terminates them once a person has approved it, moves the accounts back and tries each once more, with AWS's words in its row", async () => {
    const home = await unitOf('fine');
    const { summary, rows, text } = await ask(['terminate-failed-products'], ['approver']);
    expect(summary).toMatchObject({ total: 3, succeeded: 2 });
    expect(rows['fine']).not.toHaveProperty('settled');
    expect(rows['mended']).toMatchObject({ status: 'SUCCEEDED', settled: expect.stringContaining(roleText) as string });
    expect(rows['hopeless']).toMatchObject({
      status: 'FAILED',
      errorMsg: expect.stringContaining(roleText) as string,
      settled: expect.stringContaining(roleText) as string,
      nextAction: expect.stringContaining('terminate-failed-products') as string,
    });
    expect(enrolling.governed(idOf('mended'))).toBe('SUCCEEDED');
    expect(await unitOf('hopeless')).toBe(home);
    /* Three accounts, two of them twice, and no third time. */
    expect(count('PROVISION_PRODUCT')).toBe(5);
    expect(count('TERMINATE_PROVISIONED_PRODUCT')).toBe(2);
    expect(text('result').split('\n')[0]).toContain('Settled');
    const [failedProduct, ...others] = [...provisionedProductTable(enrolling.local.sandbox.store).values()].filter(
      ({ status }) => status !== 'AVAILABLE',
    );
    expect(failedProduct!.name).toBe(`enroll-${idOf('hopeless')}-2`);
    expect(others).toEqual([]);
  });

  it('terminates nothing when it is rejected, and says of each account why it failed', async () => {
    const home = await unitOf('fine');
    const { summary, rows } = await ask(['terminate-failed-products'], 'reject');
    expect(summary).toMatchObject({ total: 3, succeeded: 1 });
    for (const name of ['mended', 'hopeless']) {
      expect(rows[name]!.errorMsg).toContain(roleText);
      expect(rows[name]!.nextAction).toContain('aws servicecatalog terminate-provisioned-product');
      expect(rows[name]).not.toHaveProperty('settled');
      expect(await unitOf(name)).toBe(home);
    }
    expect(count('TERMINATE_PROVISIONED_PRODUCT')).toBe(0);
    expect(count('PROVISION_PRODUCT')).toBe(3);
  });

  it('asks nobody where the fix is not listed: the accounts are back, and the failed file with the fix goes on from there', async () => {
    const home = await unitOf('fine');
    const first = await ask([]);
    expect(first.summary).toMatchObject({ total: 3, succeeded: 1, failed: 2 });
    expect(await unitOf('mended')).toBe(home);
    expect(enrolling.entered.filter((line) => line.includes('Approve Termination'))).toEqual([]);
    const { execution, result } = await enrolling.run({
      file: { name: 'failed.csv', bytes: Buffer.from(first.text('failed')) },
      flags: { fix: ['terminate-failed-products'], path: 'service-catalog' },
      approveAs: ['approver'],
    });
    expect(execution.status).toBe('SUCCEEDED');
    expect(result).toMatchObject({ kind: 'rows', summary: { total: 2, succeeded: 1, failed: 1 } });
  });
});
