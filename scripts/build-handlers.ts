/** One CommonJS bundle per Lambda function in dist/handlers, and the input schema of each workflow in dist/schemas. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { handlerEntries } from './handler-entries.ts';
import { inputSchemas } from './input-schemas.ts';

/**
 * Builds functions and schemas. The AWS SDK stays outside the bundles: Lambda's Node.js runtime carries it, and locally all functions
 * share one copy. Errors set `name` in their own text, so minified class names do not show in ASL.
 */
export async function buildHandlers(root: string): Promise<void> {
  rmSync(join(root, 'dist/handlers'), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: handlerEntries(root),
    outbase: 'handlers',
    outdir: 'dist/handlers',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    mainFields: ['module', 'main'],
    external: ['@aws-sdk/*'],
    logLevel: 'warning',
  });
  mkdirSync(join(root, 'dist/schemas'), { recursive: true });
  for (const [workflow, schema] of Object.entries(inputSchemas())) {
    writeFileSync(join(root, 'dist/schemas', `${workflow}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
}
