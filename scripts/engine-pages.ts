/**
 * What the documentation says of the engine in numbers: made from tests/conformance/results.json (written by `npm run conformance --
 * --update-baseline`) and bench/results/*.json (written by `npm run bench -- <what> --json bench/results/<what>.json`).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineFigures } from '../bench/engine.ts';
import { budgetsOf, type RemediationFigures } from '../bench/remediation.ts';
import type { VendingRun } from '../bench/vending.ts';
import { featureGroups, type FeatureGroup } from '../tests/conformance/features.ts';
import type { Results } from '../tests/conformance/report.ts';
import type { Aspect } from '../tests/conformance/score.ts';
import { withoutRecording } from './features-without-recording.ts';
import { markdownTable } from './markdown-table.ts';

/** Tables by the name in the marker `<!-- table: <name> -->`. */
export function engineTables(root: string): Readonly<Record<string, string>> {
  const read = <Value>(file: string): Value => JSON.parse(readFileSync(join(root, file), 'utf8')) as Value;
  const results = read<Results>('tests/conformance/results.json');
  const engine = read<{ machine: string; runs: number; workloads: EngineFigures[] }>('bench/results/engine.json');
  const vending = read<{ machine: string; batches: VendingRun[] }>('bench/results/vending.json');
  const remediation = read<RemediationFigures & { machine: string }>('bench/results/remediation.json');
  return {
    conformance: conformanceTable(results),
    'engine bench': `${engineTable(engine.workloads)}\n\n${engine.machine}, median of ${engine.runs} fresh processes.`,
    'vending bench': `${vendingTable(vending.batches)}\n\n${vending.machine}.`,
    'remediation bench': `${remediationTable(remediation)}\n\n${remediationNote(remediation)}`,
    'asl support': supportTables(results),
  };
}

function conformanceTable({ tiers }: Results): string {
  const aspects: readonly Aspect[] = ['status', 'error', 'cause', 'history'];
  return markdownTable(
    ['tier', 'status and output', 'error', 'cause', 'full history'],
    Object.entries(tiers).map(([tier, row]) => [
      tier,
      ...aspects.map((aspect) => (row[aspect].of === 0 ? '' : `${row[aspect].right}/${row[aspect].of}`)),
    ]),
  );
}

const number = (value: number | null): string => (value === null ? '' : value.toLocaleString('en-US'));

function engineTable(workloads: readonly EngineFigures[]): string {
  return markdownTable(
    ['workload', 'transitions', 'this engine, per second', 'peer, per second', 'ratio', 'MiB', 'peer MiB'],
    workloads.map(({ name, transitions, oursPerSecond, peerPerSecond, ratio, timesBareEvaluation, rssMb, peerRssMb }) => [
      name,
      number(transitions),
      number(oursPerSecond),
      peerPerSecond === null ? 'cannot run it' : number(peerPerSecond),
      timesBareEvaluation === undefined ? `${ratio}` : `${timesBareEvaluation} times the bare evaluation`,
      rssMb,
      number(peerRssMb),
    ]),
  );
}

function vendingTable(batches: readonly VendingRun[]): string {
  return markdownTable(
    ['accounts', 'on disk', 'seconds', 'processor', 'MiB', 'virtual hours', 'list scheduling', 'waves of five', 'slots idle'],
    batches.map(({ rows, durable, seconds, cpuSeconds, rssMb, hours, listScheduleHours, wavesHours, idlePercent }) => [
      number(rows),
      durable ? 'yes' : 'no',
      seconds.toFixed(1),
      cpuSeconds.toFixed(1),
      rssMb.toFixed(0),
      hours.toFixed(2),
      listScheduleHours.toFixed(2),
      wavesHours.toFixed(2),
      `${idlePercent.toFixed(2)}%`,
    ]),
  );
}

function remediationTable(figures: RemediationFigures): string {
  return markdownTable(
    ['budget', 'measured', 'met'],
    budgetsOf(figures).map(({ what, measured, met }) => [what, measured, met ? 'yes' : 'no']),
  );
}

function remediationNote(figures: RemediationFigures & { machine: string }): string {
  const { findings, executions, calls, seconds, cpuSeconds, rssMb, machine } = figures;
  return [
    `${number(findings)} findings, ${number(executions)} executions with the maps' children, ${number(calls)} calls of BatchUpdateFindings:`,
    `${number(Math.round(cpuSeconds))} s of processor time (${number(Math.round(seconds))} s of wall time),`,
    `${number(Math.round(rssMb))} MiB at most, in one process in memory. ${machine}.`,
  ].join(' ');
}

function supportTables({ features }: Results): string {
  return featureGroups.map((group) => `## ${group}\n\n${supportTable(group, features)}`).join('\n\n');
}

function supportTable(group: FeatureGroup, features: Results['features']): string {
  const recorded = features.filter((feature) => feature.group === group);
  const names = new Set(recorded.map(({ name }) => name));
  return markdownTable(
    ['feature', 'supported', 'recordings that agree', 'for example'],
    [
      ...recorded.map(({ name, right, of, proof }) => [
        code(name),
        right === of ? 'yes' : 'partly',
        `${right} of ${of}`,
        code(testOf(proof)),
      ]),
      ...withoutRecording
        .filter((feature) => feature.group === group && !names.has(feature.name))
        .map(({ name, test }) => [code(name), 'yes', 'none has it', code(test)]),
    ],
  );
}

const code = (text: string): string => (text.includes(' ') && !text.includes(':') ? text : `\`${text}\``);

/** The recording's test without its folder, which all of them share. */
function testOf(id: string): string {
  return id.replace(/^.*\/(?=[^/]*\.py)/, '');
}
