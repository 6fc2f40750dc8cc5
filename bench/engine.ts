/** `npm run bench -- engine`: this engine and aws-local-stepfunctions, run in turn, each run in a fresh process. */
import { engineWorkloads, type EngineWorkload } from './engine-workloads.ts';
import type { Runner } from './engine-worker.ts';
import { median, withWorker, type RunWorker } from './worker.ts';

/** Medians of one workload. Figures are transitions per second; null where the peer cannot run the workload. */
export interface EngineFigures {
  readonly name: string;
  readonly transitions: number;
  readonly oursPerSecond: number;
  readonly peerPerSecond: number | null;
  readonly ratio: number | null;
  /** Peak resident memory of our process, in MiB. */
  readonly rssMb: number;
  readonly peerRssMb: number | null;
  /** JSONata workloads: our time against that of evaluating the same expressions with the bare library. */
  readonly timesBareEvaluation?: number;
}

interface Run {
  readonly milliseconds: number;
  readonly rssMb: number;
}

/** Measures every workload `runs` times on each engine. `report` is told after each workload. */
export async function benchEngine(
  root: string,
  runs: number,
  report: (figures: EngineFigures) => void,
): Promise<EngineFigures[]> {
  return withWorker(root, 'engine-worker', (run) =>
    engineWorkloads.map((workload) => {
      const figures = measure(run, workload, runs);
      report(figures);
      return figures;
    }),
  );
}

function measure(run: RunWorker, workload: EngineWorkload, runs: number): EngineFigures {
  const { name, transitions } = workload;
  // The peer takes a JSONata definition for JSONPath and computes something else.
  const other: Runner = workload.language === 'JSONata' ? 'bare' : 'peer';
  const ours: Run[] = [];
  const others: Run[] = [];
  for (let round = 0; round < runs; round += 1) {
    ours.push(run<Run>('ours', name));
    others.push(run<Run>(other, name));
  }
  const ourTime = median(ours.map(({ milliseconds }) => milliseconds));
  const otherTime = median(others.map(({ milliseconds }) => milliseconds));
  const figures = {
    name,
    transitions,
    oursPerSecond: Math.round((transitions / ourTime) * 1000),
    rssMb: Math.round(median(ours.map(({ rssMb }) => rssMb))),
  };
  if (other === 'bare') {
    return { ...figures, peerPerSecond: null, ratio: null, peerRssMb: null, timesBareEvaluation: round(ourTime / otherTime) };
  }
  return {
    ...figures,
    peerPerSecond: Math.round((transitions / otherTime) * 1000),
    ratio: round(otherTime / ourTime),
    peerRssMb: Math.round(median(others.map(({ rssMb }) => rssMb))),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
