import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

/** Builds the engine alone into dist/engine, as an ECMAScript module, as CommonJS (for jest) and with its types. */
export async function buildEngine(root: string): Promise<void> {
  const folder = join(root, 'dist/engine');
  rmSync(folder, { recursive: true, force: true });
  for (const [format, extension] of [
    ['esm', '.mjs'],
    ['cjs', '.cjs'],
  ] as const) {
    await build({
      absWorkingDir: root,
      entryPoints: ['src/engine/index.ts'],
      outdir: 'dist/engine',
      outExtension: { '.js': extension },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format,
      mainFields: ['module', 'main'],
      packages: 'external',
      logLevel: 'warning',
    });
  }
  declareTypes(root, folder);
}

function declareTypes(root: string, outDir: string): void {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram([join(root, 'src/engine/index.ts')], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rewriteRelativeImportExtensions: true,
    noCheck: true,
    rootDir: join(root, 'src/engine'),
    outDir,
  });
  const { diagnostics } = program.emit();
  const [first] = diagnostics;
  if (first) throw new Error(`the engine's types cannot be written: ${ts.flattenDiagnosticMessageText(first.messageText, '\n')}`);
}
