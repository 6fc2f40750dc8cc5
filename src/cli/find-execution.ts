import { ListExecutionsCommand, ListStateMachinesCommand, type ExecutionListItem, type SFNClient } from '@aws-sdk/client-sfn';
import type { Connection } from './connection.ts';
import { NotFoundError } from './errors.ts';
import { findMachine } from './workflows/machine.ts';
import { workflows } from './workflows/workflows.ts';

/** Every state machine of the account and Region: name and ARN. */
export async function listStateMachines(stepFunctions: SFNClient): Promise<{ name: string; arn: string }[]> {
  const machines: { name: string; arn: string }[] = [];
  let nextToken: string | undefined;
  do {
    const page = await stepFunctions.send(new ListStateMachinesCommand({ maxResults: 1000, nextToken }));
    for (const { name, stateMachineArn } of page.stateMachines ?? []) machines.push({ name: name!, arn: stateMachineArn! });
    nextToken = page.nextToken;
  } while (nextToken);
  return machines;
}

/** Executions of a machine, newest first, at most `most`. */
export async function listExecutions(
  stepFunctions: SFNClient,
  stateMachineArn: string,
  most: number,
): Promise<ExecutionListItem[]> {
  const executions: ExecutionListItem[] = [];
  let nextToken: string | undefined;
  do {
    const page = await stepFunctions.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: Math.min(most, 1000), nextToken }),
    );
    executions.push(...(page.executions ?? []));
    nextToken = page.nextToken;
  } while (nextToken && executions.length < most);
  return executions.slice(0, most);
}

/**
 * ARN of the execution that a person named: an ARN, a name, or `latest`.
 * @throws NotFoundError with the names that come nearest.
 */
export async function findExecution({ everywhere }: Pick<Connection, 'everywhere'>, reference: string): Promise<string> {
  if (reference.startsWith('arn:')) return reference;
  const places = await Promise.all(
    everywhere.map(async (stepFunctions) => ({ stepFunctions, machines: await listStateMachines(stepFunctions) })),
  );
  const lists = await Promise.all(
    places.flatMap(({ stepFunctions, machines }) => machines.map(({ arn }) => listExecutions(stepFunctions, arn, 1000))),
  );
  const executions = lists.flat().sort((a, b) => (b.startDate?.getTime() ?? 0) - (a.startDate?.getTime() ?? 0));
  // The newest that a person started: children of a batch start later, but belong to it.
  const topLevel = new Set(places.flatMap(({ machines }) => workflows.map(({ name }) => findMachine(machines, name)?.arn)));
  const found = executions.find(({ name, stateMachineArn }) =>
    reference === 'latest' ? topLevel.has(stateMachineArn!) : name === reference,
  );
  if (found) return found.executionArn!;
  const near = executions.map(({ name }) => name!).filter((name) => name.includes(reference) || reference.includes(name));
  throw new NotFoundError(
    executions.length === 0
      ? `there is no execution yet, so none is called "${reference}"`
      : `no execution is called "${reference}"`,
    near.length > 0 ? `did you mean ${near.slice(0, 3).join(' or ')}?` : 'groundcrew list shows the executions',
  );
}
