import { createHash } from 'node:crypto';
import type { LogEntry } from './contract.ts';

type Details = LogEntry['details'];

/** What stands before the first entry. */
export const noHash = '0'.repeat(64);

/** The log of a run. Each entry's hash covers the entry before it, so that the last hash stands for the whole log. */
export class TransitionLog {
  readonly entries: LogEntry[];

  constructor(
    private readonly now: () => number,
    earlier: readonly LogEntry[] = [],
  ) {
    this.entries = [...earlier];
  }

  add(what: string, details: Details = {}): void {
    const sequence = this.entries.length + 1;
    const at = new Date(this.now()).toISOString();
    this.entries.push({ sequence, at, what, details, hash: hashOf(this.head, { sequence, at, what, details }) });
  }

  /** The last hash. */
  get head(): string {
    return this.entries.at(-1)?.hash ?? noHash;
  }
}

/** SHA-256, in hexadecimal, of the hash before and the entry as JSON with its members in this order. */
function hashOf(before: string, { sequence, at, what, details }: Omit<LogEntry, 'hash'>): string {
  return createHash('sha256')
    .update(`${before}\n${JSON.stringify([sequence, at, what, sorted(details)])}`)
    .digest('hex');
}

/** Members in the order of their names, at every depth: Step Functions keeps values, not their order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}

/** The sequence number of the first entry that does not follow from the one before; undefined for a log that is whole. */
export function firstBrokenEntry(entries: readonly LogEntry[]): number | undefined {
  let before = noHash;
  for (const [index, entry] of entries.entries()) {
    if (entry.sequence !== index + 1 || entry.hash !== hashOf(before, entry)) return index + 1;
    before = entry.hash;
  }
  return undefined;
}
