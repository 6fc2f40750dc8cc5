/** An input of each workflow to begin with, from `examples/`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project-root.ts';
import { workflows } from '../workflows/workflows.ts';

export interface Example {
  /** Path from the project's root. */
  readonly file: string;
  readonly text: string;
}

export function exampleOf(workflow: string): Example | undefined {
  const file = workflows.find(({ name }) => name === workflow)?.example;
  if (file === undefined || !existsSync(join(projectRoot, file))) return undefined;
  return { file, text: readFileSync(join(projectRoot, file), 'utf8') };
}
