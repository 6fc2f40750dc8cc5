import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Groundcrew's own folder: the nearest one above this code that holds serverless.yml, bundled or not. */
export const projectRoot = ((): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'serverless.yml')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
})();
