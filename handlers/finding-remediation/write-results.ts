import { bucket, readLines, writeLines } from '../findings/files.ts';
import { findingHash } from '../findings/finding.ts';
import { failedUpdates } from '../findings/failed-updates.ts';
import { task } from '../shared/task.ts';
import { writeResults, type FindingResult } from './contract.ts';
import { decisionLine, type DecisionLine } from './decision.ts';
import { attemptName, didNotReport, hasRemediations, remediationsOf, type RemediationEntry } from './remediation-entry.ts';
import { countBy } from './take-in-findings.ts';

/** Outcomes that people must look at. */
const needPeople = new Set(['FAILED', 'ASSUME_ROLE_FAILED', 'NOT_ALLOWED', 'NO_PLAYBOOK', 'REMEDIATED', 'REFUSED']);

const endOf = { skip: 'SKIPPED', suppress: 'SUPPRESSED', notify: 'NOTIFIED', enrich: 'ENRICHED', refuse: 'REFUSED' } as const;

/** Writes how every finding of the batch ended, one a line, and counts them. */
export const handler = task(writeResults, async ({ batch, ledger, dryRun, undo, files, executionName }) => {
  const lines = (await readLines(files.decisions)).map((line) => decisionLine.parse(line));
  const entries = (await hasRemediations(ledger)) ? await remediationsOf(ledger) : [];
  const byName = new Map(entries.map((entry) => [attemptName(entry.item), entry]));
  const failed = dryRun ? new Map<string, string>() : await failedUpdates(batch, undo ? 'undo' : 'fix');
  const results = lines.map((line) =>
    resultOf(
      line,
      byName.get(attemptName({ findingHash: findingHash(line.finding), attempt: line.attempt })),
      failed.get(findingHash(line.finding)),
      dryRun,
    ),
  );
  const key = `results/${batch}/${executionName}.jsonl`;
  await writeLines(key, results);
  return {
    batch,
    dryRun,
    summary: countBy(results, ({ outcome }) => outcome),
    bucket: bucket(),
    files: { results: key },
    failed: results.filter(({ outcome }) => needPeople.has(outcome)).length,
  };
});

function resultOf(
  line: DecisionLine,
  entry: RemediationEntry | undefined,
  failed: string | undefined,
  dryRun: boolean,
): FindingResult {
  const { finding, account, region, control, resource, rule, action } = line;
  const common = { id: finding.Id, productArn: finding.ProductArn, account, region, control, resource, rule, action };
  if (action === 'remediate' || action === 'undo') {
    const { outcome = 'FAILED', reason = didNotReport, changes = [] } = entry ?? {};
    const told =
      failed === undefined
        ? { outcome, reason }
        : { outcome: 'FAILED', reason: `${outcome}, but the finding itself could not be updated: ${failed}; ${reason}` };
    return { ...common, ...told, ...(changes.length > 0 ? { changes: [...changes] } : {}) };
  }
  if (failed !== undefined) return { ...common, outcome: 'FAILED', reason: failed };
  return {
    ...common,
    outcome: dryRun && action !== 'skip' && action !== 'refuse' ? 'PLANNED' : endOf[action],
    reason: line.reason,
  };
}
