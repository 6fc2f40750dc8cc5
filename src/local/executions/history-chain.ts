/**
 * The history file of an execution: one event per line, each line with a hash over the line before it, so that a later change of any
 * line shows. Lines are hashed when they are written, not when the event happens.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** Hash before the first line. */
const start = '0'.repeat(64);

/** The hash (SHA-256, hex) of a line that holds `eventJson` after the line with hash `previous`. */
function link(previous: string, eventJson: string): string {
  return createHash('sha256').update(previous).update('\n').update(eventJson).digest('hex');
}

/** A chain that grows. */
export class HistoryChain {
  constructor(private hash: string = start) {}

  /** Lines for these events, as text to append. */
  lines(events: readonly object[]): string {
    let text = '';
    for (const event of events) {
      const json = JSON.stringify(event);
      this.hash = link(this.hash, json);
      text += `{"hash":"${this.hash}","event":${json}}\n`;
    }
    return text;
  }

  /** Hash of the last line. */
  get head(): string {
    return this.hash;
  }
}

/** What a history file holds. */
export interface ReadHistory<Event> {
  readonly events: readonly Event[];
  /** Hash of the last valid line. */
  readonly head: string;
  /** Length in bytes of the valid lines: what follows was torn by a crash or altered. */
  readonly validBytes: number;
  readonly intact: boolean;
}

/** Reads and checks a history file; one that is not there is empty. */
export function readHistory<Event>(path: string): ReadHistory<Event> {
  const events: Event[] = [];
  let head = start;
  let from = 0;
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
    const line = bytes.toString('utf8', from, end);
    const json = /^\{"hash":"([0-9a-f]{64})","event":(.*)\}$/s.exec(line);
    if (!json || link(head, json[2]!) !== json[1]) break;
    head = json[1]!;
    events.push(JSON.parse(json[2]!) as Event);
    from = end + 1;
  }
  return { events, head, validBytes: from, intact: from === bytes.length };
}
