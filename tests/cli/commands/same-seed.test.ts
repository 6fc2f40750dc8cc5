/** Two processes of the real command, which load code from disk as they go: how long that takes must not show in what happens. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groundcrew, temporaryHome } from '../../support/command.ts';

/** Every execution's history of a fresh run, by the execution's folder. */
function histories(seed: string): Record<string, string> {
  const { home, remove } = temporaryHome();
  try {
    const { code } = groundcrew(home, ['start', 'account-vending', '--input', 'examples/accounts.csv', '--seed', seed]);
    expect(code).toBe(0);
    const executions = join(home, 'small', 'executions');
    return Object.fromEntries(
      readdirSync(executions).map((name) => [name, readFileSync(join(executions, name, 'history.ndjson'), 'utf8')]),
    );
  } finally {
    remove();
  }
}

describe('the same command in two new processes', () => {
  it('writes byte-identical histories for the same seed, and others for another', () => {
    const first = histories('11');
    expect(Object.keys(first).length).toBeGreaterThan(6);
    expect(histories('11')).toEqual(first);
    expect(histories('12')).not.toEqual(first);
  }, 60_000);
});
