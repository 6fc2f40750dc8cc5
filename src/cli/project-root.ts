import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Groundcrew's own folder: the nearest one above this code that holds serverless.yml, bundled or not. */
export const projectRoot = ((): string => {
  // Tests load this file as CommonJS, which has no URL of its own; they run in the repository.
  const { url } = import.meta as { url?: string };
  let folder = url === undefined ? process.cwd() : dirname(fileURLToPath(url));
  while (!existsSync(join(folder, 'serverless.yml')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
})();
