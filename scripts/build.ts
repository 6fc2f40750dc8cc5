/**
 * Builds what runs: one CommonJS bundle per Lambda function (dist/handlers), the input schema of each workflow (dist/schemas)
 * and, when src/cli is there, the command (dist/cli). The AWS SDK stays outside the function bundles: Lambda's Node.js runtime
 * carries it, and locally all functions share one copy.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { handlerEntries } from './handler-entries.ts';
import { inputSchemas } from './input-schemas.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Function bundles. Errors set `name` in their own text, so minified class names do not show in ASL. */
async function buildHandlers(): Promise<void> {
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
}

/** The command: ECMAScript modules, split so that a command loads only what it needs. */
async function buildCommand(): Promise<void> {
  if (!existsSync(join(root, 'src/cli/main.ts'))) return;
  await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts'],
    outdir: 'dist/cli',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['@aws-sdk/*', 'asl-validator'],
    /* CommonJS dependencies inside the bundle call require for Node's own modules. */
    banner: {
      js: "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

/** JSON Schemas of the workflows' inputs, from the contracts: for the command, the console and the documentation. */
function writeSchemas(): void {
  mkdirSync(join(root, 'dist/schemas'), { recursive: true });
  for (const [workflow, schema] of Object.entries(inputSchemas())) {
    writeFileSync(join(root, 'dist/schemas', `${workflow}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
}

const parts: Readonly<Record<string, () => Promise<void>>> = {
  handlers: async () => {
    clean('dist/handlers', 'dist/schemas');
    await buildHandlers();
    writeSchemas();
  },
  command: async () => {
    clean('dist/cli');
    await buildCommand();
  },
};

function clean(...folders: readonly string[]): void {
  for (const folder of folders) rmSync(join(root, folder), { recursive: true, force: true });
}

/* `build.ts handlers` builds what packaging needs; without a word everything is built. */
const wanted = process.argv.slice(2);
await Promise.all((wanted.length > 0 ? wanted : Object.keys(parts)).map((part) => parts[part]!()));
