import { confirmSlot, dispatch, enqueue, limitersInUse, release } from '../../../handlers/slots/queue.ts';
import { readSlots } from '../../../handlers/slots/slot-state.ts';
import { startLedger } from '../support/ledger.ts';
import type { TestLedger } from '../support/ledger.ts';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await startLedger(2);
});
afterEach(() => ledger.close());

const tokens = (): string[] => ledger.answered.map(({ taskToken }) => taskToken);
const holders = async (): Promise<string[]> => [...(await readSlots('control-tower')).holders.keys()].sort();
const wait = (holder: string, order: string, taskToken = `token-${holder}`, exclusive = false): Promise<void> =>
  enqueue({ limiter: 'control-tower', holder, order, taskToken, exclusive, executionArn: `arn:${holder}` });

describe('a limiter of two slots', () => {
  it('grants the first two and lets the third wait', async () => {
    for (const holder of ['a', 'b', 'c']) await wait(holder, `1#${holder}`);
    expect(tokens()).toEqual(['token-a', 'token-b']);
    expect(await holders()).toEqual(['a', 'b']);
  });

  it('wakes the next in order when a slot is released, whatever the order they came in', async () => {
    await wait('a', '1');
    await wait('b', '2');
    await wait('late', '9');
    await wait('early', '3');
    await release('control-tower', 'a');
    expect(tokens()).toEqual(['token-a', 'token-b', 'token-early']);
    expect(await holders()).toEqual(['b', 'early']);
  });

  it('answers the newest token of a waiter that was retried, in its old place', async () => {
    await wait('a', '1');
    await wait('b', '2');
    await wait('c', '3');
    await wait('d', '4');
    await wait('c', '3', 'token-c-retried');
    await release('control-tower', 'a');
    expect(tokens().at(-1)).toBe('token-c-retried');
  });

  it('answers a holder again whose answer was lost', async () => {
    await wait('a', '1');
    await wait('a', '1', 'token-a-retried');
    expect(tokens()).toEqual(['token-a', 'token-a-retried']);
    expect(await holders()).toEqual(['a']);
  });

  it('keeps the grant when the answer cannot be sent, and answers at the next dispatch', async () => {
    ledger.refuse = () => 'ServiceUnavailable';
    await expect(wait('a', '1')).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    expect(await holders()).toEqual(['a']);
    delete ledger.refuse;
    await dispatch('control-tower');
    expect(tokens()).toEqual(['token-a']);
  });

  it('takes a waiter off the queue that is no longer waited for', async () => {
    await wait('a', '1');
    await wait('b', '2');
    await wait('gone', '3');
    await release('control-tower', 'gone', '3');
    await wait('c', '4');
    await release('control-tower', 'a');
    expect(tokens()).toEqual(['token-a', 'token-b', 'token-c']);
  });

  it('never grants more than its slots when everything comes at once', async () => {
    await Promise.allSettled(['a', 'b', 'c', 'd', 'e', 'f'].map((holder) => wait(holder, holder)));
    await dispatch('control-tower');
    expect(await holders()).toHaveLength(2);
    expect(new Set(tokens()).size).toBe(2);
  });

  it('lets a holder confirm, and nobody else', async () => {
    await wait('a', '1');
    await confirmSlot('control-tower', 'a');
    expect((await readSlots('control-tower')).holders.get('a')).toMatchObject({ phase: 'CONFIRMED' });
    await expect(confirmSlot('control-tower', 'b')).rejects.toMatchObject({ name: 'SlotNotHeld' });
  });
});

describe('operations that are not ours', () => {
  it('take slots, until they end', async () => {
    ledger.products = [{ Name: 'by-hand' }];
    for (const holder of ['a', 'b']) await wait(holder, holder);
    expect(await holders()).toEqual(['a']);
    ledger.products = [];
    await dispatch('control-tower');
    expect(await holders()).toEqual(['a', 'b']);
  });

  it('are not those that a holder was confirmed for, though they show as product and baseline', async () => {
    await wait('a', '1');
    await confirmSlot('control-tower', 'a', 'account-a-1');
    ledger.products = [{ Name: 'account-a-1', PhysicalId: '111122223333' }];
    ledger.baselines = [
      { targetIdentifier: 'arn:aws:organizations::1:account/o-1/111122223333', parentIdentifier: 'arn:of-its-unit' },
    ];
    await wait('b', '2');
    expect(await holders()).toEqual(['a', 'b']);
  });

  it.each([
    ['an account that was moved takes one', { targetIdentifier: 'arn:1:account/o-1/444455556666', parentIdentifier: 'arn:u' }, 1],
    ['a unit that is being registered takes all', { targetIdentifier: 'arn:1:ou/o-1/ou-ab12-11111111' }, 0],
  ])('%s', async (_, baseline, granted) => {
    ledger.baselines = [baseline];
    for (const holder of ['a', 'b']) await wait(holder, holder);
    expect(await holders()).toHaveLength(granted);
  });
});

describe('a holder that must be alone', () => {
  it('waits for all others, lets nobody past it, and keeps everybody out', async () => {
    await wait('a', '1');
    await wait('alone', '2', 'token-alone', true);
    await wait('b', '3');
    expect(await holders()).toEqual(['a']);
    await release('control-tower', 'a');
    expect(await holders()).toEqual(['alone']);
    await release('control-tower', 'alone');
    expect(await holders()).toEqual(['b']);
  });

  it('waits for operations that are not ours', async () => {
    ledger.products = [{ Name: 'by-hand' }];
    await wait('alone', '1', 'token-alone', true);
    expect(await holders()).toEqual([]);
    ledger.products = [];
    await dispatch('control-tower');
    expect(await holders()).toEqual(['alone']);
  });
});

describe('other limiters', () => {
  const queue = (limiter: string, holder: string): Promise<void> =>
    enqueue({ limiter, holder, order: holder, taskToken: `token-${holder}`, executionArn: `arn:${holder}` });

  it('have one slot for each unit', async () => {
    const units = ['ou/ou-ab12-11111111', 'ou/ou-ab12-22222222'];
    for (const unit of units) for (const holder of ['a', 'b']) await queue(unit, `${unit} ${holder}`);
    expect(tokens()).toEqual(units.map((unit) => `token-${unit} a`));
    expect(await limitersInUse()).toEqual(expect.arrayContaining(units));
  });

  it.each(['organizations-writes', 'identity-center-writes'])('%s is one at a time', async (limiter) => {
    for (const holder of ['a', 'b']) await queue(limiter, holder);
    expect(tokens()).toEqual(['token-a']);
    await release(limiter, 'a');
    expect(tokens()).toEqual(['token-a', 'token-b']);
  });

  it('are not made up: a name that is not in the table is refused', async () => {
    await expect(queue('ou/everything', 'a')).rejects.toThrow('there is no limiter ou/everything');
  });
});
