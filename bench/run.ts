/** `npm run bench -- engine [--runs N] [--json FILE]`: measures and prints; with --json the figures are written too. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchEngine, type EngineFigures } from './engine.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, runs: { type: 'string', default: '5' } },
});
const runs = Number(values.runs);
if (positionals[0] !== 'engine' || !Number.isInteger(runs) || runs < 1) {
  console.error('usage: npm run bench -- engine [--runs N] [--json FILE]');
  process.exit(2);
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`;
console.log(`${machine}; median of ${runs}, fresh processes, full history in memory\n`);
console.log('workload       transitions   ours/s   peer/s   ratio   MiB   peer MiB');
const workloads = await benchEngine(root, runs, (figures) => console.log(line(figures)));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, runs, workloads }, undefined, 2)}\n`);

function line({
  name,
  transitions,
  oursPerSecond,
  peerPerSecond,
  ratio,
  rssMb,
  peerRssMb,
  timesBareEvaluation,
}: EngineFigures): string {
  const cell = (value: number | null, width: number): string =>
    (value === null ? '-' : value.toLocaleString('en-US')).padStart(width);
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
