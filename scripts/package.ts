/**
 * Writes the CloudFormation template and zips of every target into .serverless/<target>/, offline and without credentials
 * (`npm run package`). Quiet unless a target fails: then the Serverless Framework's own words are printed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const targets = readdirSync(join(root, 'statemachines/targets'))
  .filter((file) => file.endsWith('.yml'))
  .map((file) => basename(file, '.yml'))
  .sort();

/** An environment without AWS settings: packaging must not depend on who runs it. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  SLS_TELEMETRY_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
};

function run(what: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: environment });
  if (status === 0) return;
  process.stderr.write(`${what} failed\n${stdout}${stderr}`);
  process.exit(1);
}

run('build', '--import', 'tsx', 'scripts/build.ts', 'handlers');
/* The framework works in .serverless and empties it each time, so the targets meet there only at the end. */
const packages = mkdtempSync(join(tmpdir(), 'groundcrew-package-'));
try {
  for (const target of targets) {
    const folder = join(packages, target);
    run(
      `package ${target}`,
      'node_modules/serverless/bin/serverless.js',
      'package',
      '--param',
      `target=${target}`,
      '--package',
      folder,
    );
  }
  rmSync(join(root, '.serverless'), { recursive: true, force: true });
  cpSync(packages, join(root, '.serverless'), { recursive: true });
} finally {
  rmSync(packages, { recursive: true, force: true });
}
