import type { CommandRun } from '../../command.ts';
import { connect } from '../../connect.ts';
import type { ConnectionOptions } from '../../connection-options.ts';
import { readResidue } from '../../drill/artefacts.ts';
import { drillMachine, secondRegions } from '../../drill/drill-machines.ts';
import { residueLines } from '../../drill/residue-lines.ts';
import { ExitCode } from '../../exit-code.ts';
import { singleLine } from '../../format/table.ts';

/** `groundcrew drill residue`: what there is of any drill in the organization. It changes nothing. */
export const run: CommandRun = async ({ options: given }, terminal) => {
  const options = given as ConnectionOptions & { json?: boolean };
  const connection = await connect(options, terminal);
  try {
    const place = await drillMachine(connection, 'drill-janitor');
    const { drills, ledger } = await readResidue(connection, place, await secondRegions(connection));
    const left = drills.filter(({ underWay }) => !underWay);
    if (options.json) {
      const frozen = ledger.frozen ?? null;
      terminal.out(JSON.stringify({ schemaVersion: 1, leftOver: left.length, frozen, drills }, null, 2));
    } else {
      for (const drill of drills) for (const line of residueLines(drill)) terminal.out(line);
      const all =
        drills.length === 0 ? 'nothing of any drill is there' : `${left.length} of ${drills.length} drills left something over`;
      terminal.note(all);
      if (ledger.frozen !== undefined) terminal.note(`  drills are frozen: ${singleLine(ledger.frozen)}`);
      if (left.length > 0) terminal.note(`  next: groundcrew drill abort ${left[0]!.drillId}`);
    }
    return left.length === 0 ? ExitCode.Done : ExitCode.VerificationFailed;
  } finally {
    await connection.close();
  }
};
