import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { ExitCode } from '../exit-code.ts';
import { listExecutions, listStateMachines } from '../find-execution.ts';
import { formatTable } from '../format/table.ts';
import { formatDuration } from '../format/duration.ts';
import { findMachine } from '../workflows/machine.ts';
import { workflows } from '../workflows/workflows.ts';

/** How many executions of each workflow are listed, the newest first. */
const executionsShown = 10;

/** `groundcrew list`: the workflows, and their newest executions. */
export const run: CommandRun = async ({ options: given }, terminal) => {
  const options = given as ConnectionOptions & { json?: boolean };
  const connection = await connect(options, terminal);
  try {
    const places = await Promise.all(connection.everywhere.map(listStateMachines));
    const deployed = places.flatMap((machines) =>
      workflows.flatMap((workflow) => {
        const machine = findMachine(machines, workflow.name);
        return machine ? [{ ...workflow, arn: machine.arn }] : [];
      }),
    );
    const executions = (
      await Promise.all(
        deployed.map(async ({ name, arn }) =>
          (await listExecutions(connection.stepFunctionsOf(arn), arn, executionsShown)).map((execution) => ({
            workflow: name,
            execution: execution.name!,
            status: execution.status!,
            startDate: execution.startDate!,
            stopDate: execution.stopDate,
          })),
        ),
      )
    ).flat();
    if (options.json) {
      terminal.out(
        JSON.stringify(
          {
            schemaVersion: 1,
            workflows: workflows.map(({ name, purpose }) => ({
              name,
              purpose,
              deployed: deployed.some((one) => one.name === name),
            })),
            executions,
          },
          null,
          2,
        ),
      );
      return ExitCode.Done;
    }
    const columns = terminal.interactive ? terminal.columns : 160;
    terminal.out(
      formatTable(
        ['WORKFLOW', 'PURPOSE'],
        workflows.map(({ name, purpose }) => [name, purpose]),
        columns,
      ),
    );
    terminal.out('');
    if (executions.length === 0) {
      terminal.out('No executions yet. Start one: groundcrew start account-vending --input examples/accounts.csv');
      return ExitCode.Done;
    }
    const rows = executions.map(({ workflow, execution, status, startDate, stopDate }) => [
      execution,
      workflow,
      status,
      startDate.toISOString().slice(0, 16).replace('T', ' '),
      stopDate ? formatDuration(stopDate.getTime() - startDate.getTime()) : 'running',
    ]);
    terminal.out(formatTable(['EXECUTION', 'WORKFLOW', 'STATUS', 'STARTED (UTC)', 'DURATION'], rows, columns));
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
};
