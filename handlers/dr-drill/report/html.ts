import { layerInWords, proofInWords, recoveryInWords } from './markdown.ts';
import type { DrillReport } from './report.ts';

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The report as one page that opens from disk, asks for nothing and runs no script. */
export function html(report: DrillReport): string {
  const { name, drillId, verdict, reason, window, unit, accounts } = report;
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    `<table><thead><tr>${head.map((cell) => `<th scope="col">${escape(cell)}</th>`).join('')}</tr></thead><tbody>${rows
      .map((cells) => `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`)
      .join('')}</tbody></table>`;
  const items = (lines: readonly string[]): string => `<ul>${lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>`;
  const title = `Drill ${name}: ${verdict}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #16191f; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { border: 1px solid #d5dbdb; padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.verdict { font-size: 1.3rem; font-weight: 700; padding: .6rem 1rem; border-left: .5rem solid ${verdict === 'PASSED' ? '#1d8102' : '#d13212'}; background: #f2f3f3; }
</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p class="verdict">${escape(verdict)}: ${escape(reason)}</p>
${table(
  ['What', 'Value'],
  [
    ['Drill', drillId],
    ['Execution', report.executionArn],
    ['Approved by', report.approvedBy.join(', ') || 'nobody'],
    ['Denied', `${report.mode}, ${report.deniedRegion}`],
    ['Unit', `${unit.path} (${unit.id})`],
    ['Accounts', accounts.map(({ id, name: account }) => `${account} (${id})`).join(', ')],
    ['Window', `${window.from} to ${window.to}`],
    ['Policy', report.policyId ?? 'never made'],
    ['Proof of the deny', proofInWords(report)],
    ['Recovery', recoveryInWords(report)],
    ['Failover', report.failover],
    ['Detached, cleared', `${report.detachedAt ?? 'not detached'}, ${report.clearedAt ?? 'not cleared'}`],
    ['Log', report.eventsIntact ? 'whole' : 'BROKEN: an event was changed or is missing'],
  ],
)}
<h2>Recovery, in seconds from the first second of the deny</h2>
${table(
  ['Part', 'Seconds'],
  Object.entries(report.recoveryParts).map(([part, value]) => [part, value === null ? 'not reached' : String(value)]),
)}
<h2>What this drill cannot prove</h2>
${items(report.fidelity)}
<h2>What would have ended the deny</h2>
${items(report.undoLayers.map(layerInWords))}
<h2>Trend</h2>
${table(
  ['First second', 'Drill', 'Verdict', 'Recovery (s)'],
  report.trend.map((point) => [point.t0, point.drillId, point.verdict, String(point.recoverySeconds ?? '-')]),
)}
<h2>Evidence of the deny</h2>
${items(report.evidence)}
<h2>Events</h2>
${table(
  ['', 'At', 'What', 'Facts'],
  report.events.map(({ number, at, what, facts }) => [String(number), at, what, JSON.stringify(facts)]),
)}
</body>
</html>
`;
}
