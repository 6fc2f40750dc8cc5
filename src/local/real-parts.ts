/** The real sandbox and the real engine, as `src/local` uses them. */
import { Engine } from '../engine/engine.ts';
import { DocumentError } from '../document/parse-document.ts';
import { loadOrganization } from '../sandbox/organization/load.ts';
import { openSandbox } from '../sandbox/sandbox.ts';
import { journalTime } from '../sandbox/journal/journal.ts';
import { LocalError } from './local-error.ts';
import type { Parts, SandboxPart, SandboxRequest } from './parts.ts';

export const realParts: Parts = {
  openSandbox: open,
  makeEngine: (request) => new Engine(request),
};

async function open({
  organizationFile,
  directory,
  seed,
  ports,
  callLog = false,
  clockAt,
}: SandboxRequest): Promise<SandboxPart> {
  const organization = read(organizationFile, seed);
  const clock = clockAt((directory === undefined ? undefined : journalTime(directory)) ?? organization.now);
  return openSandbox({ organization, ...(directory === undefined ? {} : { directory }), clock, ports, callLog });
}

function read(file: string, seed: number | undefined): ReturnType<typeof loadOrganization> {
  try {
    return loadOrganization(file, seed);
  } catch (error) {
    if (error instanceof DocumentError) throw new LocalError(error.message, { cause: error });
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new LocalError(`There is no organization file ${file}. Examples are in examples/organizations.`, { cause: error });
    }
    throw error;
  }
}
