import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../../../src/sandbox/core/store.ts';
import { Journal, journalTime } from '../../../src/sandbox/journal/journal.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { openTestSandbox, root } from '../support/open.ts';

const directories: string[] = [];
const directory = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'groundcrew-journal-'));
  directories.push(made);
  return made;
};
afterAll(() => directories.forEach((path) => rmSync(path, { recursive: true })));

/** Writes one transaction per entry: rows of table `t/rows`, undefined deletes. */
function write(path: string, entries: readonly Readonly<Record<string, unknown>>[]): void {
  const store = new Store();
  const journal = Journal.open(path, store);
  entries.forEach((entry, index) => {
    const { changes } = store.transact(() => {
      for (const [key, row] of Object.entries(entry))
        if (row === undefined) store.table('t/rows').delete(key);
        else store.table('t/rows').put(key, row);
    });
    journal.append(changes, 1000 + index);
  });
  journal.close();
}

function read(path: string): { rows: unknown; now: number } {
  const store = new Store();
  const journal = Journal.open(path, store);
  const now = journal.lastNow;
  journal.close();
  return { rows: [...store.table('t/rows').entries()], now };
}

const entries = [{ a: 1, b: { text: 'é\n"' } }, { a: undefined, c: [1] }, { a: 2 }];
const complete = [
  ['b', { text: 'é\n"' }],
  ['c', [1]],
  ['a', 2],
];

describe('the journal', () => {
  it('gives back rows, order and time', () => {
    const path = directory();
    write(path, entries);
    expect(read(path)).toEqual({ rows: complete, now: 1002 });
    expect(journalTime(path)).toBe(1002);
    expect(journalTime(directory())).toBeUndefined();
  });

  it('cut at any byte gives a whole number of transactions, and can be written on', () => {
    const path = directory();
    write(path, entries);
    const whole = readFileSync(join(path, 'journal.ndjson'));
    const ends = [...whole.entries()].filter(([, byte]) => byte === 10).map(([index]) => index + 1);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(join(path, 'journal.ndjson'), whole.subarray(0, length));
      const kept = ends.filter((end) => end <= length).length;
      expect(read(path).now).toBe(kept === 0 ? 0 : 999 + kept);
    }
    truncateSync(join(path, 'journal.ndjson'), ends[1]! + 5);
    write(path, [{ d: 4 }]);
    expect(read(path).rows).toEqual([
      ['b', { text: 'é\n"' }],
      ['c', [1]],
      ['d', 4],
    ]);
  });

  it('with a damaged line in the middle is refused, with what to do', () => {
    const path = directory();
    write(path, entries);
    const file = join(path, 'journal.ndjson');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"c"', '"x"'));
    expect(() => read(path)).toThrow(/the line at byte \d+ is damaged, .*--fresh/);
  });

  it('is compacted into a snapshot that reads the same, also after a crash between the two steps', () => {
    const path = directory();
    write(path, entries);
    const journalBefore = readFileSync(join(path, 'journal.ndjson'));
    const store = new Store();
    const journal = Journal.open(path, store);
    journal.compact();
    journal.close();
    expect(readFileSync(join(path, 'journal.ndjson')).length).toBe(0);
    expect(read(path)).toEqual({ rows: complete, now: 1002 });
    writeFileSync(join(path, 'journal.ndjson'), journalBefore);
    expect(read(path)).toEqual({ rows: complete, now: 1002 });
    write(path, [{ d: 4 }]);
    expect(read(path).rows).toEqual([...complete, ['d', 4]]);
  });

  it('that cannot be written refuses that line and all later ones, and stays readable', () => {
    const path = directory();
    write(path, entries);
    const journal = Journal.open(path, new Store());
    journal.close();
    const changes = [{ table: 't/rows', key: 'z', row: 1 }];
    for (let attempt = 0; attempt < 2; attempt++) expect(() => journal.append(changes, 2000)).toThrow('cannot be written');
    expect(read(path)).toEqual({ rows: complete, now: 1002 });
  });

  it('leaves a half-written snapshot unread', () => {
    const path = directory();
    write(path, entries);
    appendFileSync(join(path, 'snapshot.ndjson.new'), 'half');
    expect(read(path).rows).toEqual(complete);
  });
});

/** Rows in order; the order of the tables themselves means nothing. */
const byTable = ({ store }: Sandbox) => [...store.rows()].sort((one, other) => one.table.localeCompare(other.table));

describe('a sandbox with a directory', () => {
  it('goes on where it stopped: rows, ids and time', async () => {
    const path = directory();
    const role = (name: string) => ({
      service: 'iam',
      operation: 'CreateRole',
      input: { RoleName: name, AssumeRolePolicyDocument: JSON.stringify({ Statement: [] }) },
      caller: root,
    });
    const first = await openTestSandbox({ directory: path });
    first.clock.runUntil(first.clock.now() + 60_000);
    const one = (await first.sandbox.call(role('one'))) as { Role: { RoleId: string } };
    const kept = byTable(first.sandbox);

    const second = await openTestSandbox({ directory: path });
    expect(byTable(second.sandbox)).toEqual(kept);
    expect(journalTime(path)).toBe(first.clock.now());
    const two = (await second.sandbox.call(role('two'))) as { Role: { RoleId: string } };
    expect(two.Role.RoleId).not.toBe(one.Role.RoleId);
    second.sandbox.close();
    expect(existsSync(join(path, 'journal.ndjson'))).toBe(true);
  });
});
