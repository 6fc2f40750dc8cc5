import { armDrill, armedDrills, disarmDrill, enterOperation, leaveOperation } from '../../../handlers/ledger/interlock.ts';
import { startLedger } from '../support/ledger.ts';
import type { TestLedger } from '../support/ledger.ts';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await startLedger(1);
});
afterEach(() => ledger.close());

const until = '2026-01-02T00:00:00.000Z';
const drill = { drill: 'game-day', executionArn: 'arn:drill', targets: ['ou-workloads'], until };
const operation = (...lineages: string[][]): Parameters<typeof enterOperation>[0] => ({
  workflow: 'account-vending',
  executionArn: 'arn:batch',
  lineages,
  until,
});
const inside = operation(['r-1', 'ou-security'], ['r-1', 'ou-workloads', 'ou-test']);

describe('the interlock', () => {
  it('tells an operation below an armed unit of the drill', async () => {
    expect(await armDrill(drill)).toEqual([]);
    expect(await enterOperation(inside)).toMatchObject([{ drill: 'game-day' }]);
    expect(await enterOperation(operation(['r-1', 'ou-security']))).toEqual([]);
  });

  it('tells a drill of the operations that run below it, until they leave', async () => {
    await enterOperation(inside);
    expect(await armDrill(drill)).toMatchObject([{ executionArn: 'arn:batch' }]);
    await leaveOperation('arn:batch');
    expect(await armDrill(drill)).toEqual([]);
  });

  it('of two that come at the same moment tells at least one', async () => {
    const [operations, drills] = await Promise.all([armDrill(drill), enterOperation(inside)]);
    expect(operations.length + drills.length).toBeGreaterThan(0);
  });

  it('forgets a drill that was disarmed, and one whose time is over', async () => {
    await armDrill(drill);
    await disarmDrill('arn:drill');
    expect(await armedDrills()).toEqual([]);
    await armDrill(drill);
    ledger.now = Date.parse(until) + 1;
    expect(await enterOperation({ ...inside, until: '2026-01-03T00:00:00.000Z' })).toEqual([]);
  });
});
