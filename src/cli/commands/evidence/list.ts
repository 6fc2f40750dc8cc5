import { resolve } from 'node:path';
import type { CommandRun } from '../../command.ts';
import { keptBundles } from '../../evidence/evidence-folder.ts';
import { ExitCode } from '../../exit-code.ts';
import { formatTable } from '../../format/table.ts';

/** `groundcrew evidence list`: the bundles of a folder, oldest first. */
export const run: CommandRun = async ({ options }, terminal) => {
  const folder = resolve(typeof options['output'] === 'string' ? options['output'] : 'evidence');
  const bundles = keptBundles(folder).sort((one, other) => (one.manifest.capturedAt < other.manifest.capturedAt ? -1 : 1));
  if (options['json']) {
    terminal.out(JSON.stringify({ schemaVersion: 1, bundles }, null, 2));
    return ExitCode.Done;
  }
  if (bundles.length === 0) {
    terminal.out(`No bundles in ${folder}. Make one: groundcrew evidence create latest`);
    return ExitCode.Done;
  }
  const rows = bundles.map(({ manifest, manifestSha256 }) => [
    manifest.id,
    manifest.kind === 'execution' ? manifest.status : 'nothing ran',
    manifest.kind === 'execution' ? manifest.completeness.verdict : '-',
    manifest.simulated ? 'simulation' : 'AWS',
    manifest.capturedAt.slice(0, 16).replace('T', ' '),
    manifestSha256.slice(0, 16),
  ]);
  const columns = terminal.interactive ? terminal.columns : 160;
  terminal.out(formatTable(['BUNDLE', 'STATUS', 'COMPLETE', 'SOURCE', 'CAPTURED (UTC)', 'MANIFEST'], rows, columns));
  return ExitCode.Done;
};
