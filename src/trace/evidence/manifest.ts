/** `manifest.json` of a bundle: what it is of, what is in it, what it follows. */
import * as z from 'zod';
import { signatureAlgorithms } from './signature.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();

const actor = z.strictObject({
  action: z.string(),
  identity: z.string(),
  verified: z.enum(['cloudtrail', 'declared']),
  at: z.string().optional(),
  eventId: z.string().optional(),
});

export const bundleSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('aws'), account: z.string(), region: z.string() }),
  z.strictObject({ kind: z.literal('local-simulation'), organization: z.string(), seed: z.int().optional() }),
]);

/** The bundle before this one of the same workflow, so that a missing one shows. */
const previousBundle = z.strictObject({ id: z.string(), manifestSha256: sha256 }).nullable();

/** Who signed: the key is in public-key.pem. Whose key it is, the bundle cannot prove. */
const signer = z.strictObject({
  algorithm: z.enum(signatureAlgorithms),
  /** SHA-256 of the public key's DER. */
  publicKeySha256: sha256,
  /** ARN of a KMS key. */
  keyId: z.string().optional(),
});

export const executionManifest = z.strictObject({
  bundleVersion: z.literal(1),
  kind: z.literal('execution'),
  /** `<workflow>/<UTC date of the end>/<name>`. */
  id: z.string(),
  source: bundleSource,
  /** True for an execution of a simulated organization: it proves nothing of a real control. */
  simulated: z.boolean(),
  workflow: z.string(),
  executionArn: z.string(),
  status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  startDate: time,
  stopDate: time,
  /** Who started, redrove and stopped it. */
  actors: z.array(actor),
  approvers: z.array(
    z.strictObject({
      identity: z.string(),
      source: z.string(),
      at: z.string(),
      decision: z.string(),
      action: z.string().optional(),
    }),
  ),
  reason: z.string().optional(),
  changeTicket: z.string().optional(),
  /** Controls of the auditor's catalogues, such as SOC2:CC8.1. */
  controls: z.array(z.string()),
  definitionSha256: sha256.nullable(),
  /** Of the top execution; its children have chains of their own. */
  chains: z.record(
    z.string(),
    z.strictObject({ algorithm: z.string(), header: z.record(z.string(), z.string()), events: z.int().min(0), head: sha256 }),
  ),
  /** Whether personal data was taken out. Task tokens always are. */
  redacted: z.boolean(),
  /** An earlier bundle of the same execution. */
  earlier: previousBundle.optional(),
  completeness: z.strictObject({ verdict: z.enum(['COMPLETE', 'INCOMPLETE']), gaps: z.int().min(0) }),
  tool: z.strictObject({ name: z.literal('groundcrew'), version: z.string() }),
  capturedAt: time,
  capturedBy: z.string(),
  signer: signer.optional(),
  previousBundle,
  files: z.record(z.string(), z.strictObject({ sha256, size: z.int().min(0) })),
});
export type ExecutionManifest = z.output<typeof executionManifest>;

/** Says that no execution of a workflow ended on a day: the chain has no hole where nothing was to be kept. */
export const nothingRanManifest = z.strictObject({
  bundleVersion: z.literal(1),
  kind: z.literal('nothing-ran'),
  /** `<workflow>/<UTC date>/nothing-ran`. */
  id: z.string(),
  source: bundleSource,
  simulated: z.boolean(),
  workflow: z.string(),
  date: z.iso.date(),
  tool: z.strictObject({ name: z.literal('groundcrew'), version: z.string() }),
  capturedAt: time,
  capturedBy: z.string(),
  signer: signer.optional(),
  previousBundle,
  files: z.record(z.string(), z.strictObject({ sha256, size: z.int().min(0) })),
});
export type NothingRanManifest = z.output<typeof nothingRanManifest>;

export const manifest = z.discriminatedUnion('kind', [executionManifest, nothingRanManifest]);
export type Manifest = z.output<typeof manifest>;
export type BundleSource = z.output<typeof bundleSource>;

/** The manifest in a parsed JSON document, or what is wrong with it. */
export function parseManifest(value: unknown): Manifest | string {
  const parsed = manifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${issue!.path.join('.')}: ${issue!.message}`;
}
