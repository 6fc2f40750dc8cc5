/**
 * One ledger entry per finding: who works on it, how often it was tried, what became of it. A batch claims a finding before it does
 * anything; outcomes are written once, by the batch that has the claim.
 */
import { getItem, putItem, updateItem, type Key } from '../ledger/table.ts';
import { now } from '../shared/runtime.ts';
import { findingHash, noteAuthor, type Identifier } from './finding.ts';

/** Every end that a finding can come to. */
export const outcomes = [
  'SUPPRESSED',
  'NOTIFIED',
  'ENRICHED',
  'NO_PLAYBOOK',
  'NOT_ALLOWED',
  'ASSUME_ROLE_FAILED',
  'FAILED',
  'REMEDIATED',
  'VERIFIED',
  'UNDONE',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Ends after which another attempt makes sense. */
const mayBeTriedAgain: ReadonlySet<string> = new Set<Outcome>([
  'FAILED',
  'NOT_ALLOWED',
  'ASSUME_ROLE_FAILED',
  'REMEDIATED',
  'UNDONE',
]);

export interface FindingEntry {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly productArn: string;
  /** UpdatedAt of the finding that was worked on: a provider that sends it again as it was sends this again. */
  readonly findingUpdatedAt: string;
  readonly batch: string;
  readonly state: 'TAKEN' | 'DONE';
  /** ISO 8601. */
  readonly takenAt: string;
  readonly attempts: number;
  readonly outcome?: Outcome;
  readonly reason?: string;
  readonly doneAt?: string;
}

/** Why a finding is left alone. */
export type Skip = 'IN_PROGRESS' | 'ALREADY_HANDLED' | 'COOLDOWN' | 'ATTEMPT_CAP';
export type Claim =
  | { readonly claimed: true; readonly attempt: number }
  | { readonly claimed: false; readonly skip: Skip; readonly reason: string };

export interface ClaimLimits {
  readonly attempts: number;
  readonly cooldownSeconds: number;
  /** A person asked for it (custom action, undo): only work in progress stands in the way. */
  readonly asked: boolean;
}

/** A claim that is older belongs to a batch that is gone: machines end before. */
const claimLasts = 26 * 3_600_000;

export const entryKey = (purpose: string, one: Identifier): Key => ({ pk: `FINDING#${findingHash(one)}`, sk: purpose });

/** A finding to be claimed; one that is undone is known by its name only. */
export type Claimed = Identifier & {
  readonly UpdatedAt?: string;
  readonly Note?: { readonly UpdatedBy: string } | undefined;
};

/** Claims a finding for a batch. `purpose` tells the workflows apart: remediation, enrichment. */
export async function claimFinding(purpose: string, one: Claimed, batch: string, limits: ClaimLimits): Promise<Claim> {
  const key = entryKey(purpose, one);
  const first = taken(one, batch, 1, one.UpdatedAt ?? '');
  if (await putItem({ ...key, ...first }, { expression: 'attribute_not_exists(pk)' })) return { claimed: true, attempt: 1 };
  const known = (await getItem(key)) as unknown as FindingEntry | undefined;
  if (!known) return claimFinding(purpose, one, batch, limits);
  if (known.state === 'TAKEN' && known.batch === batch) return keepClaim(key, known);
  const skip = reasonToSkip(known, one, batch, limits) ?? ownEvent(purpose, known, one, limits);
  if (skip) return skip;
  const attempt = known.attempts + 1;
  const next = taken(one, batch, attempt, one.UpdatedAt ?? known.findingUpdatedAt);
  const unchanged = {
    expression: '#takenAt = :before AND #state = :state',
    values: { before: known.takenAt, state: known.state },
  };
  if (await putItem({ ...key, ...next }, unchanged)) return { claimed: true, attempt };
  return { claimed: false, skip: 'IN_PROGRESS', reason: 'another batch has just taken it' };
}

/** A batch that is started again keeps its claim from growing old. */
async function keepClaim(key: Key, known: FindingEntry): Promise<Claim> {
  const kept: Claim = { claimed: true, attempt: known.attempts };
  if (now() - Date.parse(known.takenAt) < 3_600_000) return kept;
  const unchanged = {
    expression: '#takenAt = :before AND #batch = :batch AND #state = :taken',
    values: { before: known.takenAt, batch: known.batch, taken: 'TAKEN' },
  };
  const renewed = { ...key, ...known, takenAt: new Date(now()).toISOString() };
  if (await putItem(renewed, unchanged)) return kept;
  return { claimed: false, skip: 'IN_PROGRESS', reason: 'another batch has just taken it' };
}

function taken({ Id, ProductArn }: Identifier, batch: string, attempts: number, findingUpdatedAt: string): FindingEntry {
  const takenAt = new Date(now()).toISOString();
  return { schemaVersion: 1, id: Id, productArn: ProductArn, findingUpdatedAt, batch, state: 'TAKEN', takenAt, attempts };
}

/** Why a finding that is known is left alone; undefined where it may be taken. */
function reasonToSkip(known: FindingEntry, { UpdatedAt }: Claimed, batch: string, limits: ClaimLimits): Claim | undefined {
  const skipped = (skip: Skip, reason: string): Claim => ({ claimed: false, skip, reason });
  if (known.state === 'TAKEN') {
    const age = now() - Date.parse(known.takenAt);
    return age > claimLasts ? undefined : skipped('IN_PROGRESS', `batch ${known.batch} has it since ${known.takenAt}`);
  }
  const again = mayBeTriedAgain.has(known.outcome ?? '');
  const same = known.findingUpdatedAt === UpdatedAt;
  if (same && !again && (!limits.asked || known.batch === batch)) {
    return skipped('ALREADY_HANDLED', `${known.outcome} at ${known.doneAt}`);
  }
  if (limits.asked) return undefined;
  if (known.outcome === 'UNDONE') {
    return skipped('ALREADY_HANDLED', `a person took its remediation back at ${known.doneAt}, and only a person starts it again`);
  }
  if (known.attempts >= limits.attempts) return skipped('ATTEMPT_CAP', `tried ${known.attempts} times, last ${known.outcome}`);
  const waited = now() - Date.parse(known.doneAt ?? known.takenAt);
  if (waited < limits.cooldownSeconds * 1000) return skipped('COOLDOWN', `${known.outcome} at ${known.doneAt}`);
  return undefined;
}

/**
 * The loop guard: our note does not change UpdatedAt, so a finding as it was that has our note came because of our own update, however short
 * the cooldown is. Its provider's next look comes with another UpdatedAt.
 */
function ownEvent(purpose: string, known: FindingEntry, { UpdatedAt, Note }: Claimed, { asked }: ClaimLimits): Claim | undefined {
  if (asked || purpose !== 'REMEDIATION' || known.state !== 'DONE') return undefined;
  if (known.findingUpdatedAt !== UpdatedAt || Note?.UpdatedBy !== noteAuthor) return undefined;
  return { claimed: false, skip: 'ALREADY_HANDLED', reason: `${known.outcome} at ${known.doneAt}; our own update came back` };
}

/** Writes what became of a finding. False when the batch has lost its claim; the same outcome again is written once. */
export async function recordOutcome(
  purpose: string,
  one: Identifier,
  batch: string,
  outcome: Outcome,
  reason: string,
): Promise<boolean> {
  const set = { state: 'DONE', outcome, reason: reason.slice(0, 1000), doneAt: new Date(now()).toISOString() };
  const condition = { expression: '#batch = :batch AND #state = :taken', values: { batch, taken: 'TAKEN' } };
  return updateItem(entryKey(purpose, one), set, { condition });
}
