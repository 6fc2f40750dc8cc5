/** `npm run bench -- engine`: this engine and aws-local-stepfunctions, run in turn, each run in a fresh process. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { engineWorkloads, type EngineWorkload } from './engine-workloads.ts';
import type { Runner } from './engine-worker.ts';

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
  // Inside the checkout, so that the worker finds the packages that stay external.
  const folder = join(root, 'node_modules', '.cache', 'groundcrew-bench');
  mkdirSync(folder, { recursive: true });
  const worker = join(folder, 'engine-worker.mjs');
  try {
    // Bundled, as the command that ships is: a loader for TypeScript would be measured too.
    await build({
      entryPoints: [join(root, 'bench', 'engine-worker.ts')],
      outfile: worker,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    });
    return engineWorkloads.map((workload) => {
      const figures = measure(worker, workload, runs);
      report(figures);
      return figures;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(worker: string, workload: EngineWorkload, runs: number): EngineFigures {
  const { name, transitions } = workload;
  // The peer takes a JSONata definition for JSONPath and computes something else.
  const other: Runner = workload.language === 'JSONata' ? 'bare' : 'peer';
  const ours: Run[] = [];
  const others: Run[] = [];
  for (let run = 0; run < runs; run += 1) {
    ours.push(runOnce(worker, 'ours', name));
    others.push(runOnce(worker, other, name));
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

function runOnce(worker: string, runner: Runner, workload: string): Run {
  return JSON.parse(execFileSync(process.execPath, [worker, runner, workload], { encoding: 'utf8' })) as Run;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

const round = (value: number): number => Math.round(value * 10) / 10;
