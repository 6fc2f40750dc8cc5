/** Starts a workflow from the console's form: the same preparation as `groundcrew start`. */
import type { Connection } from '../connection.ts';
import { listStateMachines } from '../find-execution.ts';
import { startOnce } from '../start-once.ts';
import { findMachine } from '../workflows/machine.ts';
import type { InputFile, Workflow } from '../workflows/workflow.ts';

/**
 * Returns the execution's ARN.
 * @throws CliError with everything wrong with the input; nothing is started then.
 */
export async function startExecution(
  connection: Connection,
  workflow: Workflow,
  file: InputFile,
  dryRun: boolean,
): Promise<string> {
  const machine = findMachine(await listStateMachines(connection.stepFunctions), workflow.name);
  if (!machine) throw new Error(`no state machine is called ${workflow.name} in ${connection.description}`);
  const prepared = await workflow.prepare(file, { dryRun, allOrNothing: false }, connection);
  return startOnce(connection.stepFunctions, machine.arn, undefined, prepared.nameStem, JSON.stringify(prepared.input));
}
