/**
 * One process holds an organization: the one whose process id stands in the folder's `lock` file. A lock of a process that has died
 * is taken over.
 */
import { linkSync, mkdirSync, readFileSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A lock that this process holds. */
export interface Lock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Start time of the process in the kernel's clock ticks, where the system tells: another process may have got the same id. */
  readonly started?: string;
}

const lockName = 'lock';
const takeoverName = 'lock.takeover';
/** Real milliseconds after which a take-over that was begun and never ended is cleared away. */
const takeoverTimeoutMs = 5_000;

/** Takes the lock of a folder; undefined when a living process holds it. */
export function takeLock(directory: string): Lock | undefined {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, lockName);
  if (!create(directory, path) && !takeOver(directory, path)) return undefined;
  return {
    release() {
      if (readHolder(path)?.pid === process.pid) unlinkSync(path);
    },
  };
}

/** Process id of the living holder; undefined when the folder is free. */
export function lockHolder(directory: string): number | undefined {
  const holder = readHolder(join(directory, lockName));
  return holder && alive(holder) ? holder.pid : undefined;
}

/** Makes the lock file in one step, complete: a reader never sees half of it. */
function create(directory: string, path: string): boolean {
  const draft = join(directory, `${lockName}.${process.pid}`);
  writeFileSync(draft, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/** Replaces the lock of a dead process. Only one process at a time may try: the others see a folder that is being taken. */
function takeOver(directory: string, path: string): boolean {
  const takeover = join(directory, takeoverName);
  try {
    mkdirSync(takeover);
  } catch {
    clearAbandoned(takeover);
    return false;
  }
  try {
    const holder = readHolder(path);
    if (holder && alive(holder)) return false;
    try {
      unlinkSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return create(directory, path);
  } finally {
    rmdirSync(takeover);
  }
}

function clearAbandoned(takeover: string): void {
  try {
    if (Date.now() - statSync(takeover).mtimeMs > takeoverTimeoutMs) rmdirSync(takeover);
  } catch {
    // Another process has just ended its take-over.
  }
}

/** What the lock file says; undefined when there is none or it is unreadable, which a crash of the file system may leave. */
function readHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder;
    return Number.isInteger(holder.pid) && holder.pid > 0 ? holder : undefined;
  } catch {
    return undefined;
  }
}

function alive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOf(pid);
  return started === undefined || now === undefined || started === now;
}

/** Field 22 of /proc/<pid>/stat (proc(5)), on systems that have it. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
