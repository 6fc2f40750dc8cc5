import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/**
 * Writes the CloudFormation template and zips of every target into .serverless/<target>/, from the bundles in dist/handlers, offline
 * and without credentials. Throws with the Serverless Framework's own words when a target cannot be packaged.
 */
export function buildTemplates(root: string): void {
  const targets = readdirSync(join(root, 'statemachines/targets'))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => basename(file, '.yml'))
    .sort();
  /* The framework works in .serverless and empties it each time, so the targets meet there only at the end. */
  const packages = mkdtempSync(join(tmpdir(), 'groundcrew-package-'));
  try {
    for (const target of targets) packageTarget(root, target, join(packages, target));
    rmSync(join(root, '.serverless'), { recursive: true, force: true });
    cpSync(packages, join(root, '.serverless'), { recursive: true });
  } finally {
    rmSync(packages, { recursive: true, force: true });
  }
}

function packageTarget(root: string, target: string, folder: string): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/serverless/bin/serverless.js', 'package', '--param', `target=${target}`, '--package', folder],
    { cwd: root, encoding: 'utf8', env: environment() },
  );
  if (status !== 0) throw new Error(`target ${target} cannot be packaged\n${stdout}${stderr}`);
}

/** An environment without AWS settings: packaging must not depend on who runs it. */
function environment(): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
  };
}
