import type { JsonReport } from './report.ts';
import { ASPECTS } from './score.ts';
import type { Aspect } from './score.ts';

/** How many marks of each tier must be right, by aspect; checked in, so that a number that falls is seen. */
export type Baseline = Record<string, Record<Aspect, number>>;

export function toBaseline(report: JsonReport): Baseline {
  return Object.fromEntries(
    Object.entries(report.tiers).map(([tier, row]) => [
      tier,
      Object.fromEntries(ASPECTS.map((aspect) => [aspect, row[aspect].right])) as Record<Aspect, number>,
    ]),
  );
}

/** Throws when the text is not JSON: the file is written by `--update-baseline` only. */
export const readBaseline = (text: string): Baseline => JSON.parse(text) as Baseline;

/** One line for each number below the baseline; empty when none fell. */
export function fallen(baseline: Baseline, report: JsonReport): string[] {
  return Object.entries(baseline).flatMap(([tier, wanted]) =>
    ASPECTS.flatMap((aspect) => {
      const right = report.tiers[tier]?.[aspect].right ?? 0;
      return right >= wanted[aspect]
        ? []
        : [
            `Conformance fell: ${tier}, ${aspect}: ${right} right, the baseline says ${wanted[aspect]}. See --failures; if it is meant, --update-baseline.`,
          ];
    }),
  );
}
