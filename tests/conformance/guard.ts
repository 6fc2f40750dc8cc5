import { Worker } from 'node:worker_threads';
import type { RecordedCase } from './corpus.ts';
import type { CaseResult } from './score.ts';

/** Real milliseconds that one case may take; the slowest takes far less than a second. */
const LIMIT = 20_000;

/** From the worker: a case begins, or ended. */
export type Progress = { readonly begins: string } | { readonly id: string; readonly result: CaseResult };

/**
 * Runs the cases one after another in a worker thread, so that a case that never ends or breaks the thread costs itself and not the run:
 * it is marked wrong and the others go on in a new thread.
 */
export async function runGuarded(corpus: string, cases: readonly RecordedCase[]): Promise<Map<string, CaseResult>> {
  const results = new Map<string, CaseResult>();
  let rest = cases.map(({ id }) => id);
  while (rest.length > 0) {
    const { current, why } = await runWorker(corpus, rest, results);
    if (current !== undefined)
      results.set(current, { marks: { status: false, error: null, cause: null, history: null }, differences: [why] });
    if (current === undefined && why !== '') throw new Error(`The conformance worker failed before its first case: ${why}`);
    rest = rest.filter((id) => !results.has(id));
  }
  return results;
}

/** One thread's life. Resolves with the case that it died on, or with none when it did all. */
function runWorker(
  corpus: string,
  ids: readonly string[],
  results: Map<string, CaseResult>,
): Promise<{ current: string | undefined; why: string }> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { corpus, ids },
      execArgv: ['--import', 'tsx'],
    });
    let current: string | undefined;
    let timer: NodeJS.Timeout | undefined;
    const end = (why: string): void => {
      clearTimeout(timer);
      void worker.terminate().then(() => resolve({ current, why }));
    };
    worker.on('message', (progress: Progress) => {
      clearTimeout(timer);
      if ('begins' in progress) {
        current = progress.begins;
        timer = setTimeout(() => end(`no end after ${LIMIT / 1000} s`), LIMIT);
      } else {
        results.set(progress.id, progress.result);
        current = undefined;
      }
    });
    worker.on('error', (error) => end(`the thread failed: ${error.message}`));
    worker.on('exit', () => end(''));
  });
}
