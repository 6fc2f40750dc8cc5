import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { NotFoundError } from './errors.ts';
import { projectRoot } from './project-root.ts';

const extension = '.asl.json';

/**
 * Files of what was named: a file of the caller's, a workflow of ours with its children, or everything below asl/.
 * @throws NotFoundError with the workflows that there are.
 */
export async function definitionFiles(named: string | undefined): Promise<string[]> {
  if (named !== undefined && (named.endsWith('.json') || named.includes('/') || named.includes(sep))) {
    if (existsSync(named)) return [resolve(named)];
    throw new NotFoundError(`the file ${named} is not there`, 'check the path; without one every workflow is checked');
  }
  const root = join(projectRoot, 'asl');
  const all = (await readdir(root, { recursive: true })).filter((file) => file.endsWith(extension)).sort();
  /* A workflow is `<workflow>.asl.json`; its children are in the folder of its name. */
  const chosen = named === undefined ? all : all.filter((file) => nameOf(file) === named || file.split(sep)[0] === named);
  if (chosen.length > 0) return chosen.map((file) => join(root, file));
  const workflows = all.filter((file) => !file.includes(sep)).map(nameOf);
  throw new NotFoundError(`there is no workflow "${named}"`, `workflows: ${workflows.join(', ')}; or give the path of a file`);
}

/** Name of a workflow or child: its file's, without the extension. */
export function nameOf(file: string): string {
  return file.split(sep).at(-1)!.slice(0, -extension.length);
}
