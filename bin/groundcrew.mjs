#!/usr/bin/env node
// The command's entry: builds what is stale, then hands over to the bundled command (dist/cli/main.mjs).
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { spawnSync } from 'node:child_process';
import { isStale } from '../scripts/stale.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

if (isStale(root)) {
  process.stderr.write('groundcrew: building (sources are newer than dist/)\n');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts', 'build.ts'), '--if-stale'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(1);
}
// The SDK's notice about Node 20 is for whoever chooses the Node version, not for every run of a command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const { main } = await import(pathToFileURL(join(root, 'dist', 'cli', 'main.mjs')).href);
process.exitCode = await main(process.argv.slice(2));
