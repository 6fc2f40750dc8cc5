import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RecordedCase } from './corpus.ts';
import type { CaseResult } from './score.ts';

/** Real milliseconds that one case may take; the slowest takes far less than a second. */
const LIMIT = 20_000;

/** To the worker: which cases of which corpus. */
export interface Work {
  readonly corpus: string;
  readonly ids: readonly string[];
}

/** From the worker: a case begins, or ended. */
export type Progress = { readonly begins: string } | { readonly id: string; readonly result: CaseResult };

/**
 * Runs the cases one after another in a process of their own, so that a case that never ends or breaks the process costs itself and not the run:
 * it is marked wrong and the others go on in a new process.
 */
export async function runGuarded(corpus: string, cases: readonly RecordedCase[]): Promise<Map<string, CaseResult>> {
  const results = new Map<string, CaseResult>();
  let rest = cases.map(({ id }) => id);
  while (rest.length > 0) {
    const { current, why } = await runWorker(corpus, rest, results);
    if (current !== undefined)
      results.set(current, { marks: { status: false, error: null, cause: null, history: null }, differences: [why] });
    const left = rest.filter((id) => !results.has(id));
    if (left.length === rest.length) throw new Error(`The conformance worker ran no case: ${why}`);
    rest = left;
  }
  return results;
}

/** One process's life. Resolves with the case that it died on, or with none when it did all. */
function runWorker(
  corpus: string,
  ids: readonly string[],
  results: Map<string, CaseResult>,
): Promise<{ current: string | undefined; why: string }> {
  return new Promise((resolve) => {
    const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
    let current: string | undefined;
    let timer: NodeJS.Timeout | undefined;
    let why = '';
    worker.on('message', (progress: Progress) => {
      clearTimeout(timer);
      if ('begins' in progress) {
        current = progress.begins;
        timer = setTimeout(() => {
          why = `no end after ${LIMIT / 1000} s`;
          worker.kill('SIGKILL');
        }, LIMIT);
      } else {
        results.set(progress.id, progress.result);
        current = undefined;
      }
    });
    worker.on('close', (code) => {
      clearTimeout(timer);
      resolve({ current, why: why || (code === 0 ? '' : `the process ended with code ${code}`) });
    });
    const work: Work = { corpus, ids };
    worker.send(work);
  });
}
