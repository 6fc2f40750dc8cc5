/** Checks a bundle. Runs in a browser too: hash, signature check and schema come in as arguments. */
import { chainHead, hex, type Sha256 } from './event-chain.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Manifest } from './manifest.ts';
import { fromBase64, keyBytes, opensslCommand, sameBytes, type VerifySignature } from './signature.ts';

/** One thing that was checked. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What is wrong, or what was found. Names the file. */
  readonly detail: string;
}

export interface Verification {
  readonly ok: boolean;
  /** The manifest, where it could be read. */
  readonly manifest?: Manifest;
  /** SHA-256 of manifest.json: what to compare with a ticket, or with the next bundle of the chain. */
  readonly manifestSha256?: string;
  readonly checks: readonly Check[];
}

export interface VerifyOptions {
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
  /** The manifest in a parsed JSON document, or what is wrong with it. */
  readonly parseManifest: (value: unknown) => Manifest | string;
  /** Public key that the person trusts, in PEM: the bundle must be signed with it. */
  readonly pinnedKey?: string;
}

const sumsName = 'SHA256SUMS';
const manifestName = 'manifest.json';

/** Never throws: whatever is wrong with the files is a failed check. */
export async function verifyBundle(files: ReadonlyMap<string, Uint8Array>, options: VerifyOptions): Promise<Verification> {
  const { sha256 } = options;
  const hashOf = (bytes: Uint8Array): string => hex(sha256(bytes));
  const manifestBytes = files.get(manifestName);
  const manifest = manifestBytes && readManifest(manifestBytes, options);
  const checks = [sumsCheck(files, hashOf)];
  if (typeof manifest === 'object') {
    checks.push(listCheck(files, manifest, hashOf));
    if (manifest.kind === 'execution') checks.push(...chainChecks(files, manifest.chains, sha256));
  } else {
    checks.push({ name: manifestName, ok: false, detail: manifest ?? `${manifestName} is missing` });
  }
  const signer = typeof manifest === 'object' ? manifest.signer : undefined;
  if (manifestBytes && (signer || options.pinnedKey !== undefined || files.has('manifest.sig'))) {
    checks.push({ name: 'manifest.sig', ...(await signatureCheck(files, manifestBytes, signer, options)) });
  }
  return {
    ok: checks.every(({ ok }) => ok),
    ...(typeof manifest === 'object' ? { manifest } : {}),
    ...(manifestBytes ? { manifestSha256: hashOf(manifestBytes) } : {}),
    checks,
  };
}

function readManifest(bytes: Uint8Array, { parseManifest }: VerifyOptions): Manifest | string {
  try {
    const parsed = parseManifest(JSON.parse(textOf(bytes)));
    return typeof parsed === 'string' ? `${manifestName} is no manifest: ${parsed}` : parsed;
  } catch {
    return `${manifestName} is not JSON`;
  }
}

function sumsCheck(files: ReadonlyMap<string, Uint8Array>, hashOf: (bytes: Uint8Array) => string): Check {
  const bytes = files.get(sumsName);
  const result = (ok: boolean, detail: string): Check => ({ name: sumsName, ok, detail });
  if (!bytes) return result(false, `${sumsName} is missing`);
  const text = textIn(bytes);
  if (text === undefined) return result(false, `${sumsName} is not UTF-8`);
  const wrong: string[] = [];
  const listed = new Set<string>();
  const lines = text.split('\n');
  if (lines.pop() !== '') wrong.push(`${sumsName} does not end with a line`);
  for (const line of lines) {
    const parts = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    if (!parts) {
      wrong.push(`${sumsName} has a line that is none: ${line.slice(0, 80)}`);
      continue;
    }
    const [, sum, path] = parts as unknown as [string, string, string];
    if (listed.has(path)) wrong.push(`${sumsName} lists ${path} twice`);
    listed.add(path);
    const content = files.get(path);
    if (!content) wrong.push(`${path} is missing`);
    else if (hashOf(content) !== sum) wrong.push(`${path} was changed`);
  }
  for (const path of files.keys()) if (path !== sumsName && !listed.has(path)) wrong.push(`${path} is not listed in ${sumsName}`);
  return result(wrong.length === 0, wrong.length === 0 ? `${listed.size} files are as they were listed` : wrong.join('; '));
}

function listCheck(files: ReadonlyMap<string, Uint8Array>, manifest: Manifest, hashOf: (bytes: Uint8Array) => string): Check {
  const unlisted = new Set([sumsName, manifestName, 'manifest.sig']);
  const wrong: string[] = [];
  for (const [path, { sha256, size }] of Object.entries(manifest.files)) {
    const content = files.get(path);
    if (!content) wrong.push(`${path} is missing`);
    else if (content.length !== size || hashOf(content) !== sha256) wrong.push(`${path} is not what ${manifestName} says`);
  }
  for (const path of files.keys()) {
    if (!unlisted.has(path) && !Object.hasOwn(manifest.files, path)) wrong.push(`${path} is not in ${manifestName}`);
  }
  const found = `${Object.keys(manifest.files).length} files are as ${manifestName} says`;
  return { name: manifestName, ok: wrong.length === 0, detail: wrong.length === 0 ? found : wrong.join('; ') };
}

function chainChecks(
  files: ReadonlyMap<string, Uint8Array>,
  chains: Extract<Manifest, { kind: 'execution' }>['chains'],
  sha256: Sha256,
): Check[] {
  return Object.entries(chains).map(([folder, { header, events: count, head }]) => {
    const name = `events of ${folder}`;
    try {
      const events = [...files.keys()]
        .filter((path) => path.startsWith(`${folder}history-`))
        .sort()
        .flatMap((path) => eventsIn(files.get(path)!));
      const ok = events.length === count && chainHead(header, events, sha256) === head;
      const detail = ok ? `${count} events, whole and in order` : `the events in ${folder} are not those that were captured`;
      return { name, ok, detail };
    } catch (error) {
      return { name, ok: false, detail: `the events in ${folder} cannot be read: ${(error as Error).message}` };
    }
  });
}

function eventsIn(bytes: Uint8Array): JsonObject[] {
  const page = JSON.parse(textOf(bytes)) as unknown;
  const events = isObject(page) ? page['events'] : undefined;
  if (!Array.isArray(events)) throw new Error('a page has no events');
  return events as JsonObject[];
}

async function signatureCheck(
  files: ReadonlyMap<string, Uint8Array>,
  manifest: Uint8Array,
  signer: Manifest['signer'],
  { sha256, verifySignature, pinnedKey }: VerifyOptions,
): Promise<Omit<Check, 'name'>> {
  const failed = (detail: string): Omit<Check, 'name'> => ({ ok: false, detail });
  const text = files.get('manifest.sig');
  if (!signer) {
    return failed(text ? 'there is a signature, and manifest.json names nobody who signed' : 'the bundle is not signed');
  }
  if (!text) return failed('manifest.sig is missing');
  const publicKey = keyBytes(textIn(files.get('public-key.pem') ?? new Uint8Array()) ?? '');
  const hash = publicKey && hex(sha256(publicKey));
  if (!publicKey || hash !== signer.publicKeySha256) return failed('public-key.pem is not the key that manifest.json names');
  if (pinnedKey !== undefined && !sameBytes(publicKey, keyBytes(pinnedKey) ?? new Uint8Array())) {
    return failed('manifest.sig is of another key than the one that was given');
  }
  const encoded = textIn(text) ?? '';
  const signature = encoded.endsWith('\n') ? fromBase64(encoded.slice(0, -1)) : undefined;
  const { algorithm } = signer;
  const valid = signature !== undefined && (await verifySignature({ algorithm, publicKey, manifest, signature }));
  if (valid === undefined) {
    return failed(`manifest.sig cannot be checked here; in the folder: ${opensslCommand(algorithm)}`);
  }
  if (!valid) return failed('manifest.sig is no signature of manifest.json with public-key.pem');
  return {
    ok: true,
    detail:
      pinnedKey === undefined
        ? `signed with the key in the bundle, SHA-256 ${hash}: compare it with that of whoever signs`
        : 'signed with the key that was given',
  };
}

/** @throws TypeError for bytes that are no UTF-8. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function textIn(bytes: Uint8Array): string | undefined {
  try {
    return textOf(bytes);
  } catch {
    return undefined;
  }
}
