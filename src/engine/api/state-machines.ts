import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json.ts';
import { definitionErrorText } from '../validation/diagnostic.ts';
import { validateDefinition } from '../validation/validate-definition.ts';
import { ApiError, stateMachineMissing } from './api-error.ts';
import { parseArn } from './arn.ts';
import { checkName } from './names.ts';
import { page } from './paging.ts';
import type { PageRequest } from './paging.ts';
import { AWS_OWNED_KEY, seconds } from './state-machine.ts';
import type { LoggingConfiguration, MachineType, Revision, StateMachine, Version } from './state-machine.ts';
import { variableReferences } from './variable-references.ts';

/** What the metadata of state machines needs from outside. */
export interface StateMachinesOptions {
  /** `arn:aws:states:<region>:<account>`. */
  readonly arnPrefix: string;
  readonly now: () => number;
  readonly uuid: () => string;
  /** Whether a log group exists; all do when absent. */
  readonly logGroupExists?: (arn: string) => boolean;
}

export interface CreateStateMachineInput {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: MachineType;
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tracingConfiguration?: { readonly enabled: boolean };
  readonly tags?: readonly { key: string; value: string }[];
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

export interface UpdateStateMachineInput {
  readonly stateMachineArn: string;
  readonly definition?: string;
  readonly roleArn?: string;
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tracingConfiguration?: { readonly enabled: boolean };
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

/** State machines and their versions: what CreateStateMachine and its kind read and write. Executions are the engine's. */
export class StateMachines {
  private readonly machines = new Map<string, StateMachine>();
  private readonly options: StateMachinesOptions;

  constructor(options: StateMachinesOptions) {
    this.options = options;
  }

  /** Creates a machine; the same call again gives the same answer. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
  create(input: CreateStateMachineInput): { stateMachineArn: string; creationDate: number; stateMachineVersionArn?: string } {
    const { name, type = 'STANDARD', tags = [] } = input;
    checkName(name);
    checkVersionDescription(input);
    const revision = this.revision(input, type);
    const arn = `${this.options.arnPrefix}:stateMachine:${name}`;
    const existing = this.machines.get(arn);
    if (existing !== undefined) {
      const same = existing.type === type && sameRevision(existing.revision, revision);
      if (!same) throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      return { stateMachineArn: arn, creationDate: seconds(existing.creationDate) };
    }
    const now = this.options.now();
    const machine: StateMachine = {
      arn,
      name,
      type,
      creationDate: now,
      updateDate: now,
      revision,
      tags: new Map(tags.map(({ key, value }) => [key, value])),
      versions: new Map(),
      lastVersion: 0,
      aliases: new Map(),
    };
    this.machines.set(arn, machine);
    const version = input.publish === true ? this.publish(machine, input.versionDescription) : undefined;
    return { stateMachineArn: arn, creationDate: seconds(now), ...(version && { stateMachineVersionArn: version.arn }) };
  }

  private revision(input: CreateStateMachineInput, type: MachineType): Revision {
    const loggingConfiguration = this.logging(input.loggingConfiguration);
    checkDefinition(input.definition, type);
    const { definition, roleArn, tracingConfiguration = { enabled: false } } = input;
    return { definition, roleArn, loggingConfiguration, tracingConfiguration };
  }

  /** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html */
  update(input: UpdateStateMachineInput): { updateDate: number; revisionId?: string; stateMachineVersionArn?: string } {
    const machine = this.find(input.stateMachineArn);
    checkVersionDescription(input);
    const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
    if ([definition, roleArn, loggingConfiguration, tracingConfiguration].every((member) => member == null)) {
      throw new ApiError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    if (definition != null) checkDefinition(definition, machine.type);
    const { revisionId, ...current } = machine.revision;
    const wanted: Revision = {
      definition: definition ?? current.definition,
      roleArn: roleArn ?? current.roleArn,
      loggingConfiguration: loggingConfiguration == null ? current.loggingConfiguration : this.logging(loggingConfiguration),
      tracingConfiguration: tracingConfiguration ?? current.tracingConfiguration,
    };
    const changed = !sameRevision(current, wanted);
    if (changed) machine.revision = { ...wanted, revisionId: this.options.uuid() };
    machine.updateDate = this.options.now();
    const version = input.publish === true ? this.publish(machine, input.versionDescription) : undefined;
    const id = changed ? machine.revision.revisionId : revisionId;
    return {
      updateDate: seconds(machine.updateDate),
      ...(id !== undefined && { revisionId: id }),
      ...(version && { stateMachineVersionArn: version.arn }),
    };
  }

  /** Publishes the current revision; a revision that is the newest version already is not published twice. */
  publish(machine: StateMachine, description?: string): Version {
    const newest = machine.versions.get(machine.lastVersion);
    if (newest !== undefined && newest.revision === machine.revision) return newest;
    machine.lastVersion += 1;
    const number = machine.lastVersion;
    const version: Version = {
      arn: `${machine.arn}:${number}`,
      number,
      creationDate: this.options.now(),
      ...(description !== undefined && { description }),
      revision: machine.revision,
    };
    machine.versions.set(number, version);
    return version;
  }

  /** By machine or version ARN. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
  describe(arn: string): { [key: string]: Json } {
    const { machine, version } = this.resolve(arn);
    const revision = version?.revision ?? machine.revision;
    return {
      ...describeRevision(revision),
      stateMachineArn: version?.arn ?? machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      type: machine.type,
      creationDate: seconds(version?.creationDate ?? machine.creationDate),
      ...(version?.description !== undefined && { description: version.description }),
    };
  }

  list(request: PageRequest): { [key: string]: Json } {
    const { items, nextToken } = page([...this.machines.values()], request, 'stateMachines');
    return {
      stateMachines: items.map(({ arn, name, type, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate: seconds(creationDate),
      })),
      ...(nextToken !== undefined && { nextToken }),
    };
  }

  /** Deleting what does not exist is no error. */
  delete(arn: string): void {
    const { rest } = parseArn(arn, 'stateMachine');
    if (rest.length === 0) this.machines.delete(arn);
  }

  /** The machine of exactly this ARN; throws StateMachineDoesNotExist, also for ARNs of versions. */
  find(arn: string): StateMachine {
    parseArn(arn, 'stateMachine');
    const machine = this.machines.get(arn);
    if (machine === undefined) throw stateMachineMissing(arn);
    return machine;
  }

  /** The machine, and where the ARN names one the version, of a machine or version ARN. */
  resolve(arn: string): { machine: StateMachine; version?: Version } {
    const { prefix, name, rest } = parseArn(arn, 'stateMachine');
    const machine = this.machines.get(`${prefix}:stateMachine:${name}`);
    if (machine === undefined || rest.length > 1) throw stateMachineMissing(arn);
    if (rest.length === 0) return { machine };
    const version = machine.versions.get(Number(rest[0]));
    if (version === undefined) throw stateMachineMissing(arn);
    return { machine, version };
  }

  all(): IterableIterator<StateMachine> {
    return this.machines.values();
  }

  private logging(given: LoggingConfiguration | undefined): LoggingConfiguration {
    const { level = 'OFF', includeExecutionData = false, destinations = [] } = given ?? {};
    if (level !== 'OFF' && destinations.length !== 1) {
      throw new ApiError(
        'InvalidLoggingConfiguration',
        'Invalid Logging Configuration: Must specify exactly one Log Destination.',
      );
    }
    const group = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn;
    if (group !== undefined && this.options.logGroupExists?.(group) === false) {
      throw new ApiError('InvalidLoggingConfiguration', 'Invalid Logging Configuration: Log Destination not found.');
    }
    return { level, includeExecutionData, ...(given?.destinations !== undefined && { destinations }) };
  }
}

function checkVersionDescription({ publish, versionDescription }: { publish?: boolean; versionDescription?: string }): void {
  if (publish !== true && versionDescription !== undefined)
    throw new ApiError('ValidationException', 'Version description can only be set when publish is true');
}

/** Definitions that were found to be valid: organizations that are opened one after another have the same machines. */
const valid = new Set<string>();
const mostValid = 200;

function checkDefinition(definition: string, type: MachineType): void {
  const key = `${type} ${definition}`;
  if (valid.has(key)) return;
  const errors = validateDefinition(definition, type).filter(({ severity }) => severity === 'ERROR');
  if (errors.length > 0) throw new ApiError('InvalidDefinition', definitionErrorText(errors));
  if (valid.size >= mostValid) valid.clear();
  valid.add(key);
}

/** Members that DescribeStateMachine and DescribeStateMachineForExecution share. */
export function describeRevision(revision: Revision): { [key: string]: Json } {
  const references = variableReferences(JSON.parse(revision.definition) as Json);
  return {
    definition: revision.definition,
    roleArn: revision.roleArn,
    loggingConfiguration: revision.loggingConfiguration as Json,
    tracingConfiguration: { ...revision.tracingConfiguration },
    encryptionConfiguration: AWS_OWNED_KEY,
    ...(Object.keys(references).length > 0 && { variableReferences: references }),
    ...(revision.revisionId !== undefined && { revisionId: revision.revisionId }),
  };
}

const sameRevision = (a: Revision, b: Revision): boolean =>
  isDeepStrictEqual({ ...a, revisionId: undefined }, { ...b, revisionId: undefined });
