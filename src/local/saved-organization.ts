/** What an organization was begun with, in its folder: another seed or file later would not be the organization that is there. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readJson, writeJson } from './executions/execution-files.ts';
import { LocalError } from './local-error.ts';

const fileName = 'organization.json';

interface Saved {
  readonly seed: number;
  /** SHA-256 of the organization file. */
  readonly fileHash: string;
}

export interface Begun {
  /** The seed to go on with; undefined for a new organization, whose file or options say it. */
  readonly seed: number | undefined;
  readonly warnings: readonly string[];
  /** Remembers the seed of an organization that is begun now. */
  save(seed: number): void;
}

/**
 * How an organization in `folder` was begun.
 * @throws LocalError when another seed is asked for.
 */
export function begunOrganization(folder: string, organizationFile: string, askedSeed: number | undefined): Begun {
  const saved = readJson<Saved>(folder, fileName);
  const fileHash = createHash('sha256').update(readFileSync(organizationFile)).digest('hex');
  if (!saved)
    return { seed: askedSeed, warnings: [], save: (seed) => writeJson(folder, fileName, { seed, fileHash } satisfies Saved) };
  if (askedSeed !== undefined && askedSeed !== saved.seed) {
    throw new LocalError(
      `This organization was begun with seed ${saved.seed} (${folder}); it cannot go on with seed ${askedSeed}. Add --fresh to begin anew.`,
    );
  }
  const warnings =
    saved.fileHash === fileHash
      ? []
      : [`${organizationFile} has changed since this organization was begun; --fresh begins anew with it`];
  return { seed: saved.seed, warnings, save: () => undefined };
}
