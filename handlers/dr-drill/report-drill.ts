import { environment, now } from '../shared/runtime.ts';
import { writeObject } from '../shared/objects.ts';
import { task } from '../shared/task.ts';
import { reportDrill } from './contract.ts';
import { changeDrill, drills, iso, readDrill } from './drill-entry.ts';
import { readLog, record } from './drill-log.ts';
import { html } from './report/html.ts';
import { markdown } from './report/markdown.ts';
import { makeReport } from './report/report.ts';
import type { TrendPoint } from './report/report.ts';
import { keepSelfTest } from './self-test.ts';
import { judge, recoverySeconds } from './report/verdict.ts';

/** Judges the drill and writes its report as JSON, Markdown and HTML. Asked again, it writes the same files anew. */
export const handler = task(reportDrill, async ({ drillId, failure }) => {
  const entry = await readDrill(drillId);
  const judgement = judge(entry, failure);
  if (!entry) return { drillId, ...judgement, summary: {} };
  // A verdict that has been given stays, but residue that was cleared later, or found later, changes it.
  await record(drillId, `judged-${judgement.verdict}`, { reason: judgement.reason });
  if (entry.plan.input.selfTest) await keepSelfTest(entry);
  const { name } = entry.plan.input;
  const report = makeReport(entry, judgement, await readLog(drillId), await earlier(name, drillId));
  const bucket = environment('REPORT_BUCKET');
  const stem = `results/dr-drill/${name}/${entry.t0.replace(/:/g, '-')}-${drillId}`;
  const files = { json: `${stem}.json`, markdown: `${stem}.md`, html: `${stem}.html` };
  await writeObject(bucket, files.json, JSON.stringify(report, null, 2), 'application/json');
  await writeObject(bucket, files.markdown, markdown(report), 'text/markdown; charset=utf-8');
  await writeObject(bucket, files.html, html(report), 'text/html; charset=utf-8');
  await changeDrill(drillId, { report: { verdict: judgement.verdict, keys: Object.values(files), at: iso(now()) } });
  const { recoverySeconds: recovered, recoveryTargetSeconds, recoveryParts, proof, window, failover } = report;
  return {
    ...{ drillId, ...judgement, bucket, files },
    summary: {
      name,
      recoverySeconds: recovered,
      recoveryTargetSeconds,
      recoveryParts,
      proof,
      window,
      failover,
      fidelity: report.fidelity[0]!,
    },
  };
});

/** The newest drills of this name before this one, oldest first. */
async function earlier(name: string, drillId: string): Promise<TrendPoint[]> {
  return (await drills(true))
    .filter((entry) => entry.plan.input.name === name && entry.drillId !== drillId && entry.report !== undefined)
    .sort((one, other) => (one.t0 < other.t0 ? -1 : 1))
    .map((entry) => ({
      ...{ drillId: entry.drillId, t0: entry.t0, verdict: entry.report!.verdict },
      recoverySeconds: recoverySeconds(entry) ?? null,
    }));
}
