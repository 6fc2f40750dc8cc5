import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { CommandRun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { UsageError } from '../errors.ts';
import { findExecution } from '../find-execution.ts';
import { follow } from '../follow.ts';
import { findingRemediation } from '../workflows/finding-workflows.ts';
import { parseJson } from '../workflows/parse-json.ts';

const remediationInput = z.looseObject({ batch: z.string(), undo: z.string().optional() });

/**
 * `groundcrew undo <execution>`: puts back what an execution of finding-remediation changed, from the pre-images that it kept. A resource that
 * somebody changed since is left as it is.
 */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as ConnectionOptions & { dryRun?: boolean; json?: boolean };
  const connection = await connect(options, terminal, findingRemediation.target);
  try {
    const undone = await findExecution(connection, args[0]!);
    const stepFunctions = connection.stepFunctionsOf(undone);
    const { stateMachineArn, name, status, input } = await stepFunctions.send(
      new DescribeExecutionCommand({ executionArn: undone }),
    );
    const parsed = remediationInput.safeParse(parseJson(input));
    if (!stateMachineArn!.endsWith('finding-remediation') || !parsed.success || parsed.data.undo !== undefined) {
      throw new UsageError(`${name!} is no remediation: only executions of finding-remediation can be undone`);
    }
    if (status === 'RUNNING')
      throw new UsageError(`${name!} is still running`, `groundcrew stop ${name!} --reason TEXT, then undo it`);
    if (!options.dryRun) await confirm(terminal, `Type the execution's name to undo it (${name!}): `, name!, options.yes);
    const { batch } = parsed.data;
    const undoing = `undo-${createHash('sha256').update(`${batch} ${connection.now()}`).digest('hex').slice(0, 16)}`;
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn,
        name: undoing,
        input: JSON.stringify({ batch: undoing, undo: batch, ...(options.dryRun ? { dryRun: true } : {}) }),
      }),
    );
    terminal.note(`undoes ${name!} in ${connection.description}`);
    terminal.note(`  execution ${undoing}`);
    return await follow(findingRemediation, executionArn!, connection, terminal, options);
  } finally {
    await connection.close();
  }
};
