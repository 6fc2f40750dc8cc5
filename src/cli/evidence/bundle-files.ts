/** Bundles on disk: a folder each, or a zip file each. */
import { unzipSync, zipSync } from 'fflate';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Bundle } from '../../trace/evidence/make-bundle.ts';
import { InputFileError } from '../errors.ts';

/** A zip that unfolds to more than this is refused: it is no bundle of ours. */
const largestZip = 2 * 1024 ** 3;

/** Writes a bundle as a folder in one step: a reader sees all of it or nothing. */
export function writeBundleFolder(folder: string, files: Bundle): void {
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    const file = join(draft, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  renameSync(draft, folder);
}

/** Writes a bundle as a zip file in one step. The same bundle gives the same bytes. */
export function writeBundleZip(file: string, files: Bundle): void {
  const entries = Object.fromEntries([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, zipSync(entries, { mtime: new Date(1980, 0, 1) }));
  renameSync(`${file}.new`, file);
}

/**
 * Reads a bundle from its folder or zip file.
 * @throws InputFileError when it is neither.
 */
export function readBundle(path: string): Bundle {
  if (lstatSync(path).isDirectory()) {
    return new Map(filesBelow(path).map((file) => [relative(path, file).split(sep).join('/'), readFileSync(file)]));
  }
  try {
    let size = 0;
    const entries = unzipSync(readFileSync(path), {
      filter: ({ name, originalSize }) => {
        if ((size += originalSize) > largestZip) throw new Error(`it unfolds to more than ${largestZip} bytes`);
        return !name.endsWith('/');
      },
    });
    return new Map(Object.entries(entries));
  } catch (error) {
    throw new InputFileError(`${path} is no bundle: ${(error as Error).message}`, 'give the folder or the zip file of a bundle', {
      cause: error,
    });
  }
}

/** Folders and zip files of bundles at or below a path, in order of their names. */
export function bundlesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!lstatSync(path).isDirectory()) return path.endsWith('.zip') ? [path] : [];
  if (existsSync(join(path, 'manifest.json')) || existsSync(join(path, 'SHA256SUMS'))) return [path];
  return readdirSync(path)
    .filter((name) => !name.endsWith('.new'))
    .sort()
    .flatMap((name) => bundlesBelow(join(path, name)));
}

/** Links are not followed: what they lead to is not in the bundle. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) return filesBelow(path);
    return stat.isFile() ? [path] : [];
  });
}
