/** Whether what runs is older than what it is built from. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = ['src', 'handlers', 'asl', 'statemachines', 'serverless.yml', 'package.json'];

/** True when dist/ is not there, or a source was changed after it was built. */
export function isStale(root) {
  /* The last file that a build writes. */
  const built = join(root, 'dist', 'cli', 'main.mjs');
  return !existsSync(built) || sources.some((source) => changedSince(join(root, source), statSync(built).mtimeMs));
}

/** True when a file at or below `path` was changed after `time`. */
function changedSince(path, time) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs > time;
  return readdirSync(path).some((name) => changedSince(join(path, name), time));
}
