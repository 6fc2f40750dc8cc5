#!/usr/bin/env node
// The command's entry: builds what is stale, then hands over to the bundled command (dist/cli/main.mjs).
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { spawnSync } from 'node:child_process';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'dist', 'cli', 'main.mjs');
const sources = ['src', 'handlers', 'asl', 'statemachines', 'serverless.yml', 'package.json'];

/** True when a file below `path` was changed after `time`. */
function changedSince(path, time) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs > time;
  return readdirSync(path).some((name) => changedSince(join(path, name), time));
}

if (!existsSync(built) || sources.some((source) => changedSince(join(root, source), statSync(built).mtimeMs))) {
  process.stderr.write('groundcrew: building (sources are newer than dist/)\n');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts', 'build.ts')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(1);
}
// The SDK's notice about Node 20 is for whoever chooses the Node version, not for every run of a command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const { main } = await import(pathToFileURL(built).href);
process.exitCode = await main(process.argv.slice(2));
