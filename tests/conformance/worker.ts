/** The thread of {@link runGuarded}: runs cases in order and reports each. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadCorpus } from './corpus.ts';
import type { RecordedCase } from './corpus.ts';
import type { Progress } from './guard.ts';
import { runApiCase } from './run-api-case.ts';
import { runExecutionCase } from './run-execution-case.ts';
import type { CaseResult } from './score.ts';

const { corpus, ids } = workerData as { corpus: string; ids: readonly string[] };
const report = (progress: Progress): void => parentPort?.postMessage(progress);

const runCase = (recorded: RecordedCase): Promise<CaseResult> =>
  recorded.kind === 'execution' || recorded.kind === 'sync_execution' ? runExecutionCase(recorded) : runApiCase(recorded);

const wanted = new Set(ids);
for (const recorded of loadCorpus(corpus)) {
  if (!wanted.has(recorded.id)) continue;
  report({ begins: recorded.id });
  let result: CaseResult;
  try {
    result = await runCase(recorded);
  } catch (error) {
    // A fault of ours is a wrong answer, and its text is what helps to find it.
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    result = { marks: { status: false, error: null, cause: null, history: null }, differences: [why.slice(0, 400)] };
  }
  report({ id: recorded.id, result });
}
