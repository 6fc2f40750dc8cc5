/** The undoing of a batch: what its remediations changed becomes the work of this one. */
import type * as z from 'zod';
import { batchFile, bucket, writeLines } from '../findings/files.ts';
import { claimFinding, type Claim } from '../findings/finding-entry.ts';
import { inParallel } from '../findings/parallel.ts';
import type { takeInFindings } from './contract.ts';
import type { DecisionLine } from './decision.ts';
import { ledgerOf, putRemediation, rehearsalOf, remediationsOf, type RemediationEntry } from './remediation-entry.ts';

type TakenIn = z.output<typeof takeInFindings.output>;

export async function takeInUndo(
  input: { batch: string; undo: string; dryRun: boolean },
  executionName: string,
): Promise<TakenIn> {
  const { batch, undo, dryRun } = input;
  const ledger = dryRun ? rehearsalOf(executionName) : ledgerOf(batch);
  const found = await inParallel(await remediationsOf(ledgerOf(undo)), 25, (entry) => takeBack(entry, { batch, undo, dryRun }));
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
async function takeBack(
  entry: RemediationEntry,
  { batch, undo, dryRun }: { batch: string; undo: string; dryRun: boolean },
): Promise<Found> {
  const { item, outcome = '', state, before, planned, appliedAt, undoes } = entry;
  if (undoes !== undefined) return { line: lineOf(entry, 'skip', `NOTHING_CHANGED: it is itself the undoing of ${undoes}`, 0) };
  // A change may have been made from then on, however the remediation ended; whether it was is seen at the resource.
  if (appliedAt === undefined || before === undefined || planned === undefined) {
    return { line: lineOf(entry, 'skip', `NOTHING_CHANGED: it ended ${outcome || state}`, 0) };
  }
  const after = entry.after ?? planned;
  const claimed: Claim = dryRun ? { claimed: true, attempt: 0 } : await claimFinding('REMEDIATION', item.finding, batch, asked);
  if (!claimed.claimed) return { line: lineOf(entry, 'skip', `${claimed.skip}: ${claimed.reason}`, 0) };
  const { attempt } = claimed;
  return {
    line: lineOf(entry, 'undo', `undoes ${outcome || state} of ${appliedAt}`, attempt),
    // Our post-image is what must be there; the pre-image is where it goes.
    undoing: {
      schemaVersion: 1,
      item: { ...item, attempt },
      state: 'PREPARED',
      before: after,
      planned: before,
      changes: entry.changes,
      undoes: undo,
    },
  };
}

/** A person asked for it: neither cap nor cooldown stands in the way. */
const asked = { attempts: 1, cooldownSeconds: 0, asked: true };

function lineOf({ item }: RemediationEntry, action: 'skip' | 'undo', reason: string, attempt: number): DecisionLine {
  const { finding, account, region, control, resource, noted, rule } = item;
  return { finding, account, region, control, resource, noted, rule, action, reason, attempt };
}
