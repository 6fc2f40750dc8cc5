import type { CommandRun } from '../../command.ts';
import { connect } from '../../connect.ts';
import type { ConnectionOptions } from '../../connection-options.ts';
import { drillMachine } from '../../drill/drill-machines.ts';
import { setFreeze } from '../../drill/ledger-drills.ts';
import { UsageError } from '../../errors.ts';
import { ExitCode } from '../../exit-code.ts';
import { requireReason } from '../../operations.ts';

/** `groundcrew drill freeze`: no drill begins, and an armed one ends itself, until the freeze is lifted. */
export const run: CommandRun = async ({ options: given }, terminal) => {
  const options = given as ConnectionOptions & { reason?: string; lift?: boolean };
  if (options.lift && options.reason !== undefined) throw new UsageError('--lift takes no reason');
  const reason = options.lift ? undefined : requireReason(options.reason, 'drill freeze');
  const connection = await connect(options, terminal);
  try {
    await setFreeze(connection, await drillMachine(connection, 'dr-drill'), reason, connection.caller);
    terminal.out(reason === undefined ? 'drills may run again' : `drills are frozen: ${reason}`);
    if (reason !== undefined) terminal.note('  next: groundcrew drill freeze --lift');
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
};
