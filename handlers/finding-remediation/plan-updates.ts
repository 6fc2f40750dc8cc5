import { batchFile, readLines, writeLines } from '../findings/files.ts';
import { findingHash } from '../findings/finding.ts';
import { recordOutcome } from '../findings/finding-entry.ts';
import { inParallel } from '../findings/parallel.ts';
import { writeGroups, type WantedUpdate } from '../findings/update-group.ts';
import { task } from '../shared/task.ts';
import { planUpdates } from './contract.ts';
import { decisionLine } from './decision.ts';
import { attemptName, hasRemediations, remediationsOf } from './remediation-entry.ts';
import { updateOfDecision, updateOfRemediation } from './wanted-updates.ts';

/** Groups what Security Hub is told about every finding of the batch into calls of 100, and writes the file that the map of updates reads. */
export const handler = task(planUpdates, async ({ batch, ledger, undo, files }) => {
  const lines = (await readLines(files.decisions)).map((line) => decisionLine.parse(line));
  const entries = (await hasRemediations(ledger)) ? await remediationsOf(ledger) : [];
  const current = new Set(lines.map(({ finding, attempt }) => attemptName({ findingHash: findingHash(finding), attempt })));
  const ended = entries.filter(({ item }) => current.has(attemptName(item)));
  const wanted = [...lines.map(updateOfDecision), ...ended.map(updateOfRemediation)].filter((one) => one !== undefined);
  const said = wanted.filter(({ update }) => Object.keys(update).length > 0);
  const unsaid = wanted.filter(({ update }) => Object.keys(update).length === 0);
  await inParallel(unsaid, 25, ({ finding, outcome, reason }: WantedUpdate) =>
    recordOutcome('REMEDIATION', finding, batch, outcome, reason),
  );
  const key = batchFile(batch, `updates${undo ? '-undo' : ''}.jsonl`);
  const groups = await writeGroups('REMEDIATION', batch, undo ? 'undo' : 'fix', said);
  if (groups.length > 0) await writeLines(key, groups);
  return { groups: groups.length, key };
});
