import { confirmSlot, dispatch, enqueue, release } from '../../../handlers/slots/queue.ts';
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
const wait = (holder: string, order: string, token = `token-${holder}`): Promise<void> =>
  enqueue('control-tower', holder, order, token);

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
