import type { CommandRun } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { connect } from '../../connect.ts';
import type { ConnectionOptions } from '../../connection-options.ts';
import { abortDrill, meantDrill, type Aborted } from '../../drill/abort-drill.ts';
import { readResidue } from '../../drill/artefacts.ts';
import { drillMachine, secondRegions } from '../../drill/drill-machines.ts';
import { residueLines } from '../../drill/residue-lines.ts';
import { ExitCode } from '../../exit-code.ts';
import type { Terminal } from '../../terminal.ts';

interface AbortOptions extends ConnectionOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

/**
 * `groundcrew drill abort <drill>`: stops the drill's execution if it runs, lets the janitor take everything away, and looks whether anything
 * is left. It can be repeated, and needs neither the execution nor the ledger's entry.
 */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as AbortOptions;
  const connection = await connect(options, terminal);
  try {
    const janitor = await drillMachine(connection, 'drill-janitor');
    const regions = await secondRegions(connection);
    const drill = await meantDrill(args[0]!, await readResidue(connection, janitor, regions), connection);
    await confirm(terminal, `Type the drill's id to end it (${drill.drillId}): `, drill.drillId, options.yes);
    const note = (text: string): void => terminal.note(text);
    const aborted = await abortDrill(drill, { connection, janitor, regions, reason: options.reason, note });
    print(aborted, options.json ?? false, terminal);
    return aborted.left === undefined ? ExitCode.Done : ExitCode.VerificationFailed;
  } finally {
    await connection.close();
  }
};

function print({ drill, execution: status, janitor, left }: Aborted, json: boolean, terminal: Terminal): void {
  const { drillId } = drill;
  if (json) {
    const execution = { arn: drill.executionArn ?? null, status };
    terminal.out(JSON.stringify({ schemaVersion: 1, drillId, execution, janitor, left: left?.artefacts ?? [] }, null, 2));
    return;
  }
  terminal.out(`drill ${drillId} ${left === undefined ? 'ended: nothing of it is left' : 'is not gone'}`);
  terminal.out(`  execution ${status}`);
  terminal.out(`  janitor   ${janitor.status} (${janitor.name})`);
  if (janitor.verdict !== undefined) terminal.out(`  verdict   ${janitor.verdict}`);
  if (janitor.report !== undefined) terminal.out(`  report    ${janitor.report}`);
  if (left === undefined) return;
  for (const line of residueLines(left)) terminal.out(line);
  terminal.note('  next: the same command again; docs/operating/drill-runbook.md ends a drill by hand');
}
