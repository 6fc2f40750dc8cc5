import type { Json } from '../json.ts';
import { ApiError } from './api-error.ts';
import { parseArn } from './arn.ts';
import { page } from './paging.ts';
import type { PageRequest } from './paging.ts';
import { seconds } from './state-machine.ts';
import type { StateMachines } from './state-machines.ts';

type Output = { [key: string]: Json };

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html */
export function publishVersion(
  machines: StateMachines,
  input: { stateMachineArn: string; revisionId?: string; description?: string },
): Output {
  const machine = machines.find(input.stateMachineArn);
  const current = machine.revision.revisionId ?? 'INITIAL';
  if (input.revisionId !== undefined && input.revisionId !== current) {
    throw new ApiError(
      'ConflictException',
      `Failed to publish the State Machine version for revision ${input.revisionId}. The current State Machine revision is ${current}.`,
    );
  }
  const version = machines.publish(machine, input.description);
  return { stateMachineVersionArn: version.arn, creationDate: seconds(version.creationDate) };
}

/** Newest first. */
export function listVersions(machines: StateMachines, input: PageRequest & { stateMachineArn: string }): Output {
  const machine = machines.find(input.stateMachineArn);
  const newestFirst = [...machine.versions.values()].reverse();
  const { items, nextToken } = page(newestFirst, input, `versions ${machine.arn}`);
  return {
    stateMachineVersions: items.map(({ arn, creationDate }) => ({
      stateMachineVersionArn: arn,
      creationDate: seconds(creationDate),
    })),
    ...(nextToken !== undefined && { nextToken }),
  };
}

/** Deleting what does not exist is no error; what an alias points at cannot be deleted. */
export function deleteVersion(machines: StateMachines, input: { stateMachineVersionArn: string }): Output {
  const arn = input.stateMachineVersionArn;
  const { prefix, name, rest } = parseArn(arn, 'stateMachine');
  const machine = [...machines.all()].find((one) => one.arn === `${prefix}:stateMachine:${name}`);
  if (machine === undefined) return {};
  const aliases = [...machine.aliases.values()].filter(({ routingConfiguration }) =>
    routingConfiguration.some(({ stateMachineVersionArn }) => stateMachineVersionArn === arn),
  );
  if (aliases.length > 0) {
    throw new ApiError(
      'ConflictException',
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${aliases.map((alias) => alias.name).join(', ')}]`,
    );
  }
  machine.versions.delete(Number(rest[0]));
  return {};
}
