import { createHash } from 'node:crypto';
import { writeObject } from '../shared/objects.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { writeReport } from './contract.ts';
import { markdownOf, reportOf } from './report.ts';
import { isDone } from './verdicts.ts';

/** Every run has a report, whatever became of it. One that cannot be stored is returned all the same. */
export const handler = task(writeReport, async (parts) => {
  const report = reportOf(parts, now);
  const result = { ...report, succeeded: isDone(report.verdict) };
  const bucket = environment('RECOVERY_BUCKET');
  const json = `reports/${parts.executionName}/report.json`;
  const markdown = `reports/${parts.executionName}/report.md`;
  const text = `${JSON.stringify(report, null, 2)}\n`;
  try {
    await writeObject(bucket, json, text, 'application/json');
    await writeObject(bucket, markdown, markdownOf(report, parts.request.plan), 'text/markdown; charset=utf-8');
  } catch (error) {
    return { ...result, notStored: String(error).slice(0, 1000) };
  }
  return { ...result, file: { bucket, json, markdown, sha256: createHash('sha256').update(text).digest('hex') } };
});
