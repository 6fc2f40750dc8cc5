/** The executions of a bundle, for the page that `groundcrew trace <bundle>` makes of it. */
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '../../trace/evidence/actors.ts';
import { approvalsOf } from '../../trace/evidence/approvals.ts';
import type { CollectedExecution } from '../../trace/evidence/collected.ts';
import { isObject, type JsonObject } from '../../trace/evidence/json.ts';
import { sha256, type Bundle } from '../../trace/evidence/make-bundle.ts';
import { parseManifest } from '../../trace/evidence/manifest.ts';
import { verifySignature } from '../../trace/evidence/node-signature.ts';
import type { RedactedValue } from '../../trace/evidence/redacted-value.ts';
import { verifyBundle, type Check } from '../../trace/evidence/verify-bundle.ts';
import type { Act } from '../../trace/accountability.ts';
import type { BundleData } from '../../viewer/page-data.ts';
import type { ExecutionParts } from '../../viewer/trace-page.ts';
import { InputFileError } from '../errors.ts';
import { readBundle } from './bundle-files.ts';
import { actsOf, partsOf } from './page.ts';

export interface BundleParts {
  readonly subject: ExecutionParts;
  readonly children: readonly ExecutionParts[];
  readonly acts: readonly Act[];
  readonly bundle: BundleData;
  /** Checks of the bundle that failed. */
  readonly problems: readonly Check[];
}

/** True for the folder or the zip file of a bundle. */
export function isBundle(path: string): boolean {
  if (!existsSync(path)) return false;
  return lstatSync(path).isDirectory() ? existsSync(join(path, 'manifest.json')) : path.endsWith('.zip');
}

/**
 * Reads a bundle and checks it on the way.
 * @throws InputFileError when it is no bundle of an execution.
 */
export async function readBundleParts(path: string): Promise<BundleParts> {
  const files = readBundle(path);
  const { manifest, manifestSha256, checks } = await verifyBundle(files, { sha256, verifySignature, parseManifest });
  if (!manifest || manifestSha256 === undefined) {
    throw new InputFileError(
      `${path} is no bundle: ${checks.find(({ ok }) => !ok)?.detail}`,
      'groundcrew evidence verify tells more',
    );
  }
  if (manifest.kind !== 'execution') {
    throw new InputFileError(`${path} says that nothing ran on ${manifest.date}: there is no execution to show`);
  }
  const source = manifest.source;
  const [top, ...children] = Object.keys(manifest.chains).map((folder) => executionIn(files, folder));
  const redactions = jsonIn(files, 'redactions.json')['values'];
  return {
    subject: partsOf(top!, source),
    children: children.map((child) => partsOf(child, source)),
    acts: actsOf(manifest.actors as readonly Actor[], source),
    bundle: {
      manifest,
      manifestSha256,
      approvals: approvalsOf({ ...top!, children }),
      redactions: (Array.isArray(redactions) ? redactions : []) as unknown as RedactedValue[],
    },
    problems: checks.filter(({ ok }) => !ok),
  };
}

function executionIn(files: Bundle, folder: string): CollectedExecution {
  const pages = [...files.keys()].filter((path) => path.startsWith(`${folder}history-`)).sort();
  const definition = files.has(`${folder}definition.json`) ? jsonIn(files, `${folder}definition.json`) : undefined;
  return {
    execution: jsonIn(files, `${folder}execution.json`),
    pages: pages.map((path) => ({ events: eventsIn(jsonIn(files, path)) })),
    ...(definition ? { definition } : {}),
    children: [],
    gaps: [],
  };
}

const eventsIn = ({ events }: JsonObject): JsonObject[] => (Array.isArray(events) ? (events as JsonObject[]) : []);

function jsonIn(files: Bundle, path: string): JsonObject {
  try {
    const value = JSON.parse(new TextDecoder().decode(files.get(path))) as unknown;
    if (isObject(value)) return value;
  } catch {
    /* said below */
  }
  throw new InputFileError(`${path} of the bundle is missing or no JSON`, 'groundcrew evidence verify tells what was changed');
}
