import type { RecordedCase } from './corpus.ts';

/** One case's marks. `null`: not recorded, or on the list of differences that are not compared. */
export interface Marks {
  /** Final status, and for a success the output. For API calls: the whole answer. */
  readonly status: boolean | null;
  readonly error: boolean | null;
  readonly cause: boolean | null;
  /** Every event, id, previousEventId and detail. */
  readonly history: boolean | null;
}

export interface CaseResult {
  readonly marks: Marks;
  /** The first disagreements, for people. */
  readonly differences: readonly string[];
}

export type Aspect = keyof Marks | 'all';
export const ASPECTS: readonly Aspect[] = ['status', 'error', 'cause', 'history', 'all'];

export interface Ratio {
  right: number;
  of: number;
}
export type Row = Record<Aspect, Ratio>;

const emptyRow = (): Row => ({
  status: { right: 0, of: 0 },
  error: { right: 0, of: 0 },
  cause: { right: 0, of: 0 },
  history: { right: 0, of: 0 },
  all: { right: 0, of: 0 },
});

/** Right when nothing that was recorded disagrees; null when nothing was compared. */
export function allRight(marks: Marks): boolean | null {
  const given = [marks.status, marks.error, marks.cause, marks.history].filter((mark) => mark !== null);
  return given.length === 0 ? null : given.every(Boolean);
}

const mark = (marks: Marks, aspect: Aspect): boolean | null => (aspect === 'all' ? allRight(marks) : marks[aspect]);

/** Counts marks by a property of the case (its tier, its category). */
export function tally(
  cases: readonly RecordedCase[],
  results: ReadonlyMap<string, CaseResult>,
  key: (recorded: RecordedCase) => string,
): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const recorded of cases) {
    const result = results.get(recorded.id);
    if (result === undefined) continue;
    const row = rows.get(key(recorded)) ?? emptyRow();
    rows.set(key(recorded), row);
    for (const aspect of ASPECTS) {
      const given = mark(result.marks, aspect);
      if (given === null) continue;
      row[aspect].of += 1;
      if (given) row[aspect].right += 1;
    }
  }
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One vote per test node: a node is right in an aspect when all its cases are. Choice operators would dominate by number otherwise. */
export function nodeVotes(cases: readonly RecordedCase[], results: ReadonlyMap<string, CaseResult>): Row {
  const nodes = new Map<string, Marks[]>();
  for (const recorded of cases) {
    const result = results.get(recorded.id);
    if (result !== undefined) nodes.set(recorded.node, [...(nodes.get(recorded.node) ?? []), result.marks]);
  }
  const row = emptyRow();
  for (const marks of nodes.values()) {
    for (const aspect of ASPECTS) {
      const given = marks.map((one) => mark(one, aspect)).filter((one) => one !== null);
      if (given.length === 0) continue;
      row[aspect].of += 1;
      if (given.every(Boolean)) row[aspect].right += 1;
    }
  }
  return row;
}
