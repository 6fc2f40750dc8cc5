/**
 * The durable state of an organization: `snapshot.ndjson` plus the lines of `journal.ndjson` written since. Each line is in the operating
 * system's hands (a synchronous write) before its reply, so that `kill -9` at any byte loses nothing that was answered. A power failure may lose
 * the last lines, as there is no fsync per line; a torn end is dropped either way.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Change, Store } from '../core/store.ts';
import { decodeLine, encodeLine, type JournalEntry } from './line.ts';

const journalName = 'journal.ndjson';
const snapshotName = 'snapshot.ndjson';
/** Rows per line of a snapshot: keeps lines far from the greatest length of a string. */
const rowsPerLine = 1000;

export interface JournalOptions {
  /** Bytes of journal after which `open` and `compactIfLong` write a snapshot. */
  readonly compactAfterBytes?: number;
}

/** The changes of a directory, oldest first, and the virtual time of the last one; undefined for a directory without any. */
export function readJournal(
  directory: string,
): { changes: Iterable<Change>; now: number; number: number; validBytes: number } | undefined {
  const snapshot = readEntries(join(directory, snapshotName));
  const journal = readEntries(join(directory, journalName));
  const taken = snapshot.entries.at(-1);
  const entries = [...snapshot.entries, ...journal.entries.filter(({ number }) => number > (taken?.number ?? 0))];
  const last = entries.at(-1);
  if (!last) return undefined;
  return {
    changes: entries.flatMap(({ changes }) => changes),
    now: last.now,
    number: last.number,
    validBytes: journal.validBytes,
  };
}

/** Virtual time at which the organization in this directory stopped; undefined when it is new. For whoever makes the clock. */
export function journalTime(directory: string): number | undefined {
  return readJournal(directory)?.now;
}

function readEntries(path: string): { entries: JournalEntry[]; validBytes: number } {
  const entries: JournalEntry[] = [];
  if (!existsSync(path)) return { entries, validBytes: 0 };
  const bytes = readFileSync(path);
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    const entry = decodeLine(bytes.toString('utf8', start, end));
    if (!entry) {
      const rest = bytes.indexOf(10, end + 1);
      if (rest === -1) break;
      throw new Error(
        `${path}: the line at byte ${start} is damaged, and lines follow it; restore the file or start with --fresh`,
      );
    }
    entries.push(entry);
    start = end + 1;
  }
  return { entries, validBytes: start };
}

export class Journal {
  private number = 0;
  private now = 0;
  private bytes = 0;
  /** Why nothing more may be written: after a failed line, memory is ahead of the disk. */
  private failure: Error | undefined;
  private file: number;
  private readonly path: string;
  private readonly compactAfterBytes: number;

  private constructor(
    private readonly directory: string,
    private readonly store: Store,
    { compactAfterBytes = 64 * 1024 * 1024 }: JournalOptions,
  ) {
    this.compactAfterBytes = compactAfterBytes;
    mkdirSync(directory, { recursive: true });
    this.path = join(directory, journalName);
    const past = readJournal(directory);
    if (past) {
      store.replay(past.changes);
      this.number = past.number;
      this.now = past.now;
      this.bytes = past.validBytes;
      if (existsSync(this.path)) truncateSync(this.path, past.validBytes);
    } else if (existsSync(this.path)) truncateSync(this.path, 0);
    this.file = openSync(this.path, 'a');
  }

  /** Opens the directory, replays it into `store`, and cuts off a torn last line. */
  static open(directory: string, store: Store, options: JournalOptions = {}): Journal {
    const journal = new Journal(directory, store, options);
    journal.compactIfLong();
    return journal;
  }

  /** Virtual time of the last line; 0 for a new organization. */
  get lastNow(): number {
    return this.now;
  }

  /**
   * Writes one transaction. With no changes: only the virtual time. When the disk refuses (full, gone), what was written of the line is
   * taken back and every later line is refused, since memory is then ahead of the disk: end the process and start it again.
   */
  append(changes: readonly Change[], now: number): void {
    if (this.failure) throw this.failure;
    const line = Buffer.from(encodeLine({ number: this.number + 1, now, changes }));
    try {
      writeFileSync(this.file, line);
    } catch (error) {
      this.failure = new Error(`${this.path} cannot be written; free the disk and run the command again`, { cause: error });
      if (existsSync(this.path)) truncateSync(this.path, this.bytes);
      throw this.failure;
    }
    this.number += 1;
    this.now = now;
    this.bytes += line.length;
  }

  /** Compacts when the journal has grown past its limit. Not inside a transaction. */
  compactIfLong(): void {
    if (this.bytes > this.compactAfterBytes) this.compact();
  }

  /** Writes the snapshot beside the old one, renames it over, and empties the journal: a crash in between leaves both readable. */
  compact(): void {
    const path = join(this.directory, snapshotName);
    const file = openSync(`${path}.new`, 'w');
    for (const changes of batches(this.store.rows())) {
      writeFileSync(file, encodeLine({ number: this.number, now: this.now, changes }));
    }
    fsyncSync(file);
    closeSync(file);
    renameSync(`${path}.new`, path);
    closeSync(this.file);
    truncateSync(this.path, 0);
    this.file = openSync(this.path, 'a');
    this.bytes = 0;
  }

  close(): void {
    closeSync(this.file);
  }
}

function* batches(changes: Iterable<Change>): IterableIterator<Change[]> {
  let batch: Change[] = [];
  for (const change of changes) {
    batch.push(change);
    if (batch.length === rowsPerLine) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}
