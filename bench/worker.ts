/** Workers: one measured run each, in a process of its own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Runs a worker's file with arguments and gives what it printed as JSON. */
export type RunWorker = <Figures>(...args: readonly string[]) => Figures;

/** Bundles `bench/<name>.ts`, as the command that ships is: a loader for TypeScript would be measured too. `use` may run it until it returns. */
export async function withWorker<Result>(root: string, name: string, use: (run: RunWorker) => Result): Promise<Result> {
  // Inside the checkout, so that the worker finds the packages that stay external.
  const folder = join(root, 'dist', 'bench', name);
  mkdirSync(folder, { recursive: true });
  const worker = join(folder, 'worker.mjs');
  try {
    await build({
      entryPoints: [join(root, 'bench', `${name}.ts`)],
      outfile: worker,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    });
    return use(
      <Figures>(...args: readonly string[]) =>
        JSON.parse(execFileSync(process.execPath, [worker, ...args], { cwd: root, encoding: 'utf8', env: quiet() })) as Figures,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

/** The SDK's notice about old Node versions is no result. */
function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
}
