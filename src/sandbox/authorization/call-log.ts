/**
 * Every decision made, for the check of least privilege: which statement of which policy let which call through, and what was refused.
 * Equal decisions are counted, not repeated. With a file, each new kind of decision is appended at once; files of several processes
 * are merged with `mergeCallLogs`.
 */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Caller } from '../core/service.ts';
import type { Ruling } from './decide.ts';
import type { MatchedStatement } from './evaluate.ts';

export interface CallLogEntry {
  /** The role's ARN, else the caller's. */
  readonly principal: string;
  /** The call that needed it, e.g. `servicecatalog:ProvisionProduct`; for implied permissions the call that implies them. */
  readonly call: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** Statements that allowed or denied it, of every type of policy. */
  readonly matched: readonly MatchedStatement[];
}

export class CallLog {
  private readonly seen = new Map<string, { readonly entry: CallLogEntry; count: number }>();

  /** `file`: one per process; its folder is made. */
  constructor(private readonly file?: string) {
    if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  }

  add(caller: Caller, call: string, { action, resource, allowed, matched }: Ruling): void {
    const entry = { principal: caller.roleArn ?? caller.arn, call, action, resource, allowed, matched };
    const line = JSON.stringify(entry);
    const known = this.seen.get(line);
    if (known) known.count += 1;
    else {
      this.seen.set(line, { entry, count: 1 });
      if (this.file !== undefined) appendFileSync(this.file, `${line}\n`);
    }
  }

  /** The distinct decisions in the order in which they first came up, with how often they did. */
  entries(): (CallLogEntry & { readonly count: number })[] {
    return [...this.seen.values()].map(({ entry, count }) => ({ ...entry, count }));
  }
}

/** The distinct entries of several processes' files, as CallLog wrote them. */
export function mergeCallLogs(files: readonly string[]): CallLogEntry[] {
  const lines = new Set(files.flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean)));
  return [...lines].map((line) => JSON.parse(line) as CallLogEntry);
}
