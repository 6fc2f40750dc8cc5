import type { CommandRun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { findExecution } from '../find-execution.ts';
import { follow } from '../follow.ts';
import { readRemediation, refusalToUndo, startUndo } from '../undo-remediation.ts';
import { findingRemediation } from '../workflows/finding-workflows.ts';

/**
 * `groundcrew undo <execution>`: puts back what an execution of finding-remediation changed, from the pre-images that it kept. A resource that
 * somebody changed since is left as it is.
 */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as ConnectionOptions & { dryRun?: boolean; json?: boolean };
  const connection = await connect(options, terminal, findingRemediation.target);
  try {
    const remediation = await readRemediation(connection, await findExecution(connection, args[0]!));
    const { name } = remediation;
    const refusal = refusalToUndo(remediation);
    if (refusal) throw refusal;
    if (!options.dryRun) await confirm(terminal, `Type the execution's name to undo it (${name}): `, name, options.yes);
    const undoing = await startUndo(connection, remediation, options.dryRun === true);
    terminal.note(`undoes ${name} in ${connection.description}`);
    terminal.note(`  execution ${undoing.name}`);
    return await follow(findingRemediation, undoing.executionArn, connection, terminal, options);
  } finally {
    await connection.close();
  }
};
