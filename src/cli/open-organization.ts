import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalError, openLocal, type Local, type OpenLocalOptions } from '../local/index.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { CliError, InputFileError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import { projectRoot } from './project-root.ts';
import type { Terminal } from './terminal.ts';

/** Folder of the organizations' state. */
export function groundcrewHome(): string {
  return resolve(process.env.GROUNDCREW_HOME ?? '.groundcrew');
}

/** Opens the simulated organization that the options name, as its holder or as a client of the process that holds it. */
export async function openOrganization(
  options: Pick<ConnectionOptions, 'org' | 'seed' | 'fresh' | 'pace'>,
  terminal: Terminal,
  more: Pick<OpenLocalOptions, 'port'> = {},
): Promise<Awaited<ReturnType<typeof openLocal>> & Local> {
  const organizationFile = resolveOrganizationFile(options.org ?? 'examples/organizations/small.yml');
  if (!existsSync(organizationFile)) {
    throw new InputFileError(`there is no organization file ${organizationFile}`, 'examples are in examples/organizations');
  }
  const local = await openLocal({
    organizationFile,
    directory: groundcrewHome(),
    targetsDirectory: resolve(process.env.GROUNDCREW_TARGETS ?? join(projectRoot, '.serverless')),
    codeDirectory: projectRoot,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.fresh === undefined ? {} : { fresh: options.fresh }),
    ...(options.pace === undefined ? {} : { pace: options.pace }),
    ...more,
  }).catch((error: unknown) => {
    if (error instanceof LocalError) throw new CliError(error.message, ExitCode.InvalidInput, undefined, { cause: error });
    throw error;
  });
  for (const warning of local.warnings) terminal.note(`${terminal.colors.yellow('note:')} ${warning}`);
  return local;
}

/** A path as given, or, for the examples that ship with Groundcrew, below its own folder. */
function resolveOrganizationFile(file: string): string {
  return file.startsWith('examples/') ? resolve(projectRoot, file) : resolve(file);
}
