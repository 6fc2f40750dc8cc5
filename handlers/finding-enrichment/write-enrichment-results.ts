import { failedUpdates } from '../findings/failed-updates.ts';
import { bucket, readLines, writeLines } from '../findings/files.ts';
import { findingHash } from '../findings/finding.ts';
import { task } from '../shared/task.ts';
import { plannedLine, writeEnrichmentResults } from './contract.ts';

/** Writes how every finding of the batch ended, one a line, and counts them: as planned, but for what Security Hub did not take. */
export const handler = task(writeEnrichmentResults, async ({ batch, dryRun, planned, executionName }) => {
  const lines = (await readLines(planned)).map((line) => plannedLine.parse(line));
  const failed = dryRun ? new Map<string, string>() : await failedUpdates(batch, 'enrich');
  const results = lines.map((line) => {
    const reason =
      line.outcome === 'ENRICHED' ? failed.get(findingHash({ Id: line.id, ProductArn: line.productArn })) : undefined;
    return reason === undefined ? line : { ...line, outcome: 'FAILED', reason };
  });
  const key = `results/${batch}/${executionName}.jsonl`;
  await writeLines(key, results);
  const summary: Record<string, number> = {};
  for (const { outcome } of results) summary[outcome] = (summary[outcome] ?? 0) + 1;
  return { batch, dryRun, summary, bucket: bucket(), files: { results: key } };
});
