/** Captures executions into a folder of evidence. */
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { version } from '../../../package.json';
import type { Actor } from '../../trace/evidence/actors.ts';
import { actorsFrom, momentsOf } from '../../trace/evidence/cloud-trail.ts';
import { collectExecution } from '../../trace/evidence/collect.ts';
import { eventsOf, type CollectedExecution } from '../../trace/evidence/collected.ts';
import { bundleId, makeBundle, type Capture, type MadeBundle } from '../../trace/evidence/make-bundle.ts';
import type { BundleSource } from '../../trace/evidence/manifest.ts';
import { builtInRules, type RedactionRule } from '../../trace/evidence/redaction-rules.ts';
import type { Signer } from '../../trace/evidence/signature.ts';
import type { Gap } from '../../trace/trace.ts';
import type { Connection } from '../connection.ts';
import { InputFileError } from '../errors.ts';

import { workflowNameOf } from '../workflows/machine.ts';
import { workflows } from '../workflows/workflows.ts';
import { writeBundleFolder, writeBundleZip } from './bundle-files.ts';
import { pageOf } from './page.ts';
import { bundlePath, keptBundles, lastOfChain, type KeptBundle } from './evidence-folder.ts';

export interface CaptureOptions {
  /** Folder of evidence. */
  readonly folder: string;
  readonly zip: boolean;
  /** Keeps personal data. */
  readonly raw: boolean;
  /** Rules beyond the built-in ones. */
  readonly rules: readonly RedactionRule[];
  /** Makes the signer, with the organization's own KMS where it is there. */
  readonly signer?: (connection: Connection) => Promise<Signer>;
  readonly reason?: string;
  readonly changeTicket?: string;
  readonly controls: readonly string[];
}

export interface Captured {
  /** The bundle's folder or zip file. */
  readonly path: string;
  readonly made: MadeBundle;
  /** File of the salt. */
  readonly saltFile: string;
}

/**
 * Captures one closed execution. The same execution again is the next take of it.
 * @throws InputFileError when it has not ended.
 */
export async function capture(connection: Connection, executionArn: string, options: CaptureOptions): Promise<Captured> {
  const collected = await collectExecution((arn) => connection.stepFunctionsOf(arn), executionArn, connection.origin);
  const { status, name, stopDate } = collected.execution;
  if (status === 'RUNNING' || typeof stopDate !== 'string') {
    throw new InputFileError(
      `${String(name)} is ${String(status)}; evidence is made of executions that have ended`,
      'wait for its end',
    );
  }
  const workflow = workflowOf(executionArn);
  const kept = keptBundles(options.folder);
  const { actors, gap } = await actorsOf(connection, collected);
  const salt = randomBytes(32);
  const earlier = kept.filter(({ manifest }) => manifest.kind === 'execution' && manifest.executionArn === executionArn).at(-1);
  const made = await makeBundle(collected, {
    ...captureBy(connection, await options.signer?.(connection)),
    workflow,
    actors,
    gaps: gap ? [gap] : [],
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.changeTicket === undefined ? {} : { changeTicket: options.changeTicket }),
    controls: options.controls,
    redaction: { rules: options.raw ? undefined : [...builtInRules, ...options.rules], salt },
    ...(earlier ? { earlier: linkTo(earlier) } : {}),
    previousBundle: linkTo(lastOfChain(kept, workflow)),
    take: nextTake(options.folder, workflow, stopDate, String(name)),
    page: pageOf(connection.origin, actors, version),
  });
  const path = write(options, made);
  const saltFile = `${bundlePath(options.folder, made.manifest.id)}.salt`;
  writeFileSync(saltFile, `${salt.toString('hex')}\n`, { mode: 0o600 });
  return { path, made, saltFile };
}

/** Writes a bundle where it belongs; returns its folder or zip file. */
export function write({ folder, zip }: Pick<CaptureOptions, 'folder' | 'zip'>, { manifest, files }: MadeBundle): string {
  const path = bundlePath(folder, manifest.id);
  mkdirSync(dirname(path), { recursive: true });
  if (!zip) {
    writeBundleFolder(path, files);
    return path;
  }
  writeBundleZip(`${path}.zip`, files);
  return `${path}.zip`;
}

/** Who captures, when and from where. */
export function captureBy(connection: Connection, signer: Signer | undefined): Capture {
  return {
    source: sourceOf(connection),
    version,
    now: connection.now(),
    capturedBy: connection.caller,
    ...(signer ? { signer } : {}),
  };
}

export function linkTo(bundle: KeptBundle | undefined): { id: string; manifestSha256: string } | null {
  return bundle ? { id: bundle.manifest.id, manifestSha256: bundle.manifestSha256 } : null;
}

/** The workflow whose machine an execution is of, or the machine's own name. */
export function workflowOf(executionArn: string): string {
  return workflowNameOf(
    executionArn.split(':')[6]!,
    workflows.map(({ name }) => name),
  );
}

function sourceOf({ origin }: Connection): BundleSource {
  if (origin.kind === 'aws') return { kind: 'aws', account: origin.account, region: origin.region };
  if (origin.kind === 'file') throw new Error('a connection is to an organization, never to a file');
  const { organization, seed } = origin;
  return { kind: 'local-simulation', organization, ...(seed === undefined ? {} : { seed }) };
}

async function actorsOf(
  connection: Connection,
  { execution, pages }: CollectedExecution,
): Promise<{ actors: readonly Actor[]; gap?: Gap }> {
  const executionArn = String(execution['executionArn']);
  const client = connection.clientOf(CloudTrailClient, executionArn);
  try {
    const actors = await actorsFrom(client, executionArn, momentsOf(execution, eventsOf({ pages })));
    if (actors.some(({ action }) => action === 'StartExecution')) return { actors };
    return { actors, gap: { what: 'who started it', why: 'CloudTrail has no event of its start (minutes late, 90 days kept)' } };
  } catch (error) {
    const { name, message } = error as Error;
    return { actors: [], gap: { what: 'who started, redrove or stopped it', why: `CloudTrail: ${name}: ${message}` } };
  } finally {
    client.destroy();
  }
}

/** 1, or one more than the takes that are there. */
function nextTake(folder: string, workflow: string, stopDate: string, name: string): number {
  for (let take = 1; ; take += 1) {
    const path = bundlePath(folder, bundleId(workflow, stopDate, name, take));
    if (!existsSync(path) && !existsSync(`${path}.zip`)) return take;
  }
}
