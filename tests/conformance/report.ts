import type { RecordedCase } from './corpus.ts';
import { featureGroups, featuresOf, type Feature } from './features.ts';
import { allRight, ASPECTS, nodeVotes, tally } from './score.ts';
import type { CaseResult, Ratio, Row } from './score.ts';

/** What `--json` writes. Ratios are counts; `cases` holds the marks, null for what was not recorded or not compared. */
export interface JsonReport {
  readonly tiers: Record<string, Row>;
  readonly categories: Record<string, Row>;
  readonly nodes: Row;
  readonly cases: Record<string, CaseResult['marks']>;
}

export function jsonReport(cases: readonly RecordedCase[], results: ReadonlyMap<string, CaseResult>): JsonReport {
  return {
    tiers: Object.fromEntries(tally(cases, results, ({ tier }) => tier)),
    categories: Object.fromEntries(tally(cases, results, ({ category }) => category)),
    nodes: nodeVotes(cases, results),
    cases: Object.fromEntries([...results].map(([id, { marks }]) => [id, marks])),
  };
}

const show = ({ right, of }: Ratio): string => (of === 0 ? '' : `${right}/${of} ${((100 * right) / of).toFixed(1)}%`);

/** Lines of cells, each column as wide as its widest cell. */
function columns(lines: string[][]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What the documentation is made from: every number, and for each feature the recordings that exercise it. Checked in. */
export interface Results {
  readonly recordings: number;
  readonly tiers: Record<string, Row>;
  readonly features: readonly (Feature & Ratio & { readonly proof: string })[];
}

export function toResults(cases: readonly RecordedCase[], results: ReadonlyMap<string, CaseResult>): Results {
  const features = new Map<string, Feature & Ratio & { proof: string }>();
  for (const recorded of cases) {
    const right = allRight(results.get(recorded.id)?.marks ?? { status: null, error: null, cause: null, history: null });
    if (right === null) continue;
    for (const feature of featuresOf(recorded)) {
      const key = `${featureGroups.indexOf(feature.group)}/${feature.name}`;
      const known = features.get(key) ?? { ...feature, right: 0, of: 0, proof: '' };
      known.of += 1;
      if (right) {
        known.right += 1;
        /* The shortest id is the simplest test, mostly. */
        if (known.proof === '' || recorded.id.length < known.proof.length) known.proof = recorded.id;
      }
      features.set(key, known);
    }
  }
  return {
    recordings: cases.length,
    tiers: jsonReport(cases, results).tiers,
    features: [...features].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, feature]) => feature),
  };
}

/** The tables that a run prints: by tier, by category, and one vote per test node. */
export function tables(report: JsonReport): string {
  const draw = (title: string, rows: [string, Row][]): string =>
    columns([
      [title, 'status, output', 'error', 'cause', 'history', 'all'],
      ...rows.map(([name, row]) => [name, ...ASPECTS.map((aspect) => show(row[aspect]))]),
    ]);
  return [
    draw('tier', [...Object.entries(report.tiers), ['one vote per test', report.nodes]]),
    draw('category', Object.entries(report.categories)),
  ].join('\n\n');
}

/** The cases that are not right, with the first disagreements of each. */
export function failures(results: ReadonlyMap<string, CaseResult>): string {
  return [...results]
    .filter(([, { marks }]) => allRight(marks) === false)
    .map(([id, { differences }]) => [id, ...differences.map((difference) => `    ${difference}`)].join('\n'))
    .join('\n');
}
