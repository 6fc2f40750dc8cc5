/**
 * Writes the CloudFormation template and zips of every target into .serverless/<target>/, offline and without credentials
 * (`npm run package [target...]`). Quiet unless a target fails: then the Serverless Framework's own words are printed.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const targets = readdirSync(join(root, 'statemachines/targets'))
  .filter((file) => file.endsWith('.yml'))
  .map((file) => basename(file, '.yml'))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((target) => !targets.includes(target));
if (unknown.length > 0) {
  process.stderr.write(`package: no target ${unknown.join(', ')}; there are ${targets.join(', ')} (statemachines/targets)\n`);
  process.exit(1);
}

/** An environment without AWS settings: packaging must not depend on who runs it. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !name.startsWith('AWS_') || name === 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
  ),
);

for (const command of [
  { what: 'build', file: process.execPath, args: ['--import', 'tsx', 'scripts/build.ts', 'handlers'] },
  ...(wanted.length > 0 ? wanted : targets).map((target) => ({
    what: `package ${target}`,
    file: process.execPath,
    args: [
      'node_modules/serverless/bin/serverless.js',
      'package',
      '--param',
      `target=${target}`,
      '--package',
      join('.serverless', target),
    ],
  })),
]) {
  if (command.what.startsWith('package ')) {
    rmSync(join(root, '.serverless', command.what.slice('package '.length)), { recursive: true, force: true });
  }
  const { status, stdout, stderr } = spawnSync(command.file, command.args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...environment, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
  });
  if (status !== 0) {
    process.stderr.write(`${command.what} failed\n${stdout}${stderr}`);
    process.exit(1);
  }
}
