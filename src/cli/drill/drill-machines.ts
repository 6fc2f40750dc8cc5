import type { Connection } from '../connection.ts';
import { NotFoundError } from '../errors.ts';
import { listStateMachines } from '../find-execution.ts';
import { findMachine } from '../workflows/machine.ts';

/**
 * ARN of a machine of drills, by its workflow's name.
 * @throws NotFoundError when it is not deployed here.
 */
export async function drillMachine(connection: Connection, name: string): Promise<string> {
  const machine = findMachine(await listStateMachines(connection.stepFunctions), name);
  if (machine) return machine.arn;
  throw new NotFoundError(
    `no state machine is called ${name} in ${connection.description}`,
    'drills are in the target management: docs/operating/deploy.md',
  );
}

/** Regions in which drills have schedules besides the machine's own. */
export async function secondRegions(connection: Connection): Promise<string[]> {
  const region = await connection.output('DrillSecondRegion');
  return region === 'none' ? [] : [region];
}
