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

/** Regions given with `--second-region`, besides the machine's own. */
export function regionList(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((region) => region.trim());
}
