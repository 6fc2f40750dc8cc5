import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Builds the offline kits into dist/kit, one file each with everything in it, the AWS SDK too: Node.js runs them anywhere. */
export async function buildKit(root: string): Promise<void> {
  rmSync(join(root, 'dist/kit'), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: { 'arc-failover': 'handlers/arc-failover/kit/main.ts' },
    outdir: 'dist/kit',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    legalComments: 'none',
    mainFields: ['module', 'main'],
    /* CommonJS dependencies inside the bundle call require for Node's own modules. */
    banner: {
      js: "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);",
    },
    logLevel: 'warning',
  });
}
