/** Whether the page agrees with its bundle, and whether the bundle's files are as they were captured. */
import canonicalize from 'canonicalize';
import { useEffect, useState } from 'preact/hooks';
import { chainStep, hex } from '../../trace/evidence/event-chain.ts';
import { isObject, type JsonObject } from '../../trace/evidence/json.ts';
import type { Manifest } from '../../trace/evidence/manifest.ts';
import { verifyBundle, type Check, type Verification } from '../../trace/evidence/verify-bundle.ts';
import { sha256 } from '../../trace/sha256.ts';
import { verifyInBrowser } from './browser-signature.ts';
import { startOf } from './chain-check.ts';
import type { BundleData, ExecutionData, PageData } from '../page-data.ts';

/** Milliseconds of work before the browser gets its turn. */
const slice = 12;

/** Executions of the page whose events give the head that the manifest records; undefined while they are hashed. */
export interface PageChains {
  readonly intact: number;
  /** Names of the executions that differ or are not in the page. */
  readonly broken: readonly string[];
}

export function usePageChains({ bundle, subject, children }: PageData): PageChains | undefined {
  const [chains, setChains] = useState<PageChains>();
  useEffect(() => {
    if (!bundle) return;
    const left = Object.values(bundle.manifest.chains);
    const executions = new Map([subject, ...children].map((one) => [one.executionArn, one]));
    const broken: string[] = [];
    let intact = 0;
    let timer = 0;
    const work = (): void => {
      const stop = performance.now() + slice;
      while (left.length > 0 && performance.now() < stop) {
        const { header, head } = left.shift()!;
        const execution = executions.get(header['executionArn']!);
        if (execution && headOf(execution) === head) intact += 1;
        else broken.push(header['executionArn']!.split(':').slice(7).join(':'));
      }
      if (left.length > 0) timer = window.setTimeout(work, 4);
      else setChains({ intact, broken });
    };
    setChains(undefined);
    timer = window.setTimeout(work, 200);
    return () => window.clearTimeout(timer);
  }, [bundle, subject, children]);
  return chains;
}

const headOf = (execution: ExecutionData): string =>
  hex(
    execution.history.reduce(
      (head, event) => chainStep(head, event as unknown as JsonObject, sha256),
      startOf(execution) as Uint8Array,
    ),
  );

/** As far as the checks need it: whether each member is as the schema says, the command tells. */
function parseManifest(value: unknown): Manifest | string {
  if (!isObject(value)) return 'it is no object';
  const { kind, id, files, chains } = value;
  if (kind !== 'execution' && kind !== 'nothing-ran') return 'kind: is unknown';
  if (typeof id !== 'string') return 'id: is no text';
  if (!isObject(files) || !Object.values(files).every(isObject)) return 'files: are no files';
  if (
    kind === 'execution' &&
    (!isObject(chains) || !Object.values(chains).every((chain) => isObject(chain) && isObject(chain['header'])))
  ) {
    return 'chains: are no chains';
  }
  return value as unknown as Manifest;
}

/** Verifies the files with what `groundcrew evidence verify` does, and that they are of this page's bundle. */
export async function checkFiles(
  files: ReadonlyMap<string, Uint8Array>,
  bundle: BundleData,
  pinnedKey: string | undefined,
): Promise<Verification> {
  const pinned = pinnedKey === undefined ? {} : { pinnedKey };
  const found = await verifyBundle(files, { sha256, verifySignature: verifyInBrowser, parseManifest, ...pinned });
  const checks = [...found.checks, pageCheck(found, bundle)];
  return { ...found, checks, ok: checks.every(({ ok }) => ok) };
}

/** The manifest that was given must say what the page says, and of each file that the page knows the same hash. */
function pageCheck({ manifest, manifestSha256 }: Verification, bundle: BundleData): Check {
  const name = 'this page';
  const wrong = (detail: string): Check => ({ name, ok: false, detail });
  if (!manifest) return wrong('there is no manifest.json to compare the page with');
  if (manifest.id !== bundle.manifest.id) return wrong(`the files are of ${manifest.id}; the page is of ${bundle.manifest.id}`);
  if (bundle.manifestSha256 !== undefined && bundle.manifestSha256 !== manifestSha256) {
    return wrong('manifest.json is not the one that the page was made of');
  }
  const head = (one: object): string | undefined => canonicalize({ ...one, files: undefined });
  if (head(manifest) !== head(bundle.manifest)) return wrong('manifest.json does not say what the page says');
  const differing = Object.entries(bundle.manifest.files).filter(
    ([path, { sha256: hash }]) => manifest.files[path]?.sha256 !== hash,
  );
  if (differing.length > 0) return wrong(`manifest.json and the page disagree on ${differing.map(([path]) => path).join(', ')}`);
  return { name, ok: true, detail: 'manifest.json says what the page says' };
}
