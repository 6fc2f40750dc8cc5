import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository's root folder. */
export const repositoryRoot = typeof __dirname === 'undefined' ? process.cwd() : resolve(__dirname, '../..');

/** Files that git tracks or would track (not ignored), as paths from the root, in order; deleted ones left out. */
export function trackedFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\0'))].filter((file) => file && existsSync(join(repositoryRoot, file))).sort();
}
