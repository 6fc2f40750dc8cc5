/** One build of a checkout at a time: two that write the same files would leave neither whole. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `work` when no other build of `root` is under way, and waits for one that is. */
export async function withBuildLock(root: string, work: () => Promise<void>): Promise<void> {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const file = join(tmpdir(), `groundcrew-build-${name}.lock`);
  while (!take(file)) await sleep(100);
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** False while a living process has it. The lock of one that died is removed. */
function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (isLeft(file)) rmSync(file, { force: true });
    return false;
  }
}

/** Milliseconds in which whoever made the file has written its process id. */
const writtenWithin = 5_000;

/** True when whoever made the file is gone. */
function isLeft(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 ? !isAlive(pid) : Date.now() - statSync(file).mtimeMs > writtenWithin;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
