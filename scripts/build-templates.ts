import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Beside each packaged template: the hash of everything that it was made of. */
const inputsFile = 'inputs.sha256';
/** What every target is made of besides its own files. */
const sharedInputs = ['serverless.yml', 'scripts/published-versions.cjs', 'package-lock.json', 'package.json'];
/** The framework is one process a target, each of a few seconds. */
const atOnce = 2;

/**
 * Writes the CloudFormation template and zips of every target into .serverless/<target>/, from the bundles in dist/handlers, offline
 * and without credentials. A target whose files have not changed since is left as it is; each is replaced in one step. Throws with the
 * Serverless Framework's own words when a target cannot be packaged.
 */
export async function buildTemplates(root: string): Promise<void> {
  const targets = readdirSync(join(root, 'statemachines/targets'))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => basename(file, '.yml'))
    .sort();
  const output = join(root, '.serverless');
  mkdirSync(output, { recursive: true });
  for (const name of readdirSync(output)) {
    if (!targets.includes(name)) rmSync(join(output, name), { recursive: true, force: true });
  }
  const stale = targets
    .map((target) => ({ target, inputs: hashOf(root, inputsOf(root, target)) }))
    .filter(({ target, inputs }) => packagedFrom(join(output, target)) !== inputs);
  const waiting = [...stale];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await packageTarget(root, next.target, next.inputs);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Files that a target is made of: its own, those they name by `file(...)`, and the bundles that they package. */
function inputsOf(root: string, target: string): string[] {
  const found = new Set<string>();
  const follow = (file: string): void => {
    if (found.has(file) || !existsSync(join(root, file))) return;
    found.add(file);
    if (file.endsWith('.js')) return;
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, named] of text.matchAll(/\bfile\(([^)]+)\)/g)) follow(named!);
    for (const [bundle] of text.matchAll(/dist\/handlers\/[\w/-]+\.js\b/g)) follow(bundle);
  };
  follow(`statemachines/targets/${target}.yml`);
  return [...found, ...sharedInputs].sort();
}

function hashOf(root: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(root, file)))
      .update('\n');
  return hash.digest('hex');
}

function packagedFrom(folder: string): string | undefined {
  const file = join(folder, inputsFile);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

async function packageTarget(root: string, target: string, inputs: string): Promise<void> {
  /* The framework works in .serverless of its folder and empties it each time, so it gets a folder of its own. */
  const scratch = mkdtempSync(join(tmpdir(), 'groundcrew-package-'));
  try {
    for (const part of ['serverless.yml', 'package.json', 'statemachines', 'asl', 'scripts', 'dist/handlers']) {
      cpSync(join(root, part), join(scratch, part), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
    const { status, text } = await run(scratch, ['package', '--param', `target=${target}`, '--package', 'out']);
    if (status !== 0) throw new Error(`target ${target} cannot be packaged\n${text}`);
    writeFileSync(join(scratch, 'out', inputsFile), inputs);
    replaceFolder(join(scratch, 'out'), join(root, '.serverless', target));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Two renames apart: whoever reads sees the old folder or the new one. */
function replaceFolder(made: string, folder: string): void {
  cpSync(made, `${folder}.new`, { recursive: true });
  rmSync(`${folder}.old`, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, `${folder}.old`);
  renameSync(`${folder}.new`, folder);
  rmSync(`${folder}.old`, { recursive: true, force: true });
}

function run(cwd: string, args: readonly string[]): Promise<{ status: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join('node_modules', 'serverless', 'bin', 'serverless.js'), ...args], {
      cwd,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const add = (chunk: Buffer): void => void (text += chunk.toString());
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, text }));
  });
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
