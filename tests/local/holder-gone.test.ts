/** What becomes of a client when the process that holds the organization ends. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { repeatable } from '../../src/cli/repeat-command.ts';
import { ExitCode } from '../../src/cli/exit-code.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { HolderGone } from '../../src/local/local-error.ts';
import { takeLock } from '../../src/local/lock.ts';
import { openWith } from '../../src/local/open-with.ts';
import { writeAddress } from '../../src/local/server/address.ts';
import { makeSmallEngine } from './support/small-engine.ts';
import { openSmallSandbox } from './support/small-sandbox.ts';
import { writeSmallTarget } from './support/small-target.ts';

describe('the holder of an organization ends', () => {
  let directory: string;
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'groundcrew-holder-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('while a command connects to it, breaking the connection: the command waits for the lock and holds it itself', async () => {
    const options = { ...writeSmallTarget(directory), directory: join(directory, 'home') };
    const folder = join(options.directory, basename(options.organizationFile).replace(/\.ya?ml$/, ''));
    mkdirSync(folder, { recursive: true });
    const lock = takeLock(folder)!;
    let asked = 0;
    const ending = createServer((socket) => {
      asked += 1;
      socket.resetAndDestroy();
      if (asked === 2) lock.release();
    });
    await new Promise<void>((done) => ending.listen(0, '127.0.0.1', done));
    const { port } = ending.address() as AddressInfo;
    writeAddress(folder, { pid: process.pid, endpoint: `http://127.0.0.1:${port}`, token: 'gone' });
    const local = await openWith({ openSandbox: openSmallSandbox, makeEngine: makeSmallEngine }, options);
    expect(local.role).toBe('owner');
    expect(asked).toBe(2);
    await local.close();
    ending.close();
  });

  it('under a command that may be repeated: it begins again, once; another error and a second end are its own', async () => {
    const notes: string[] = [];
    const terminal = { note: (line: string) => void notes.push(line), colors: { yellow: (text: string) => text } };
    const outcomes = (...given: (Error | ExitCode)[]) => {
      const left = [...given];
      const run = repeatable(() => {
        const next = left.shift()!;
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      });
      return run({ args: [], options: {} }, terminal as unknown as Terminal);
    };
    const gone = new Error('the SDK wraps it', { cause: new HolderGone('read ECONNRESET') });
    expect(await outcomes(gone, ExitCode.Done)).toBe(ExitCode.Done);
    expect(notes).toEqual(['note: the process that held the organization has ended; this one opens it']);
    await expect(outcomes(gone, gone, ExitCode.Done)).rejects.toBe(gone);
    const other = new Error('something else');
    await expect(outcomes(other, ExitCode.Done)).rejects.toBe(other);
  });
});
