import { batchFile, readLines, writeLines } from '../findings/files.ts';
import { findingHash } from '../findings/finding.ts';
import { recordOutcome } from '../findings/finding-entry.ts';
import { inParallel } from '../findings/parallel.ts';
import { writeGroups, type WantedUpdate } from '../findings/update-group.ts';
import { task } from '../shared/task.ts';
import { planUpdates } from './contract.ts';
import { decisionLine, type DecisionLine } from './decision.ts';
import {
  attemptName,
  didNotReport,
  hasRemediations,
  moveRemediation,
  remediationsOf,
  type RemediationEntry,
} from './remediation-entry.ts';
import { updateOfDecision, updateOfRemediation, type Ended } from './wanted-updates.ts';

/** Groups what Security Hub is told about every finding of the batch into calls of 100, and writes the file that the map of updates reads. */
export const handler = task(planUpdates, async ({ batch, ledger, undo, files }) => {
  const lines = (await readLines(files.decisions)).map((line) => decisionLine.parse(line));
  const entries = (await hasRemediations(ledger)) ? await remediationsOf(ledger) : [];
  const byName = new Map(entries.map((entry) => [attemptName(entry.item), entry]));
  const changing = lines.filter(({ action }) => action === 'remediate' || action === 'undo');
  const ended = await inParallel(changing, 25, (line) => endOf(line, byName.get(nameOfLine(line)), ledger));
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

const nameOfLine = ({ finding, attempt }: DecisionLine): string => attemptName({ findingHash: findingHash(finding), attempt });

/**
 * How a remediation ended. The child of one that did not tell was stopped, or could not write: nothing works on it any more, so it ends here,
 * and says whether its change may have been made.
 */
async function endOf(line: DecisionLine, entry: RemediationEntry | undefined, ledger: string): Promise<Ended> {
  const playbook = entry?.item.playbook;
  if (entry?.state === 'ENDED') return { line, playbook, outcome: entry.outcome, reason: entry.reason };
  const changed = entry?.state === 'APPLIED' && line.action === 'remediate';
  const outcome = changed ? 'REMEDIATED' : 'FAILED';
  const reason = changed ? `applied, but not verified: ${didNotReport}` : didNotReport;
  if (entry) await moveRemediation(ledger, entry.item, [entry.state], { state: 'ENDED', outcome, reason });
  return { line, playbook, outcome, reason };
}
