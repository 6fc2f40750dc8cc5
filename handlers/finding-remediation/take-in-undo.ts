/** The undoing of a batch: what its remediations changed becomes the work of this one. */
import type * as z from 'zod';
import { batchFile, bucket, writeLines } from '../findings/files.ts';
import { claimFinding, type Claim } from '../findings/finding-entry.ts';
import { inParallel } from '../findings/parallel.ts';
import type { takeInFindings } from './contract.ts';
import type { DecisionLine } from './decision.ts';
import { ledgerOf, putRemediation, rehearsalOf, remediationsOf, type RemediationEntry } from './remediation-entry.ts';

type TakenIn = z.output<typeof takeInFindings.output>;

/** Ends of a remediation that changed something. */
const changed = new Set(['VERIFIED', 'REMEDIATED']);

export async function takeInUndo(
  input: { batch: string; undo: string; dryRun: boolean },
  executionName: string,
): Promise<TakenIn> {
  const { batch, undo, dryRun } = input;
  const ledger = dryRun ? rehearsalOf(executionName) : ledgerOf(batch);
  const found = await inParallel(await remediationsOf(ledgerOf(undo)), 25, (entry) => takeBack(entry, batch, dryRun));
  const lines = found.map(({ line }) => line);
  const undone = found.flatMap(({ undoing }) => undoing ?? []);
  await inParallel(undone, 25, (entry) => putRemediation(ledger, entry));
  const files = {
    decisions: batchFile(batch, `${executionName}/decisions.jsonl`),
    canaries: batchFile(batch, `${executionName}/canaries.jsonl`),
    remediations: batchFile(batch, `${executionName}/remediations.jsonl`),
  };
  await writeLines(files.decisions, lines);
  if (undone.length > 0)
    await writeLines(
      files.remediations,
      undone.map(({ item }) => item),
    );
  return {
    batch,
    ledger,
    dryRun,
    undo: true,
    bucket: bucket(),
    summary: { findings: lines.length, decisions: { undo: undone.length, skip: lines.length - undone.length } },
    files,
    canaries: 0,
    remediations: undone.length,
    approvals: [],
  };
}

interface Found {
  readonly line: DecisionLine;
  /** The entry by which it is undone. */
  readonly undoing?: RemediationEntry;
}

/** Claims a finding for its undoing, when the remediation changed something. */
async function takeBack(entry: RemediationEntry, batch: string, dryRun: boolean): Promise<Found> {
  const { item, outcome = '', state, before, after, appliedAt } = entry;
  if (!changed.has(outcome) || appliedAt === undefined || before === undefined || after === undefined) {
    return { line: lineOf(entry, 'skip', `NOTHING_CHANGED: it ended ${outcome || state}`, 0) };
  }
  const claimed: Claim = dryRun ? { claimed: true, attempt: 0 } : await claimFinding('REMEDIATION', item.finding, batch, asked);
  if (!claimed.claimed) return { line: lineOf(entry, 'skip', `${claimed.skip}: ${claimed.reason}`, 0) };
  const { attempt } = claimed;
  return {
    line: lineOf(entry, 'undo', `undoes ${outcome} of ${appliedAt}`, attempt),
    // Our post-image is what must be there; the pre-image is where it goes.
    undoing: {
      schemaVersion: 1,
      item: { ...item, attempt },
      state: 'PREPARED',
      before: after,
      planned: before,
      changes: entry.changes,
    },
  };
}

/** A person asked for it: neither cap nor cooldown stands in the way. */
const asked = { attempts: 1, cooldownSeconds: 0, asked: true };

function lineOf({ item }: RemediationEntry, action: 'skip' | 'undo', reason: string, attempt: number): DecisionLine {
  const { finding, account, region, control, resource, noted, rule } = item;
  return { finding, account, region, control, resource, noted, rule, action, reason, attempt };
}
