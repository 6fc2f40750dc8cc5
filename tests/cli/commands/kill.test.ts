/** `kill -9` of the real command while it vends, then the same command again: the same batch ends well, nothing is made twice. */
import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { groundcrew, spawnGroundcrew, temporaryHome } from '../../support/command.ts';

const command = ['start', 'account-vending', '--input', 'examples/accounts.csv', '--json'];

/** Starts the command and kills it once its journal is longer than `bytes`; returns the journal's size then. */
async function killAfter(home: string, bytes: number): Promise<number> {
  const journal = join(home, 'small', 'journal.ndjson');
  const size = (): number => statSync(journal, { throwIfNoEntry: false })?.size ?? 0;
  const running = spawnGroundcrew(home, command);
  const ended = new Promise((resolve) => running.once('exit', resolve));
  while (running.exitCode === null && size() <= bytes) await sleep(1);
  running.kill('SIGKILL');
  await ended;
  return size();
}

describe('the same command after kill -9', () => {
  it.each([
    [60_000, 0],
    [150_000, 3],
    [190_000, 0],
    [200_000, 5],
    [250_000, 0],
    [262_000, 7],
    [270_000, 0],
    [300_000, 3],
  ])(
    'at %d bytes of the journal, with %d bytes torn off its last line, ends with one account a row',
    async (bytes, torn) => {
      const { home, remove } = temporaryHome();
      try {
        const size = await killAfter(home, bytes);
        truncateSync(join(home, 'small', 'journal.ndjson'), size - torn);
        const { code, stdout } = groundcrew(home, command);
        const { rows } = JSON.parse(stdout) as { rows: { accountName: string; status: string; accountId: string }[] };
        expect(rows.map(({ status }) => status)).toEqual(Array(6).fill('SUCCEEDED'));
        expect(new Set(rows.map(({ accountId }) => accountId)).size).toBe(6);
        expect(code).toBe(0);
        const again = JSON.parse(groundcrew(home, command).stdout) as { rows: unknown };
        expect(again.rows).toEqual(rows);
      } finally {
        remove();
      }
    },
    60_000,
  );
});
