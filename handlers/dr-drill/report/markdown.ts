import type { DrillReport } from './report.ts';

/** Text of others as text: no markup, no table cells, one line. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|~]/g, (character) => `\\${character}`)
    .trim();
}

/** The report for people. */
export function markdown(report: DrillReport): string {
  const { name, drillId, verdict, reason, window, unit, accounts } = report;
  const rows = (pairs: readonly (readonly [string, string])[]): string =>
    ['| what | value |', '| --- | --- |', ...pairs.map(([what, value]) => `| ${what} | ${plain(value)} |`)].join('\n');
  return `${[
    `# Drill ${plain(name)}: ${verdict}`,
    plain(reason),
    rows([
      ['drill', drillId],
      ['execution', report.executionArn],
      ['approved by', report.approvedBy.join(', ') || 'nobody'],
      ['denied', `${report.mode}, ${report.deniedRegion}`],
      ['unit', `${unit.path} (${unit.id})`],
      ['accounts', accounts.map(({ id, name: account }) => `${account} (${id})`).join(', ')],
      ['window', `${window.from} to ${window.to}`],
      ['policy', report.policyId ?? 'never made'],
      ['proof of the deny', proofInWords(report)],
      ['recovery', recoveryInWords(report)],
      ['failover', report.failover],
      ['detached, cleared', `${report.detachedAt ?? 'not detached'}, ${report.clearedAt ?? 'not cleared'}`],
      ['log', report.eventsIntact ? 'whole' : 'BROKEN: an event was changed or is missing'],
    ]),
    '## Recovery, in seconds from the first second of the deny',
    rows(
      Object.entries(report.recoveryParts).map(
        ([part, value]) => [part, value === null ? 'not reached' : String(value)] as const,
      ),
    ),
    '## What this drill cannot prove',
    report.fidelity.map((line) => `- ${line}`).join('\n'),
    '## What would have ended the deny',
    report.undoLayers.map((layer) => `- ${plain(layerInWords(layer))}`).join('\n') || 'Not recorded.',
    '## Trend',
    ['| first second | drill | verdict | recovery (s) |', '| --- | --- | --- | --- |', ...trendRows(report)].join('\n'),
    '## Evidence of the deny',
    report.evidence.map((line) => `- ${plain(line)}`).join('\n') || 'None.',
    '## Events',
    report.events
      .map(({ number, at, what, facts }) => `${number}. ${at} ${plain(what)} ${plain(JSON.stringify(facts))}`)
      .join('\n') || 'None.',
  ].join('\n\n')}\n`;
}

const trendRows = ({ trend }: DrillReport): string[] =>
  trend.map(({ t0, drillId, verdict, recoverySeconds }) => `| ${t0} | ${drillId} | ${verdict} | ${recoverySeconds ?? '-'} |`);

export const layerInWords = ({ layer, counted, why }: DrillReport['undoLayers'][number]): string =>
  `${layer}${counted ? '' : ', NOT COUNTED'}: ${why}`;

export function proofInWords({ proof }: DrillReport): string {
  return {
    named: 'every denial named this policy',
    unnamed: 'weaker: some service does not name the policy; the deny was not there before, and the exempt role did not meet it',
    none: 'none',
  }[proof];
}

export function recoveryInWords({ recoverySeconds, recoveryTargetSeconds }: DrillReport): string {
  return recoverySeconds === null
    ? `not measured; asked for: ${recoveryTargetSeconds} s`
    : `${recoverySeconds} s of ${recoveryTargetSeconds} s`;
}
