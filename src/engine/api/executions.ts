import type { Json } from '../json.ts';
import { ApiError, executionMissing, typeNotSupported } from './api-error.ts';
import { routedVersion } from './aliases.ts';
import { parseArn } from './arn.ts';
import type { EngineExecution, EnginePort, StartRequest } from './engine-port.ts';
import { checkExecutionInput } from './execution-input.ts';
import { checkName } from './names.ts';
import { page } from './paging.ts';
import type { PageRequest } from './paging.ts';
import { seconds } from './state-machine.ts';
import type { Revision, StateMachine } from './state-machine.ts';
import { describeRevision } from './state-machines.ts';
import type { StateMachines } from './state-machines.ts';

type Output = { [key: string]: Json };

interface StartInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
}

interface ListInput extends PageRequest {
  readonly stateMachineArn?: string;
  readonly mapRunArn?: string;
  readonly statusFilter?: string;
  readonly redriveFilter?: 'REDRIVEN' | 'NOT_REDRIVEN';
}

/** What an execution was started from, kept for DescribeStateMachineForExecution although the machine changes. */
interface StartedFrom {
  readonly machine: StateMachine;
  readonly revision: Revision;
  readonly updateDate: number;
}

/** Executions: start, describe, list, stop, redrive. The engine runs them; this keeps from which revision each was started. */
export class Executions {
  private readonly startedFrom = new Map<string, StartedFrom>();

  constructor(
    private readonly engine: EnginePort,
    private readonly machines: StateMachines,
    private readonly random: () => number,
  ) {}

  /** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
  start(input: StartInput, callerArn?: string): Output {
    const { arn, startDate } = this.begin(input, callerArn);
    return { executionArn: arn, startDate: seconds(startDate) };
  }

  /** Express only. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
  async startSync(input: StartInput, callerArn?: string): Promise<Output> {
    const { machine } = this.target(input.stateMachineArn);
    if (machine.type !== 'EXPRESS') throw typeNotSupported();
    const { arn } = this.begin(input, callerArn);
    const ended = await this.engine.ended(arn);
    const { stopDate = ended.startDate } = ended;
    // Express workflows are billed in steps of 100 ms and 64 MB; https://aws.amazon.com/step-functions/pricing/
    const billed = Math.max(100, Math.ceil((stopDate - ended.startDate) / 100) * 100);
    return {
      ...describe(ended),
      stopDate: seconds(stopDate),
      billingDetails: { billedDurationInMilliseconds: billed, billedMemoryUsedInMB: 64 },
      inputDetails: { included: true },
      outputDetails: { included: true },
    };
  }

  private begin({ stateMachineArn, name, input }: StartInput, callerArn: string | undefined): EngineExecution {
    const { machine, revision, versionArn, aliasArn } = this.target(stateMachineArn);
    if (name !== undefined) checkName(name);
    const request: StartRequest = {
      stateMachineArn: machine.arn,
      ...(versionArn !== undefined && { stateMachineVersionArn: versionArn }),
      ...(aliasArn !== undefined && { stateMachineAliasArn: aliasArn }),
      definition: revision.definition,
      roleArn: revision.roleArn,
      type: machine.type,
      ...(name !== undefined && { name }),
      input: checkExecutionInput(input),
      ...(callerArn !== undefined && { callerArn }),
    };
    const execution = this.engine.start(request);
    this.startedFrom.set(execution.arn, { machine, revision, updateDate: machine.updateDate });
    return execution;
  }

  /** A machine, version or alias ARN. */
  private target(arn: string): { machine: StateMachine; revision: Revision; versionArn?: string; aliasArn?: string } {
    const { prefix, name, rest } = parseArn(arn, 'stateMachine');
    const [qualifier] = rest;
    if (qualifier !== undefined && !/^\d+$/.test(qualifier)) {
      const machine = this.machines.find(`${prefix}:stateMachine:${name}`);
      const alias = machine.aliases.get(qualifier);
      if (alias === undefined) throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
      const versionArn = routedVersion(alias, this.random());
      const { version } = this.machines.resolve(versionArn);
      return { machine, revision: version?.revision ?? machine.revision, versionArn, aliasArn: arn };
    }
    const { machine, version } = this.machines.resolve(arn);
    return {
      machine,
      revision: version?.revision ?? machine.revision,
      ...(version !== undefined && { versionArn: version.arn }),
    };
  }

  /** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
  describe({ executionArn }: { executionArn: string }): Output {
    const execution = this.find(executionArn);
    const redriveCount = execution.redriveCount ?? 0;
    return {
      ...describe(execution),
      inputDetails: { included: true },
      ...(execution.output !== undefined && { outputDetails: { included: true } }),
      redriveCount,
      ...this.redrivable(execution),
      ...(execution.redriveDate !== undefined && { redriveDate: seconds(execution.redriveDate) }),
    };
  }

  /** The revision that the execution runs, also after the machine was changed or deleted. */
  describeStateMachine({ executionArn }: { executionArn: string }): Output {
    const execution = this.find(executionArn);
    const from = this.startedFrom.get(executionArn) ?? this.current(execution);
    return {
      stateMachineArn: from.machine.arn,
      name: from.machine.name,
      updateDate: seconds(from.updateDate),
      ...describeRevision(from.revision),
      ...(execution.mapRunArn !== undefined && { mapRunArn: execution.mapRunArn }),
    };
  }

  /** For executions that a task of another machine started. */
  private current({ stateMachineArn, stateMachineVersionArn }: EngineExecution): StartedFrom {
    const { machine, version } = this.machines.resolve(stateMachineVersionArn ?? stateMachineArn);
    return { machine, revision: version?.revision ?? machine.revision, updateDate: machine.updateDate };
  }

  /** Newest first; of a machine, version or alias, or of a Map Run. */
  list(input: ListInput): Output {
    const { stateMachineArn, mapRunArn, statusFilter, redriveFilter } = input;
    if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
      throw new ApiError('ValidationException', 'Exactly one of stateMachineArn and mapRunArn must be specified');
    }
    const belongs = mapRunArn === undefined ? this.belongsTo(stateMachineArn ?? '') : this.belongsToMapRun(mapRunArn);
    const chosen = [...this.engine.executions()].filter(
      (execution) =>
        belongs(execution) &&
        (statusFilter === undefined || execution.status === statusFilter) &&
        (redriveFilter === undefined || (redriveFilter === 'REDRIVEN') === (execution.redriveCount ?? 0) > 0),
    );
    const { items, nextToken } = page(
      // Newest first. An engine lists in the order of starts, but one that keeps old executions elsewhere lists those first.
      chosen.reverse().sort((one, other) => other.startDate - one.startDate),
      input,
      `executions ${stateMachineArn ?? mapRunArn ?? ''} ${statusFilter ?? ''}`,
    );
    return { executions: items.map(summary), ...(nextToken !== undefined && { nextToken }) };
  }

  private belongsTo(arn: string): (execution: EngineExecution) => boolean {
    const { rest } = parseArn(arn, 'stateMachine');
    const { machine } = this.target(arn);
    if (machine.type === 'EXPRESS') throw typeNotSupported();
    const [qualifier] = rest;
    // The children of a Map Run are listed by its ARN only.
    if (qualifier === undefined)
      return (execution) => execution.stateMachineArn === machine.arn && execution.mapRunArn === undefined;
    return (execution) => execution.stateMachineVersionArn === arn || execution.stateMachineAliasArn === arn;
  }

  private belongsToMapRun(arn: string): (execution: EngineExecution) => boolean {
    parseArn(arn, 'mapRun');
    const belongs = (execution: EngineExecution): boolean => execution.mapRunArn === arn;
    /* The executions of an earlier process are known, its Map Runs are not. */
    if (this.engine.mapRun(arn) === undefined && ![...this.engine.executions()].some(belongs))
      throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`);
    return belongs;
  }

  stop(input: { executionArn: string; error?: string; cause?: string }): Output {
    this.find(input.executionArn);
    return { stopDate: seconds(this.engine.stop(input).stopDate) };
  }

  /** https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
  async redrive({ executionArn }: { executionArn: string }): Promise<Output> {
    const execution = this.find(executionArn);
    const { redriveStatus, redriveStatusReason } = this.redrivable(execution);
    if (redriveStatus !== 'REDRIVABLE')
      throw new ApiError('ExecutionNotRedrivable', String(redriveStatusReason ?? 'Execution is not redrivable'));
    const { redriveDate } = await this.engine.redrive(executionArn);
    return { redriveDate: seconds(redriveDate) };
  }

  /** Whether an execution can be redriven, and why not. */
  private redrivable({ arn, status, mapRunArn }: EngineExecution): { redriveStatus: string; redriveStatusReason?: string } {
    if (mapRunArn !== undefined) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' };
    const reason =
      status === 'RUNNING' || status === 'SUCCEEDED'
        ? `Execution is ${status} and cannot be redriven`
        : this.engine.whyNotRedrivable?.(arn);
    return reason === undefined
      ? { redriveStatus: 'REDRIVABLE' }
      : { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
  }

  /** Throws InvalidArn, ExecutionDoesNotExist, or for Express, whose executions have no record, StateMachineTypeNotSupported. */
  find(arn: string): EngineExecution {
    if (parseArn(arn, 'execution', 'express').kind === 'express') throw typeNotSupported();
    const execution = this.engine.execution(arn);
    if (execution === undefined) throw executionMissing(arn);
    return execution;
  }
}

function describe(execution: EngineExecution): Output {
  const {
    arn,
    stateMachineArn,
    stateMachineVersionArn,
    stateMachineAliasArn,
    mapRunArn,
    name,
    status,
    startDate,
    stopDate,
    input,
    output,
    error,
    cause,
  } = execution;
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate: seconds(startDate),
    ...(stopDate !== undefined && { stopDate: seconds(stopDate) }),
    input,
    ...(output !== undefined && { output }),
    // AWS tells neither of an execution that TIMED_OUT (recorded); its history does.
    ...(error !== undefined && status !== 'TIMED_OUT' && { error }),
    ...(cause !== undefined && status !== 'TIMED_OUT' && { cause }),
    ...(stateMachineVersionArn !== undefined && { stateMachineVersionArn }),
    ...(stateMachineAliasArn !== undefined && { stateMachineAliasArn }),
    ...(mapRunArn !== undefined && { mapRunArn }),
  };
}

function summary(execution: EngineExecution): Output {
  const { input: _input, output: _output, error: _error, cause: _cause, ...members } = describe(execution);
  const { redriveCount = 0, itemCount } = execution;
  return { ...members, redriveCount, ...(itemCount !== undefined && { itemCount }) };
}
