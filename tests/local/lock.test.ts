import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockHolder, takeLock } from '../../src/local/lock.ts';

describe('the lock of an organization', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'groundcrew-lock-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const deadProcess = (): number => spawnSync(process.execPath, ['-e', '']).pid;

  it('is held by one taker until it is released', () => {
    const lock = takeLock(directory)!;
    expect(lockHolder(directory)).toBe(process.pid);
    expect(takeLock(directory)).toBeUndefined();
    lock.release();
    expect(lockHolder(directory)).toBeUndefined();
    expect(readdirSync(directory)).toEqual([]);
    expect(takeLock(directory)).toBeDefined();
  });

  it('is taken over from a process that has died', () => {
    writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: deadProcess() }));
    expect(lockHolder(directory)).toBeUndefined();
    expect(takeLock(directory)).toBeDefined();
    expect(lockHolder(directory)).toBe(process.pid);
  });

  it('is taken over from a process whose id another process has now', () => {
    writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: process.pid, started: '1' }));
    expect(takeLock(directory)).toBeDefined();
  });

  it('is taken over when its file is unreadable', () => {
    writeFileSync(join(directory, 'lock'), '{"pi');
    expect(takeLock(directory)).toBeDefined();
  });

  it('stays with a living process', async () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    try {
      await new Promise((resolve) => other.once('spawn', resolve));
      writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: other.pid }));
      expect(takeLock(directory)).toBeUndefined();
      expect(lockHolder(directory)).toBe(other.pid);
    } finally {
      other.kill('SIGKILL');
    }
  });
});
