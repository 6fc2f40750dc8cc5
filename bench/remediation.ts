/** `npm run bench -- remediation`: findings by events through finding-remediation in the sandbox, with everything that goes wrong. */
import type { RemediationFigures } from './remediation-worker.ts';
import { withWorker } from './worker.ts';

export type { RemediationFigures } from './remediation-worker.ts';

/** A budget (docs/workflows/finding-remediation.md, "Budgets") and what was measured. */
export interface Budget {
  readonly what: string;
  readonly measured: string;
  readonly met: boolean;
}

export function benchRemediation(root: string, findings: number): Promise<RemediationFigures> {
  return withWorker(root, 'remediation-worker', (run) => run<RemediationFigures>(String(findings)));
}

export function budgetsOf(figures: RemediationFigures): Budget[] {
  const { findings, outcomes, lost, endedTwice, updatedTwice, toldWrong, stillRunning } = figures;
  const recorded = Object.entries(outcomes)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
  return [
    {
      what: 'every finding ends in exactly one recorded outcome',
      measured: `${recorded}; ${endedTwice} ended twice`,
      met: endedTwice === 0 && stillRunning === 0 && Object.values(outcomes).reduce((sum, count) => sum + count, 0) === findings,
    },
    { what: 'no finding is lost', measured: `${lost} lost`, met: lost === 0 },
    {
      what: 'Security Hub is told once, and what the outcome says',
      measured: `${updatedTwice} told twice, ${toldWrong} told something else`,
      met: updatedTwice === 0 && toldWrong === 0,
    },
    {
      what: 'updates flow at 9 or more calls a second while any wait',
      measured: `${figures.callsPerSecond.toFixed(2)} calls a second`,
      met: figures.callsPerSecond >= 9,
    },
    {
      what: 'at most 6 billed transitions a finding',
      measured: `${figures.transitionsPerFinding.toFixed(2)} transitions a finding`,
      met: figures.transitionsPerFinding <= 6,
    },
  ];
}
