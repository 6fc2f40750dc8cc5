import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json.ts';
import { ApiError, constraint, stateMachineMissing } from './api-error.ts';
import { parseArn } from './arn.ts';
import { page } from './paging.ts';
import type { PageRequest } from './paging.ts';
import { seconds } from './state-machine.ts';
import type { Alias, Route, StateMachine } from './state-machine.ts';
import type { StateMachines } from './state-machines.ts';

type Output = { [key: string]: Json };

const missing = (): ApiError => new ApiError('ResourceNotFound', 'Request references a resource that does not exist.');

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
export function createAlias(
  machines: StateMachines,
  input: { name: string; description?: string; routingConfiguration: readonly Route[] },
  now: number,
): Output {
  const machine = checkRoutes(machines, input.routingConfiguration);
  const { name, description, routingConfiguration } = input;
  const existing = machine.aliases.get(name);
  if (existing !== undefined) {
    if (!isDeepStrictEqual([existing.description, existing.routingConfiguration], [description, routingConfiguration])) {
      throw new ApiError(
        'ConflictException',
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      );
    }
    return { stateMachineAliasArn: existing.arn, creationDate: seconds(existing.creationDate) };
  }
  const arn = `${machine.arn}:${name}`;
  machine.aliases.set(name, {
    arn,
    name,
    ...(description !== undefined && { description }),
    routingConfiguration,
    creationDate: now,
    updateDate: now,
  });
  return { stateMachineAliasArn: arn, creationDate: seconds(now) };
}

/** One or two versions of one machine, whose weights make 100. */
function checkRoutes(machines: StateMachines, routes: readonly Route[]): StateMachine {
  const refuse = (text: string): ApiError => new ApiError('ValidationException', text);
  if (routes.length < 1 || routes.length > 2) {
    const shown = routes.map(
      (route) => `RoutingConfigurationListItem(stateMachineVersionArn=${route.stateMachineVersionArn}, weight=${route.weight})`,
    );
    const rule = routes.length < 1 ? 'greater than or equal to 1' : 'less than or equal to 2';
    throw constraint(`[${shown.join(', ')}]`, 'routingConfiguration', `Member must have length ${rule}`);
  }
  const weights = routes.map(({ weight }) => weight);
  for (const [index, weight] of weights.entries()) {
    const member = `routingConfiguration.${index + 1}.member.weight`;
    if (weight > 100) throw constraint(String(weight), member, 'Member must have value less than or equal to 100');
    if (weight < 0) throw constraint(String(weight), member, 'Member must have value greater than or equal to 0');
  }
  const arns = routes.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
  const received = `Received: [${arns.join(', ')}]`;
  if (arns.some((arn) => parseArn(arn, 'stateMachine').rest.length !== 1)) {
    throw refuse(`Routing configuration must contain state machine version ARNs. ${received}`);
  }
  if (new Set(arns).size !== arns.length)
    throw refuse(`Routing configuration must contain distinct state machine version ARNs. ${received}`);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    throw refuse(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`);
  }
  const found = arns.map((arn) => machines.resolve(arn).machine);
  const [machine] = found;
  if (machine === undefined || found.some((one) => one !== machine)) {
    throw refuse(`Routing configuration must contain versions of the same state machine. ${received}`);
  }
  return machine;
}

function find(machines: StateMachines, arn: string): { machine: StateMachine; alias: Alias | undefined } {
  const { prefix, name, rest } = parseArn(arn, 'stateMachine');
  const machine = [...machines.all()].find((one) => one.arn === `${prefix}:stateMachine:${name}`);
  if (machine === undefined) throw stateMachineMissing(arn);
  return { machine, alias: machine.aliases.get(rest[0] ?? '') };
}

export function describeAlias(machines: StateMachines, input: { stateMachineAliasArn: string }): Output {
  const { alias } = find(machines, input.stateMachineAliasArn);
  if (alias === undefined) throw missing();
  const { arn, name, description, routingConfiguration, creationDate, updateDate } = alias;
  return {
    stateMachineAliasArn: arn,
    name,
    ...(description !== undefined && { description }),
    routingConfiguration: routingConfiguration.map((route) => ({ ...route })),
    creationDate: seconds(creationDate),
    updateDate: seconds(updateDate),
  };
}

export function updateAlias(
  machines: StateMachines,
  input: { stateMachineAliasArn: string; description?: string; routingConfiguration?: readonly Route[] },
  now: number,
): Output {
  const { machine, alias } = find(machines, input.stateMachineAliasArn);
  if (alias === undefined) throw missing();
  const { description, routingConfiguration } = input;
  if (routingConfiguration !== undefined) checkRoutes(machines, routingConfiguration);
  machine.aliases.set(alias.name, {
    ...alias,
    ...(description !== undefined && { description }),
    ...(routingConfiguration !== undefined && { routingConfiguration }),
    updateDate: now,
  });
  return { updateDate: seconds(now) };
}

/** Deleting what does not exist is no error. */
export function deleteAlias(machines: StateMachines, input: { stateMachineAliasArn: string }): Output {
  const { machine, alias } = find(machines, input.stateMachineAliasArn);
  if (alias !== undefined) machine.aliases.delete(alias.name);
  return {};
}

/** Of a machine, or with a version's ARN those that route to it. */
export function listAliases(machines: StateMachines, input: PageRequest & { stateMachineArn: string }): Output {
  const { machine, version } = machines.resolve(input.stateMachineArn);
  const routesTo = ({ routingConfiguration }: Alias): boolean =>
    version === undefined || routingConfiguration.some(({ stateMachineVersionArn }) => stateMachineVersionArn === version.arn);
  const { items, nextToken } = page([...machine.aliases.values()].filter(routesTo), input, `aliases ${machine.arn}`);
  return {
    stateMachineAliases: items.map(({ arn, creationDate }) => ({
      stateMachineAliasArn: arn,
      creationDate: seconds(creationDate),
    })),
    ...(nextToken !== undefined && { nextToken }),
  };
}

/** The version that an execution started by the alias runs; `draw` is uniform in [0, 1). */
export function routedVersion(alias: Alias, draw: number): string {
  let below = 0;
  for (const { stateMachineVersionArn, weight } of alias.routingConfiguration) {
    below += weight;
    if (draw * 100 < below) return stateMachineVersionArn;
  }
  return alias.routingConfiguration.at(-1)?.stateMachineVersionArn ?? alias.arn;
}
