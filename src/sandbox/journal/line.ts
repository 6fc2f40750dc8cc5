/** One line of journal.ndjson: a checksum, then what one transaction changed. A line that a crash tore is recognised and dropped. */
import { hash32 } from '../core/random.ts';
import type { Change } from '../core/store.ts';

export interface JournalEntry {
  /** Counts up by one per line over the organization's life; a line that the snapshot already holds is skipped. */
  readonly number: number;
  /** Virtual milliseconds at the transaction. */
  readonly now: number;
  readonly changes: readonly Change[];
}

/** `<8 hex digits of the checksum> [number, now, [[table, key, row], [table, key of a deleted row], ...]]\n`. */
export function encodeLine({ number, now, changes }: JournalEntry): string {
  const body = JSON.stringify([
    number,
    now,
    changes.map(({ table, key, row }) => (row === undefined ? [table, key] : [table, key, row])),
  ]);
  return `${checksum(body)} ${body}\n`;
}

/** The entry of a line without its newline; undefined when the line is torn or altered. */
export function decodeLine(line: string): JournalEntry | undefined {
  const body = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(body)} `) return undefined;
  const [number, now, changes] = JSON.parse(body) as [number, number, [string, string, unknown?][]];
  return { number, now, changes: changes.map(([table, key, row]) => ({ table, key, row })) };
}

function checksum(body: string): string {
  return hash32(body).toString(16).padStart(8, '0');
}
