/** An evidence bundle: what was collected of an execution as a set of files that prove themselves whole. */
import { createHash } from 'node:crypto';
import type { Actor } from './actors.ts';
import { approvalsOf, type ApprovalRecord } from './approvals.ts';
import { changesOf } from './changes.ts';
import { eventsOf, withDescendants, type CollectedExecution } from './collected.ts';
import { chainAlgorithm, chainHead, chainHeader } from './event-chain.ts';
import { fileText } from './json.ts';
import type { BundleSource, ExecutionManifest, Manifest, NothingRanManifest } from './manifest.ts';
import { readMe } from './read-me.ts';
import type { RedactedValue } from './redacted-value.ts';
import { redact, type Redaction } from './redact.ts';
import { keyBytes, type Signer } from './signature.ts';
import type { Gap } from '../trace.ts';

/** Files by their path in the bundle, `/` between folders. */
export type Bundle = ReadonlyMap<string, Uint8Array>;

/** What is the same for every bundle that is made at one time. */
export interface Capture {
  readonly source: BundleSource;
  /** Version of Groundcrew. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** ARN of the caller, or who the person at the command says to be. */
  readonly capturedBy: string;
  readonly signer?: Signer;
}

export interface ExecutionBundle extends Capture {
  readonly workflow: string;
  readonly actors: readonly Actor[];
  /** Gaps beyond those of the history, such as CloudTrail not being readable. */
  readonly gaps?: readonly Gap[];
  readonly reason?: string;
  readonly changeTicket?: string;
  readonly controls?: readonly string[];
  readonly redaction: Redaction;
  readonly previousBundle: ExecutionManifest['previousBundle'];
  /** Another bundle of the same execution, e.g. the one that keeps personal data. */
  readonly earlier?: ExecutionManifest['previousBundle'];
  /** Told apart from an earlier capture of the same execution: 2 and on. */
  readonly take?: number;
  /** Makes trace.html of what the bundle shows. */
  readonly page?: (shown: CollectedExecution, parts: PageParts) => Promise<string>;
}

/** What the page is told beside the execution. */
export interface PageParts {
  /** Lists every file but the page itself, what comes after it and the sums. */
  readonly manifest: ExecutionManifest;
  readonly approvals: readonly ApprovalRecord[];
  readonly redactions: readonly RedactedValue[];
}

export interface MadeBundle {
  readonly manifest: Manifest;
  readonly files: Bundle;
}

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** `<workflow>/<UTC date of the end>/<name>`: the bundle's id and its folder. */
export function bundleId(workflow: string, stopDate: string, name: string, take = 1): string {
  return `${safeName(workflow)}/${stopDate.slice(0, 10)}/${safeName(name)}${take === 1 ? '' : `.${take}`}`;
}

/** Makes the bundle of a closed execution. */
export async function makeBundle(collected: CollectedExecution, options: ExecutionBundle): Promise<MadeBundle> {
  const { workflow, redaction } = options;
  const { collected: shown, values } = redact(collected, redaction);
  const redacted = redaction.rules !== undefined;
  const stopDate = String(shown.execution['stopDate']);
  const files = new Map<string, Uint8Array>();
  const chains: ExecutionManifest['chains'] = {};
  addExecution(files, chains, 'aws/', shown);
  const taken = new Set<string>();
  for (const child of withDescendants(shown).slice(1)) addExecution(files, chains, childFolder(child, taken), child);
  const gaps = [...withDescendants(shown).flatMap((one) => one.gaps), ...(options.gaps ?? [])];
  const approvals = approvalsOf(shown);
  put(files, 'approvals.json', approvals);
  put(files, 'changes.json', changesOf(shown));
  put(files, 'gaps.json', gaps);
  put(files, 'redactions.json', redactionsFile(values));
  const definition = files.get('aws/definition.json');
  const id = bundleId(workflow, stopDate, String(shown.execution['name']), options.take);
  const head = common(options);
  const manifest: Omit<ExecutionManifest, 'files'> = {
    bundleVersion: 1,
    kind: 'execution',
    id,
    ...head,
    workflow,
    executionArn: String(shown.execution['executionArn']),
    status: shown.execution['status'] as ExecutionManifest['status'],
    startDate: String(shown.execution['startDate']),
    stopDate,
    actors: [...options.actors],
    approvers: approvals.flatMap(({ action, decision, answers }) =>
      answers.map(({ identity, source: how, at }) => ({
        ...{ identity, source: how, at, decision },
        ...(action === undefined ? {} : { action }),
      })),
    ),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.changeTicket === undefined ? {} : { changeTicket: options.changeTicket }),
    controls: [...(options.controls ?? [])],
    definitionSha256: definition ? sha256Hex(definition) : null,
    chains,
    redacted,
    ...(options.earlier ? { earlier: options.earlier } : {}),
    completeness: { verdict: gaps.length === 0 ? 'COMPLETE' : 'INCOMPLETE', gaps: gaps.length },
    previousBundle: options.previousBundle,
  };
  const described = { id, simulated: head.simulated, redacted, hasPage: options.page !== undefined };
  files.set('README.txt', bytesOf(readMe({ ...described, ...signedWith(options.signer) })));
  addKey(files, options.signer);
  if (options.page) {
    const parts = { manifest: { ...manifest, files: listed(files) }, approvals, redactions: values };
    files.set('trace.html', bytesOf(await options.page(shown, parts)));
  }
  return sealed(files, manifest, options.signer);
}

/** What every manifest says of its capture. */
function common({ source, now, capturedBy, version, signer }: Capture) {
  return {
    source,
    simulated: source.kind === 'local-simulation',
    tool: { name: 'groundcrew' as const, version },
    capturedAt: new Date(now).toISOString(),
    capturedBy,
    ...(signer ? { signer: signerFacts(signer) } : {}),
  };
}

function signerFacts({ algorithm, publicKey, keyId }: Signer): NonNullable<ExecutionManifest['signer']> {
  const bytes = keyBytes(publicKey);
  if (!bytes) throw new Error('the public key of the signer is no PEM');
  return { algorithm, publicKeySha256: sha256Hex(bytes), ...(keyId === undefined ? {} : { keyId }) };
}

const signedWith = (signer: Signer | undefined) => (signer ? { signedWith: signer.algorithm } : {});

function addKey(files: Map<string, Uint8Array>, signer: Signer | undefined): void {
  if (signer) files.set('public-key.pem', bytesOf(signer.publicKey));
}

/** The link of a day on which no execution of the workflow ended. `date` is `2026-01-05`. */
export async function makeNothingRan(
  workflow: string,
  date: string,
  previousBundle: NothingRanManifest['previousBundle'],
  capture: Capture,
): Promise<MadeBundle> {
  const id = `${safeName(workflow)}/${date}/nothing-ran`;
  const head = common(capture);
  const manifest: Omit<NothingRanManifest, 'files'> = {
    bundleVersion: 1,
    kind: 'nothing-ran',
    ...{ id, ...head, workflow, date, previousBundle },
  };
  const simulated = head.simulated ? 'This is a simulation, no evidence of a real control.\n' : '';
  const files = new Map([['README.txt', bytesOf(`No execution of ${workflow} ended on ${date} (UTC).\n${simulated}`)]]);
  addKey(files, capture.signer);
  return sealed(files, manifest, capture.signer);
}

/** Adds manifest, signature and sums. */
async function sealed(
  files: Map<string, Uint8Array>,
  open: Omit<ExecutionManifest, 'files'> | Omit<NothingRanManifest, 'files'>,
  signer: Signer | undefined,
): Promise<MadeBundle> {
  const manifest: Manifest = { ...open, files: listed(files) };
  const bytes = bytesOf(fileText(manifest));
  files.set('manifest.json', bytes);
  if (signer) files.set('manifest.sig', bytesOf(`${Buffer.from(await signer.sign(bytes)).toString('base64')}\n`));
  const sums = [...files].sort(byPath).map(([path, content]) => `${sha256Hex(content)}  ${path}\n`);
  files.set('SHA256SUMS', bytesOf(sums.join('')));
  return { manifest, files };
}

function listed(files: ReadonlyMap<string, Uint8Array>): Manifest['files'] {
  return Object.fromEntries(
    [...files].sort(byPath).map(([path, bytes]) => [path, { sha256: sha256Hex(bytes), size: bytes.length }]),
  );
}

function addExecution(
  files: Map<string, Uint8Array>,
  chains: ExecutionManifest['chains'],
  folder: string,
  collected: CollectedExecution,
): void {
  put(files, `${folder}execution.json`, collected.execution);
  if (collected.definition) put(files, `${folder}definition.json`, collected.definition);
  collected.pages.forEach((page, index) => put(files, `${folder}history-${String(index + 1).padStart(4, '0')}.json`, page));
  const header = chainHeader(String(collected.execution['executionArn']), String(collected.execution['startDate']));
  const events = eventsOf(collected);
  chains[folder] = { algorithm: chainAlgorithm, header, events: events.length, head: chainHead(header, events, sha256) };
}

function redactionsFile(values: readonly RedactedValue[]): object {
  return { algorithm: 'HMAC-SHA-256 of the value as UTF-8, keyed with the salt that is kept apart', values };
}

function childFolder({ execution }: CollectedExecution, taken: Set<string>): string {
  const name = safeName(String(execution['name']));
  let folder = `children/${name}/`;
  for (let number = 2; taken.has(folder); number += 1) folder = `children/${name}.${number}/`;
  taken.add(folder);
  return folder;
}

/** Names that a file system or an archive may misunderstand are written as a hash: none leads out of the bundle. */
function safeName(name: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$/.test(name)) return name;
  return createHash('sha256').update(name).digest('hex').slice(0, 40);
}

function put(files: Map<string, Uint8Array>, path: string, value: unknown): void {
  files.set(path, bytesOf(fileText(value)));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function byPath([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
