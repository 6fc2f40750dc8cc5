import { DescribeExecutionCommand, RedriveExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { CommandRun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { findExecution } from '../find-execution.ts';
import { follow } from '../follow.ts';
import { noteOperation, requireReason } from '../operations.ts';
import { workflowOf } from '../workflows/workflow-of.ts';

interface RedriveOptions extends ConnectionOptions {
  readonly reason?: string;
  readonly json?: boolean;
  readonly approveAs?: readonly string[];
}

/** `groundcrew redrive <execution>`: lets one that failed go on from where it failed, and shows how it goes on. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as RedriveOptions;
  const reason = requireReason(options.reason, 'redrive');
  const connection = await connect(options, terminal);
  try {
    const executionArn = await findExecution(connection, args[0]!);
    const stepFunctions = connection.stepFunctionsOf(executionArn);
    const { name, status, redriveStatus, redriveStatusReason } = await stepFunctions.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    if (redriveStatus !== 'REDRIVABLE') {
      throw new CliError(
        `${name!} is ${status!} and cannot be redriven${redriveStatusReason === undefined ? '' : `: ${redriveStatusReason}`}`,
        ExitCode.InvalidInput,
        status === 'RUNNING' ? `groundcrew show ${name!}` : 'start the same input again: what is done is not done twice',
      );
    }
    await confirm(terminal, `Type the execution's name to redrive it (${name!}): `, name!, options.yes);
    await redrive(stepFunctions, executionArn);
    await noteOperation(connection, name!, 'redrive', reason);
    const workflow = await workflowOf(connection, executionArn);
    return await follow(workflow, executionArn, connection, terminal, options);
  } finally {
    await connection.close();
  }
};

async function redrive(stepFunctions: SFNClient, executionArn: string): Promise<void> {
  try {
    await stepFunctions.send(new RedriveExecutionCommand({ executionArn }));
  } catch (error) {
    if ((error as Error).name !== 'ExecutionNotRedrivable') throw error;
    throw new CliError(
      (error as Error).message,
      ExitCode.InvalidInput,
      'start the same input again: what is done is not done twice',
    );
  }
}
