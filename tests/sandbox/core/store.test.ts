import * as fc from 'fast-check';
import { Store } from '../../../src/sandbox/core/store.ts';

const rows = (store: Store) => [...store.rows()];

describe('a transaction', () => {
  it('that throws changes nothing, not even the order of the rows', () => {
    const store = new Store();
    const table = store.table<number>('t/rows');
    store.transact(() => ['a', 'b', 'c'].forEach((key, index) => table.put(key, index)));
    const before = rows(store);
    expect(() =>
      store.transact(() => {
        table.delete('a');
        table.put('b', 9);
        table.put('d', 4);
        table.put('a', 7);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(rows(store)).toEqual(before);
  });

  it('inside another is undone alone when it throws', () => {
    const store = new Store();
    const table = store.table<number>('t/rows');
    const { changes } = store.transact(() => {
      table.put('outer', 1);
      expect(() =>
        store.transact(() => {
          table.put('inner', 2);
          throw new Error('no');
        }),
      ).toThrow('no');
      table.put('after', 3);
    });
    expect([...table.keys()]).toEqual(['outer', 'after']);
    expect(changes.map(({ key }) => key)).toEqual(['outer', 'after']);
  });

  it('is needed for a change', () => {
    expect(() => new Store().table('t/rows').put('a', 1)).toThrow('outside a transaction');
  });

  it('replayed gives the same rows in the same order, whatever was done and undone', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), value: fc.option(fc.nat(9), { nil: undefined }) });
    const work = fc.array(fc.record({ steps: fc.array(step, { maxLength: 6 }), fails: fc.boolean() }), { maxLength: 12 });
    fc.assert(
      fc.property(work, (transactions) => {
        const store = new Store();
        const replayed = new Store();
        const table = store.table<number>('t/rows');
        for (const { steps, fails } of transactions) {
          try {
            const { changes } = store.transact(() => {
              for (const { key, value } of steps)
                if (value === undefined) table.delete(key);
                else table.put(key, value);
              if (fails) throw new Error('undone');
            });
            replayed.replay(changes);
          } catch {
            continue;
          }
        }
        expect(rows(replayed)).toEqual(rows(store));
      }),
    );
  });
});
