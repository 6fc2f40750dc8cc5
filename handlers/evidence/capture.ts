/** Captures an execution into the bucket of evidence, once, as the next of its workflow's chain. */
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Actor } from '../../src/trace/evidence/actors.ts';
import { actorsFrom, momentsOf } from '../../src/trace/evidence/cloud-trail.ts';
import { collectExecution } from '../../src/trace/evidence/collect.ts';
import { eventsOf, type CollectedExecution } from '../../src/trace/evidence/collected.ts';
import { manifest, type BundleSource, type Manifest } from '../../src/trace/evidence/manifest.ts';
import { bundleId, makeBundle, sha256Hex, type Capture, type MadeBundle } from '../../src/trace/evidence/make-bundle.ts';
import { builtInRules } from '../../src/trace/evidence/redaction-rules.ts';
import type { Gap } from '../../src/trace/trace.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { environment, inSimulation, now, randomBytes } from '../shared/runtime.ts';
import { bundleKey, hasBundle, readManifest, writeBundle } from './bundle-store.ts';
import { extendChain, giveLeaseUp, readHead, takeLease, type Link } from './chain-head.ts';
import { EvidenceContended } from './errors.ts';

export type CaptureOutcome = { readonly outcome: 'CAPTURED' | 'KEPT'; readonly key: string } | { readonly outcome: 'RUNNING' };

/**
 * The same execution again does nothing; after a redrive its new end is another bundle.
 * @throws EvidenceContended while another capture of the workflow is at work.
 */
export async function captureExecution(executionArn: string): Promise<CaptureOutcome> {
  const {
    status,
    stopDate,
    name,
    redriveCount = 0,
  } = await client(SFNClient).send(new DescribeExecutionCommand({ executionArn }));
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE' || !stopDate) return { outcome: 'RUNNING' };
  const workflow = workflowOf(executionArn);
  const take = redriveCount + 1;
  const id = bundleId(workflow, stopDate.toISOString(), name!, take);
  if (await isInChain(workflow, id)) return { outcome: 'KEPT', key: bundleKey(id) };
  await extend(workflow, executionArn, async (previousBundle) => {
    const collected = await collectExecution(() => client(SFNClient), executionArn, sourceOf(executionArn));
    const { actors, gaps } = await actorsOf(collected);
    const salt = randomBytes(32);
    const made = await makeBundle(collected, {
      ...captureBy(executionArn),
      ...{ workflow, actors, gaps, previousBundle, take },
      redaction: { rules: environment('KEEP_PERSONAL_DATA') === 'true' ? undefined : builtInRules, salt },
    });
    return { made, salt };
  });
  return { outcome: 'CAPTURED', key: bundleKey(id) };
}

/** Makes a bundle and puts it at the end of the workflow's chain, while nobody else does. */
export async function extend(
  workflow: string,
  owner: string,
  make: (previous: Link | null) => Promise<{ made: MadeBundle; salt?: Uint8Array }>,
): Promise<void> {
  if (!(await takeLease(workflow, owner))) throw new EvidenceContended(workflow);
  let extended = false;
  try {
    const { made, salt } = await make(await readHead(workflow));
    await writeBundle(made, salt);
    const manifestSha256 = sha256Hex(made.files.get('manifest.json')!);
    extended = await extendChain(workflow, owner, { id: made.manifest.id, manifestSha256 });
    if (!extended) throw new EvidenceContended(workflow);
  } finally {
    if (!extended) await giveLeaseUp(workflow, owner);
  }
}

/** Who captures, when and from where, for a bundle of the account and Region of that ARN. */
export function captureBy(arn: string): Capture {
  return {
    source: sourceOf(arn),
    version: environment('GROUNDCREW_VERSION'),
    now: now(),
    capturedBy: environment('CAPTURED_BY'),
  };
}

/** `groundcrew-prod-account-vending` is account-vending. */
export function workflowOf(arn: string): string {
  return arn.split(':')[6]!.replace(new RegExp(`^${environment('MACHINE_PREFIX')}`), '');
}

/**
 * True for a bundle that is there and in the chain. One whose capture died before it was in the chain is not, and is made anew. The chain is
 * in the order of capture, so the way back from its head ends soon.
 */
async function isInChain(workflow: string, id: string): Promise<boolean> {
  if (!(await hasBundle(id))) return false;
  const { capturedAt } = await manifestOf(id);
  for (let link = await readHead(workflow); link;) {
    if (link.id === id) return true;
    const passed = await manifestOf(link.id);
    if (passed.capturedAt < capturedAt) return false;
    link = passed.previousBundle;
  }
  return false;
}

async function manifestOf(id: string): Promise<Manifest> {
  return manifest.parse(JSON.parse(new TextDecoder().decode(await readManifest(id))));
}

/** A simulated organization says so in everything that is kept of it. */
function sourceOf(arn: string): BundleSource {
  if (inSimulation()) return { kind: 'local-simulation', organization: 'captured by the packaged function' };
  const [, , , region = '', account = ''] = arn.split(':');
  return { kind: 'aws', account, region };
}

async function actorsOf({ execution, pages }: CollectedExecution): Promise<{ actors: readonly Actor[]; gaps: readonly Gap[] }> {
  try {
    const actors = await actorsFrom(
      client(CloudTrailClient),
      String(execution['executionArn']),
      momentsOf(execution, eventsOf({ pages })),
    );
    const known = actors.some(({ action }) => action === 'StartExecution');
    return { actors, gaps: known ? [] : [{ what: 'who started it', why: 'CloudTrail had no event of its start yet' }] };
  } catch (error) {
    if (awsErrorName(error) === 'ThrottlingException') throw error;
    const { name, message } = error as Error;
    return { actors: [], gaps: [{ what: 'who started, redrove or stopped it', why: `CloudTrail: ${name}: ${message}` }] };
  }
}
