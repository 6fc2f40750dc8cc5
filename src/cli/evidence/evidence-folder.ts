/** A folder of evidence: `<folder>/<workflow>/<UTC date>/<execution>/`, the bundles of each workflow in one chain. */
import { join } from 'node:path';
import { manifest as manifestSchema, type Manifest } from '../../trace/evidence/manifest.ts';
import { sha256Hex } from '../../trace/evidence/make-bundle.ts';
import { bundlesBelow, readBundle } from './bundle-files.ts';

export interface KeptBundle {
  readonly path: string;
  readonly manifest: Manifest;
  readonly manifestSha256: string;
}

/** Every bundle of the folder whose manifest can be read. */
export function keptBundles(folder: string): KeptBundle[] {
  return bundlesBelow(folder).flatMap((path) => {
    const bytes = readBundle(path).get('manifest.json');
    const parsed = bytes && parse(bytes);
    return bytes && parsed ? [{ path, manifest: parsed, manifestSha256: sha256Hex(bytes) }] : [];
  });
}

function parse(bytes: Uint8Array): Manifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

/** The last bundle of a workflow's chain: the one that no other follows. */
export function lastOfChain(bundles: readonly KeptBundle[], workflow: string): KeptBundle | undefined {
  const own = bundles.filter(({ manifest }) => manifest.workflow === workflow);
  const followed = new Set(own.map(({ manifest }) => manifest.previousBundle?.manifestSha256));
  return own
    .filter(({ manifestSha256 }) => !followed.has(manifestSha256))
    .sort((one, other) => (one.manifest.capturedAt < other.manifest.capturedAt ? -1 : 1))
    .at(-1);
}

/** What is wrong with the chains among bundles: a link that does not fit, or two bundles that follow the same one. */
export function chainProblems(bundles: readonly KeptBundle[]): string[] {
  const byId = new Map(bundles.map((bundle) => [bundle.manifest.id, bundle]));
  const followers = new Map<string, string>();
  const problems: string[] = [];
  for (const { manifest } of bundles) {
    const previous = manifest.previousBundle;
    if (!previous) continue;
    const before = byId.get(previous.id);
    if (before && before.manifestSha256 !== previous.manifestSha256) {
      problems.push(`${manifest.id} follows ${previous.id}, but not the one that is here: its manifest.json was changed`);
    }
    const other = followers.get(previous.manifestSha256);
    if (other !== undefined) problems.push(`${manifest.id} and ${other} both follow ${previous.id}`);
    followers.set(previous.manifestSha256, manifest.id);
  }
  return problems;
}

/** Bundles that are followed but not here: an auditor who was given some of them sees what is not among them. */
export function missingLinks(bundles: readonly KeptBundle[]): string[] {
  const ids = new Set(bundles.map(({ manifest }) => manifest.id));
  return bundles.flatMap(({ manifest: { previousBundle } }) =>
    previousBundle && !ids.has(previousBundle.id) ? [previousBundle.id] : [],
  );
}

export function bundlePath(folder: string, id: string): string {
  return join(folder, ...id.split('/'));
}
