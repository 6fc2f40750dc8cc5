import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { NotFoundError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { describeExecution, isExpress } from '../read-execution.ts';
import { findExecution } from '../find-execution.ts';
import { formatDuration } from '../format/duration.ts';
import { singleLine } from '../format/table.ts';
import { nextStep } from '../next-step.ts';
import { workflowNameOf } from '../workflows/machine.ts';
import { workflows } from '../workflows/workflows.ts';

/** `groundcrew show <execution>`: what ran, when, and how it ended. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as ConnectionOptions & { json?: boolean };
  const connection = await connect(options, terminal);
  try {
    const executionArn = await findExecution(connection, args[0]!);
    if (isExpress(executionArn))
      throw new NotFoundError(
        'Step Functions keeps nothing of an Express execution',
        'where its machine logs at level ALL, its events are in CloudWatch Logs',
      );
    const execution = await describeExecution(connection.stepFunctionsOf(executionArn), executionArn);
    const workflow = workflowNameOf(
      execution.stateMachineArn!.split(':')[6]!,
      workflows.map(({ name: known }) => known),
    );
    const { name, status, startDate, stopDate, error, cause } = execution;
    if (options.json) {
      const { input, output } = execution;
      const document = { schemaVersion: 1, workflow, execution: name, executionArn, status, startDate, stopDate, error, cause };
      terminal.out(JSON.stringify({ ...document, input: parsed(input), output: parsed(output) }, null, 2));
      return ExitCode.Done;
    }
    const { bold } = terminal.outColors;
    const lines: [string, string | undefined][] = [
      ['workflow', workflow],
      ['status', status],
      ['started', startDate?.toISOString()],
      ['stopped', stopDate?.toISOString()],
      ['duration', stopDate && startDate ? formatDuration(stopDate.getTime() - startDate.getTime()) : undefined],
      ['error', error],
      ['cause', cause === undefined ? undefined : singleLine(cause)],
      ['files', connection.where === 'local' ? connection.executionFolder(name!) : undefined],
      ['next', nextStep(status!, name!)],
    ];
    terminal.out(bold(name!));
    for (const [label, value] of lines) if (value) terminal.out(`  ${label.padEnd(9)} ${value}`);
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
};

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
