/** Executions of the workflows, newest first. */
import type { Connection } from '../connection.ts';
import { listExecutions, listStateMachines } from '../find-execution.ts';
import { findMachine } from '../workflows/machine.ts';
import { workflows } from '../workflows/workflows.ts';

export interface Execution {
  readonly arn: string;
  readonly workflow: string;
  readonly status: string;
  readonly startDate: Date;
  readonly stopDate?: Date;
}

/** At most `most` of each workflow in each account and Region. */
export async function recentExecutions(connection: Connection, most: number): Promise<Execution[]> {
  const lists = await Promise.all(
    connection.everywhere.map(async (client) => {
      const machines = await listStateMachines(client);
      return Promise.all(
        workflows.map(async ({ name }) => {
          const machine = findMachine(machines, name);
          const found = machine ? await listExecutions(client, machine.arn, most) : [];
          return found.map(({ executionArn, status, startDate, stopDate }) => ({
            ...{ arn: executionArn!, workflow: name, status: status!, startDate: startDate! },
            ...(stopDate ? { stopDate } : {}),
          }));
        }),
      );
    }),
  );
  return lists.flat(2).sort((one, other) => other.startDate.getTime() - one.startDate.getTime());
}
