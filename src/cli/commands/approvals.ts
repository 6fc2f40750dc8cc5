import { waitingApprovals } from '../approvals.ts';
import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { ExitCode } from '../exit-code.ts';
import { expiresIn, peopleText } from '../format/approval.ts';
import { formatTable } from '../format/table.ts';

/** `groundcrew approvals`: what waits for a person. */
export const run: CommandRun = async ({ options: given }, terminal) => {
  const options = given as ConnectionOptions & { json?: boolean };
  const connection = await connect(options, terminal);
  try {
    const waiting = await waitingApprovals(connection);
    if (options.json) {
      const approvals = waiting.map(({ at: _at, ...approval }) => approval);
      terminal.out(JSON.stringify({ schemaVersion: 1, approvals }, null, 2));
      return ExitCode.Done;
    }
    if (waiting.length === 0) {
      terminal.out('nothing waits for an approval');
      return ExitCode.Done;
    }
    const rows = waiting.map((approval) => [
      approval.startedIn.split(':').at(-1)!,
      `${approval.workflow}: ${approval.action}`,
      approval.allows.length === 1 ? approval.allows[0]! : `${approval.allows[0]!} and ${approval.allows.length - 1} more`,
      approval.requester ?? 'not known yet',
      peopleText(approval.people, approval.approvals),
      expiresIn(approval, connection.now()),
    ]);
    const columns = terminal.interactive ? terminal.columns : 200;
    terminal.out(formatTable(['EXECUTION', 'ASKS', 'ALLOWS', 'REQUESTER', 'PEOPLE', 'EXPIRES IN'], rows, columns));
    terminal.note(`  next: groundcrew approve <execution>${options.aws ? ' --aws' : ' --as NAME'} --reason TEXT`);
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
};
