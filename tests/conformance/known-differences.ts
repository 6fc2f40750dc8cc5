import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { CaseResult, Marks } from './score.ts';

/** One entry of known-differences.yml. */
interface Entry {
  /** A piece of the case ids that it is about. */
  readonly id: string;
  /** The marks it is about; all when absent. */
  readonly aspects?: readonly (keyof Marks)[];
  /** False: the recording cannot be compared (the marks become null). True: we are not right yet, and the marks stay. */
  readonly compared: boolean;
  readonly why: string;
}

export interface KnownDifferences {
  readonly entries: readonly Entry[];
  apply(results: ReadonlyMap<string, CaseResult>): Map<string, CaseResult>;
}

/** Reads the checked-in list. */
export function knownDifferences(): KnownDifferences {
  const entries = (parse(readFileSync(new URL('./known-differences.yml', import.meta.url), 'utf8')) ?? []) as Entry[];
  const notCompared = entries.filter(({ compared }) => !compared);
  return {
    entries,
    apply: (results) =>
      new Map(
        [...results].map(([id, result]) => {
          const marks = { ...result.marks };
          for (const entry of notCompared) {
            if (id.includes(entry.id))
              for (const aspect of entry.aspects ?? (['status', 'error', 'cause', 'history'] as const)) marks[aspect] = null;
          }
          return [id, { ...result, marks }];
        }),
      ),
  };
}
