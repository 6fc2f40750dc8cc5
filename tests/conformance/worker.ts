/** The process of {@link runGuarded}: runs cases in order and reports each. */
import { loadCorpus } from './corpus.ts';
import type { RecordedCase } from './corpus.ts';
import type { Progress, Work } from './guard.ts';
import { runApiCase } from './run-api-case.ts';
import { runExecutionCase } from './run-execution-case.ts';
import type { CaseResult } from './score.ts';

const report = (progress: Progress): void => void process.send?.(progress);

const runCase = (recorded: RecordedCase): Promise<CaseResult> =>
  recorded.kind === 'execution' || recorded.kind === 'sync_execution' ? runExecutionCase(recorded) : runApiCase(recorded);

async function run({ corpus, ids }: Work): Promise<void> {
  const wanted = new Set(ids);
  for (const recorded of loadCorpus(corpus)) {
    if (!wanted.has(recorded.id)) continue;
    report({ begins: recorded.id });
    report({ id: recorded.id, result: await settled(recorded) });
  }
  process.disconnect();
}

/** A fault of ours is a wrong answer, and its text is what helps to find it. */
async function settled(recorded: RecordedCase): Promise<CaseResult> {
  try {
    return await runCase(recorded);
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { marks: { status: false, error: null, cause: null, history: null }, differences: [why.slice(0, 400)] };
  }
}

process.once('message', (work: Work) => void run(work));
