import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { CommandRun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { ExitCode } from '../exit-code.ts';
import { findExecution } from '../find-execution.ts';
import { noteOperation, requireReason } from '../operations.ts';

/** `groundcrew stop <execution>`: aborts a running execution; what it began at AWS goes on and is settled by a later start. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as ConnectionOptions & { reason?: string };
  const reason = requireReason(options.reason, 'stop');
  const connection = await connect(options, terminal);
  try {
    const executionArn = await findExecution(connection, args[0]!);
    const { status, name } = await connection.stepFunctionsOf(executionArn).send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') {
      terminal.note(`${name!} is ${status!} already; nothing was changed`);
      return ExitCode.Done;
    }
    await confirm(terminal, `Type the execution's name to abort it (${name!}): `, name!, options.yes);
    await connection.stepFunctionsOf(executionArn).send(
      new StopExecutionCommand({
        executionArn,
        error: 'Groundcrew.StoppedByOperator',
        cause: reason,
      }),
    );
    await noteOperation(connection, name!, 'stop', reason);
    terminal.out(`${name!} ABORTED`);
    terminal.note('  next: the same start command again resumes what it left');
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
};
