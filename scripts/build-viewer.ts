import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Builds the program of the trace page into dist/viewer: page.js and page.css, which `trace` writes into its files. */
export async function buildViewer(root: string): Promise<void> {
  rmSync(join(root, 'dist/viewer'), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: { page: 'src/viewer/page/main.tsx' },
    outdir: 'dist/viewer',
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
}
