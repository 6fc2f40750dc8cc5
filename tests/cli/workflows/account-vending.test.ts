import type { ObservedEvent } from '../../../src/cli/connection.ts';
import { accountVending } from '../../../src/cli/workflows/account-vending.ts';

const prefix = 'arn:aws:states:us-east-1:111122223333:execution:groundcrew-prod-';
const observed = (execution: string, details: object): ObservedEvent => ({
  executionArn: `${prefix}${execution}`,
  stateMachineName: '',
  // Only the members that the display reads.
  event: details as ObservedEvent['event'],
});
const files = Object.fromEntries(['plan', 'mapResults', 'errors', 'result', 'failed', 'rows'].map((name) => [name, name]));

describe('progress of account-vending', () => {
  it('knows how many rows there are when the batch has been validated', () => {
    const counts = { total: 7, launch: 5, resume: 1, done: 1, slots: 5, slotsFree: 5 };
    const summary = { ...counts, expectedMinutes: 20, transitions: 75, transitionsUsd: 0.0019, charges: [] };
    const output = JSON.stringify({ bucket: 'batches', dryRun: false, allOrNothing: false, files, summary });
    const event = observed('account-vending:a', { stateExitedEventDetails: { name: 'Validate Batch', output } });
    expect(accountVending.itemCount!(event)).toBe(7);
  });

  it('knows no number from other states, or from a batch that is refused', () => {
    const output = JSON.stringify({ bucket: 'batches', dryRun: false, allOrNothing: false, files, refusal: '{}' });
    for (const name of ['Validate Batch', 'Write Results'])
      expect(
        accountVending.itemCount!(observed('account-vending:a', { stateExitedEventDetails: { name, output } })),
      ).toBeUndefined();
  });

  it.each([
    [
      { status: 'SUCCEEDED', accountId: '111111111111' },
      { label: 'one', ok: true, detail: '111111111111' },
    ],
    [
      { status: 'FAILED', errorMsg: 'No room' },
      { label: 'one', ok: false, detail: 'No room' },
    ],
  ])('tells the outcome %j of a row once, at the end of its execution in the map', (outcome, item) => {
    const details = { executionSucceededEventDetails: { output: JSON.stringify({ row: 2, accountName: 'one', ...outcome }) } };
    expect(accountVending.itemFinished!(observed('account-vending/Vend:b', details))).toEqual(item);
    expect(accountVending.itemFinished!(observed('vend-account:one-1', details))).toBeUndefined();
    expect(accountVending.itemFinished!(observed('account-vending:a', details))).toBeUndefined();
  });

  it('tells why a row has no outcome when its execution failed', () => {
    const details = { executionFailedEventDetails: { error: 'States.Runtime', cause: 'why' } };
    expect(accountVending.itemFinished!(observed('account-vending/Vend:b', details))).toEqual({
      label: 'a row',
      ok: false,
      detail: 'States.Runtime: why',
    });
  });
});
