/** `npm run bench -- vending`: batches of account-vending end to end in the sandbox, each in a fresh process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VendingFigures } from './vending-worker.ts';
import { withWorker } from './worker.ts';

/** Control Tower's slots by default. */
const slots = 5;

/** A run's figures; `durable` when journal, histories and files were written to disk as the command does. */
export interface VendingRun extends VendingFigures {
  readonly durable: boolean;
}

/** Runs each size in memory and on disk. `report` is told after each run. */
export async function benchVending(
  root: string,
  sizes: readonly number[],
  report: (run: VendingRun) => void,
): Promise<VendingRun[]> {
  return withWorker(root, 'vending-worker', (run) =>
    sizes.flatMap((rows) =>
      [false, true].map((durable) => {
        const folder = durable ? mkdtempSync(join(tmpdir(), 'groundcrew-bench-')) : '-';
        try {
          const figures = { ...run<VendingFigures>(String(rows), String(slots), folder), durable };
          report(figures);
          return figures;
        } finally {
          if (durable) rmSync(folder, { recursive: true });
        }
      }),
    ),
  );
}
