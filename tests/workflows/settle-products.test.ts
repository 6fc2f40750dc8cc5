/** Failed products of earlier runs: terminated behind an approval before their rows are launched anew. */
import { batch, row } from './support/batch.ts';
import { openVending, type Vending } from './support/vending.ts';

jest.setTimeout(60_000);

let vending: Vending;
beforeEach(async () => {
  vending = await openVending('small.yml');
});
afterEach(() => vending.close());

/** One row whose account is made and then fails for the first time, and one that is vended. */
const file = batch(row('mended', { email: 'aws+fail-delivery-channel-once@example.com' }), row('fine'));
const approved = { approveAs: ['approver'] };
const outcomes = ({ result }: Awaited<ReturnType<Vending['run']>>): string[] => {
  if (result.kind !== 'rows') throw new Error(`the result is a ${result.kind}`);
  return result.rows.map(({ accountName, status, errorMsg }) =>
    `${accountName} ${status} ${errorMsg?.slice(0, 60) ?? ''}`.trim(),
  );
};
const types = async (): Promise<string[]> => (await vending.records()).map(({ RecordType }) => RecordType!);

describe('a row whose launch has left a failed product', () => {
  it('gets its account when the termination is approved, and the account that was made is taken over', async () => {
    expect(outcomes(await vending.run(file))).toEqual([
      expect.stringContaining('mended FAILED InvalidParametersException'),
      'fine SUCCEEDED',
    ]);
    const made = (await vending.accounts()).filter(({ Name }) => Name === 'mended');
    const again = await vending.run(file, {}, approved);
    expect(outcomes(again)).toEqual(['mended SUCCEEDED', 'fine SUCCEEDED']);
    const accounts = (await vending.accounts()).filter(({ Name }) => Name === 'mended');
    expect(accounts.map(({ Id }) => Id)).toEqual(made.map(({ Id }) => Id));
    expect((await types()).sort()).toEqual([
      'PROVISION_PRODUCT',
      'PROVISION_PRODUCT',
      'PROVISION_PRODUCT',
      'TERMINATE_PROVISIONED_PRODUCT',
    ]);
  });

  it('is vended from the failed-rows file that the run wrote', async () => {
    const { result } = await vending.run(file);
    if (result.kind !== 'rows') throw new Error('no rows');
    const failed = result.files.find(({ role }) => role === 'failed')!.bytes;
    expect(outcomes(await vending.run(failed, {}, approved))).toEqual(['mended SUCCEEDED']);
  });

  it('stays failed, with what to do next, when nobody approves in time; the other rows go on, and nothing is terminated', async () => {
    await vending.run(file);
    const again = await vending.run(
      batch(...Buffer.from(file).toString().trim().split('\n').slice(1), row('more')),
      {},
      'expire',
    );
    expect(outcomes(again)).toEqual([
      expect.stringContaining('mended FAILED an earlier launch has left the product account-mended-1'),
      'fine SUCCEEDED',
      'more SUCCEEDED',
    ]);
    expect(await types()).not.toContain('TERMINATE_PROVISIONED_PRODUCT');
    expect(outcomes(await vending.run(file, {}, approved))).toEqual(['mended SUCCEEDED', 'fine SUCCEEDED']);
  });

  it('is told by the plan, which asks nobody and terminates nothing', async () => {
    await vending.run(file);
    const { execution } = await vending.run(file, { dryRun: true });
    expect(JSON.parse(execution.output!)).toMatchObject({
      settlement: {
        products: [{ productName: 'account-mended-1', status: 'ERROR', accountId: expect.stringMatching(/^\d{12}$/) }],
      },
    });
    expect(await types()).not.toContain('TERMINATE_PROVISIONED_PRODUCT');
  });
});
