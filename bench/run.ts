/**
 * `npm run bench -- engine [--runs N]`, `npm run bench -- vending [--rows 1000,5000]`, `npm run bench -- remediation [--findings N]`: measures
 * and prints. With --json FILE the figures are written too; those of a whole remediation go to bench/results/ by default.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchEngine, type EngineFigures } from './engine.ts';
import { benchRemediation, budgetsOf, type RemediationFigures } from './remediation.ts';
import { benchVending, type VendingRun } from './vending.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    runs: { type: 'string', default: '5' },
    rows: { type: 'string', default: '1000,5000' },
    findings: { type: 'string', default: '100000' },
  },
});
const runs = Number(values.runs);
const sizes = values.rows.split(',').map(Number);
const findings = Number(values.findings);
const [what] = positionals;
if (
  (what !== 'engine' && what !== 'vending' && what !== 'remediation') ||
  ![runs, findings, ...sizes].every((number) => Number.isInteger(number) && number > 0)
) {
  console.error('usage: npm run bench -- engine [--runs N] [--json FILE]');
  console.error('       npm run bench -- vending [--rows 1000,5000] [--json FILE]');
  console.error('       npm run bench -- remediation [--findings 100000] [--json FILE]');
  process.exit(2);
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`;
if (what === 'engine') {
  console.log(`${machine}; median of ${runs}, fresh processes, full history in memory\n`);
  console.log('workload       transitions   ours/s   peer/s   ratio   MiB   peer MiB');
  const workloads = await benchEngine(root, runs, (figures) => console.log(engineLine(figures)));
  write({ machine, runs, workloads });
} else if (what === 'remediation') {
  console.log(`${machine}; finding-remediation in the sandbox, a fresh process, in memory\n`);
  const figures = await benchRemediation(root, findings);
  printRemediation(figures);
  const whole = join(root, 'bench/results/remediation.json');
  write({ machine, ...figures }, values.json ?? (findings === 100_000 ? whole : undefined));
} else {
  console.log(
    `${machine}; account-vending in the sandbox, fresh processes. Waves of five is what a script does that waits for each five.\n`,
  );
  console.log('rows   on disk   seconds   processor   MiB   virtual hours   list schedule   waves of five   slots idle');
  const batches = await benchVending(root, sizes, (run) => console.log(vendingLine(run)));
  write({ machine, batches });
}

function write(figures: object, file = values.json): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`);
}

function printRemediation(figures: RemediationFigures): void {
  const { findings: all, accounts, seconds, cpuSeconds, rssMb, hours, executions, calls, waitingSeconds } = figures;
  console.log(`${all} findings over ${accounts} accounts: ${executions} executions, ${calls} calls of BatchUpdateFindings`);
  console.log(
    `${seconds.toFixed(0)} s of wall time, ${cpuSeconds.toFixed(0)} s of processor time, ${rssMb.toFixed(0)} MiB at most`,
  );
  console.log(`${hours.toFixed(2)} hours of virtual time; updates waited for ${waitingSeconds.toFixed(0)} s of them\n`);
  for (const { what: budget, measured, met } of budgetsOf(figures)) {
    console.log(`${met ? 'met    ' : 'NOT MET'}  ${budget}: ${measured}`);
    if (!met) process.exitCode = 1;
  }
}

function engineLine({
  name,
  transitions,
  oursPerSecond,
  peerPerSecond,
  ratio,
  rssMb,
  peerRssMb,
  timesBareEvaluation,
}: EngineFigures): string {
  const columns = [
    name.padEnd(14),
    cell(transitions, 11),
    cell(oursPerSecond, 8),
    cell(peerPerSecond, 8),
    cell(ratio, 7),
    cell(rssMb, 5),
    cell(peerRssMb, 10),
  ];
  const bare = timesBareEvaluation === undefined ? '' : `   ${timesBareEvaluation} times the bare evaluation`;
  return columns.join(' ') + bare;
}

function vendingLine(run: VendingRun): string {
  const { rows, durable, seconds, cpuSeconds, rssMb, hours, listScheduleHours, wavesHours, idlePercent } = run;
  return [
    String(rows).padEnd(6),
    (durable ? 'yes' : 'no').padEnd(9),
    seconds.toFixed(1).padStart(7),
    cpuSeconds.toFixed(1).padStart(11),
    rssMb.toFixed(0).padStart(5),
    hours.toFixed(2).padStart(15),
    listScheduleHours.toFixed(2).padStart(15),
    wavesHours.toFixed(2).padStart(15),
    `${idlePercent.toFixed(2)}%`.padStart(12),
  ].join(' ');
}

function cell(value: number | null, width: number): string {
  return (value === null ? '-' : value.toLocaleString('en-US')).padStart(width);
}
