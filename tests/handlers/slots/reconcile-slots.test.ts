import { handler } from '../../../handlers/slots/reconcile-slots.ts';
import { confirmSlot, enqueue } from '../../../handlers/slots/queue.ts';
import { readSlots } from '../../../handlers/slots/slot-state.ts';
import { putItem } from '../../../handlers/ledger/table.ts';
import { startLedger } from '../support/ledger.ts';
import type { TestLedger } from '../support/ledger.ts';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await startLedger(1);
  for (const holder of ['a', 'b']) {
    ledger.executions.set(`arn:${holder}`, 'RUNNING');
    await enqueue({
      limiter: 'control-tower',
      holder,
      order: holder,
      taskToken: `token-${holder}`,
      executionArn: `arn:${holder}`,
    });
  }
});
afterEach(() => ledger.close());

const holders = async (): Promise<string[]> => [...(await readSlots('control-tower')).holders.keys()];
const endedBadly = (executionArn: string): object => ({
  'detail-type': 'Step Functions Execution Status Change',
  detail: { executionArn, status: 'ABORTED' },
});
const hours = (count: number): number => count * 3_600_000;

describe('reconcileSlots', () => {
  it('leaves the slot of an execution that runs', async () => {
    expect(await handler({})).toEqual({ released: [], stuck: [] });
    expect(await holders()).toEqual(['a']);
  });

  it('gives the slot of an execution that was stopped to the next at once', async () => {
    ledger.executions.set('arn:a', 'ABORTED');
    expect(await handler(endedBadly('arn:a'))).toEqual({ released: ['control-tower a'], stuck: [] });
    expect(await holders()).toEqual(['b']);
    expect(ledger.answered.at(-1)!.taskToken).toBe('token-b');
  });

  it('takes an execution that was stopped off the queue, so that no slot is granted to it', async () => {
    ledger.executions.set('arn:b', 'ABORTED');
    await handler(endedBadly('arn:b'));
    ledger.executions.set('arn:a', 'ABORTED');
    await handler({});
    expect(await holders()).toEqual([]);
  });

  it('keeps the slot while its operation runs at Control Tower, and tells once when that takes longer than the lease', async () => {
    await confirmSlot('control-tower', 'a', 'account-a-1');
    ledger.executions.set('arn:a', 'ABORTED');
    ledger.products = [{ Name: 'account-a-1' }];
    expect(await handler({})).toEqual({ released: [], stuck: [] });
    ledger.now += hours(4);
    expect(await handler({})).toEqual({ released: [], stuck: ['control-tower a'] });
    await handler({});
    expect(ledger.told).toEqual(['Slot stuck: control-tower: a', 'metric', 'metric']);
    ledger.products = [];
    expect(await handler({})).toEqual({ released: ['control-tower a'], stuck: [] });
  });

  it('ends a lease that nobody renewed, though the execution runs', async () => {
    ledger.now += hours(2);
    await confirmSlot('control-tower', 'a');
    ledger.now += hours(2);
    expect(await handler({})).toMatchObject({ released: [] });
    ledger.now += hours(2);
    expect(await handler({})).toMatchObject({ released: ['control-tower a'] });
  });

  it('counts an approval that has waited longer than an hour, on its schedule only', async () => {
    const at = (hour: number): string => new Date(ledger.now + hours(hour)).toISOString();
    const approval = { schemaVersion: 1, approvalId: 'a', state: 'PENDING', askedAt: at(0), expiresAt: at(24), approvals: [] };
    await putItem({ pk: 'APPROVAL', sk: 'a', ...approval });
    await handler({});
    expect(ledger.told).toEqual([]);
    ledger.now += hours(2);
    await handler(endedBadly('arn:nobody'));
    expect(ledger.told).toEqual([]);
    await handler({});
    expect(ledger.told).toEqual(['metric']);
  });
});
