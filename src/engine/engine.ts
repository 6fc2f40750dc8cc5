import type { EnginePort, StartRequest } from './api/engine-port.ts';
import { compileDefinition } from './definition/compile.ts';
import type { StateMachineDefinition } from './definition/state.ts';
import { EngineError } from './engine-error.ts';
import type { EngineOptions } from './engine-options.ts';
import type { SavedExecution } from './durable/durable-ports.ts';
import type { DurableRuntime } from './durable/durable-runtime.ts';
import { Restoration, type Start } from './durable/restoration.ts';
import { runtimeOf } from './durable/runtime-of.ts';
import { Activities } from './execution/activities.ts';
import type { Execution } from './execution/execution.ts';
import { isTooDeep } from './execution/json-size.ts';
import { ReadyQueue } from './execution/ready-queue.ts';
import type { ChildExecution, Runtime } from './execution/runtime.ts';
import { runExecution, type RunningExecution } from './execution/running-execution.ts';
import { TaskTokens } from './execution/task-tokens.ts';
import type { HistoryEvent } from './history/history-event.ts';
import { keepText } from './json-text.ts';
import type { Json } from './json.ts';
import { awsLimits, type Limits } from './limits.ts';
import type { MapRun } from './map-run/map-run.ts';
import { runBranch } from './states/run-state.ts';

type EngineRuntime = Runtime & { readonly tokens: TaskTokens; readonly activities: Activities; readonly queue: ReadyQueue };

/** An execution can be redriven this often. */
const maxRedrives = 1000;

/** Runs executions of state machines in one account and Region, as AWS Step Functions does. */
export class Engine implements EnginePort {
  private readonly runtime: EngineRuntime;
  private readonly limits: Limits;
  private readonly byArn = new Map<string, Execution>();
  private readonly running = new Map<string, RunningExecution>();
  /** When they ended. */
  private readonly forgotten = new Map<string, number>();
  /** Executions that did not succeed, for RedriveExecution. */
  private readonly redrivable = new Map<string, RunningExecution>();
  private readonly compiled = new Map<string, StateMachineDefinition>();
  private readonly allMapRuns = new Map<string, MapRun>();
  private readonly endListeners = new Map<string, ((execution: Execution) => void)[]>();
  private readonly eventListeners: ((execution: Execution, event: HistoryEvent) => void)[] = [];
  private readonly statusListeners: ((execution: Execution) => void)[] = [];

  private readonly restoration: Restoration | undefined;

  constructor(private readonly options: EngineOptions) {
    const { clock, callService, objects, random, uuid, account, region } = options;
    this.limits = { ...awsLimits, ...options.limits };
    this.runtime = {
      clock,
      random,
      uuid,
      account,
      region,
      limits: this.limits,
      callService,
      objects,
      queue: new ReadyQueue(),
      tokens: new TaskTokens(this.limits.maxDataBytes),
      activities: new Activities(clock),
      run: runBranch,
      startChild: (child) => this.startChild(child),
      canRedriveChild: (arn) => this.canRedriveChild(arn),
      redrivableChildren: (arns) => arns.filter((arn) => this.canRedriveChild(arn)),
      markChild: (arn, status) => this.markChild(arn, status),
      redriveChild: (child) => this.redriveChild(child),
      registerMapRun: (mapRun) => void this.allMapRuns.set(mapRun.mapRunArn, mapRun),
      whenEnded: (arn, listener) => this.whenEnded(arn, listener),
      timeOut: (execution) => this.running.get(execution.arn)?.timedOut(),
      stopExecution: (executionArn, error, cause) => this.running.get(executionArn)?.stop(error, cause),
    };
    this.restoration = options.durable && new Restoration(this.inside(), options.durable);
  }

  /** Tells `listener` of every event as it is recorded. The listener must call nothing of the engine. */
  onEvent(listener: (execution: Execution, event: HistoryEvent) => void): void {
    this.eventListeners.push(listener);
  }

  /** Tells `listener` when an execution starts and when it ends. */
  onStatusChange(listener: (execution: Execution) => void): void {
    this.statusListeners.push(listener);
  }

  /** @throws EngineError ExecutionAlreadyExists, InvalidExecutionInput; DefinitionError when the definition does not compile. */
  start(request: StartRequest): Execution {
    const name = request.name ?? this.runtime.uuid();
    const machine = request.stateMachineArn.split(':').at(-1)!;
    const arn = this.executionArn(machine, name, request.type);
    const known = this.byArn.get(arn);
    if (known?.status === 'RUNNING' && known.input === request.input) return known;
    this.refuseTakenName(arn, known);
    const definition = this.compile(request.definition);
    const inputValue = JSON.parse(request.input) as Json;
    keepText(inputValue, request.input);
    if (isTooDeep(inputValue)) throw new EngineError('InvalidExecutionInput', 'Invalid Execution Input: it is nested too deeply');
    return this.begin({
      identity: {
        arn,
        name,
        stateMachineArn: request.stateMachineArn,
        stateMachineName: machine,
        stateMachineVersionArn: request.stateMachineVersionArn,
        stateMachineAliasArn: request.stateMachineAliasArn,
        roleArn: request.roleArn,
        type: request.type,
      },
      flow: definition,
      timeoutSeconds: definition.timeoutSeconds,
      input: request.input,
      inputValue,
    });
  }

  /** Compiles a definition ahead: a start with the same text finds it. @throws DefinitionError */
  prepare(definition: string): void {
    this.compile(definition);
  }

  /** @throws EngineError ExecutionDoesNotExist */
  async ended(executionArn: string): Promise<Execution> {
    this.existing(executionArn);
    return new Promise((resolve) => this.whenEnded(executionArn, resolve));
  }

  /**
   * Lets an execution that has ended leave memory, with its history; only that its name is taken is kept. For children of a Map Run whose
   * record is kept elsewhere: a batch of thousands does not fit otherwise. False, and nothing happens, for one that runs or is not known.
   */
  forget(executionArn: string): boolean {
    const execution = this.byArn.get(executionArn);
    if (execution?.stopDate === undefined) return false;
    this.byArn.delete(executionArn);
    this.redrivable.delete(executionArn);
    this.forgotten.set(executionArn, execution.stopDate);
    if (execution.mapRunArn === undefined)
      for (const { mapRunArn } of this.mapRuns(executionArn)) this.allMapRuns.delete(mapRunArn);
    return true;
  }

  execution(executionArn: string): Execution | undefined {
    return this.byArn.get(executionArn);
  }

  executions(): Iterable<Execution> {
    return this.byArn.values();
  }

  /** Ends a running execution as ABORTED; one that has ended stays as it is. */
  stop({ executionArn, error, cause }: { executionArn: string; error?: string; cause?: string }): { stopDate: number } {
    const execution = this.existing(executionArn);
    this.running.get(executionArn)?.stop(error, cause);
    return { stopDate: execution.stopDate! };
  }

  redrive(executionArn: string): { redriveDate: number } {
    const execution = this.existing(executionArn);
    const running = this.redrivable.get(executionArn);
    const reason = this.whyNotRedrivable(executionArn);
    if (running === undefined || reason !== undefined)
      throw new EngineError('ExecutionNotRedrivable', reason ?? 'Execution is no longer in memory and cannot be redriven');
    this.runAgain(executionArn, running);
    this.changed(execution);
    return { redriveDate: execution.redriveDate! };
  }

  private canRedriveChild(arn: string): boolean {
    const running = this.redrivable.get(arn);
    return running !== undefined && this.whyOver(running.execution) === undefined;
  }

  private redriveChild(arn: string): void {
    this.runAgain(arn, this.redrivable.get(arn)!);
  }

  private markChild(arn: string, status: Execution['status']): void {
    const child = this.byArn.get(arn);
    if (child !== undefined && child.status !== 'RUNNING') child.status = status;
  }

  private runAgain(executionArn: string, running: RunningExecution): void {
    this.redrivable.delete(executionArn);
    this.running.set(executionArn, running);
    running.redrive();
  }

  /**
   * Why an execution cannot be redriven, in AWS's words where it has some.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html ("redriveStatusReason")
   */
  whyNotRedrivable(executionArn: string): string | undefined {
    const execution = this.byArn.get(executionArn);
    if (execution === undefined) return undefined;
    const { status, type, mapRunArn } = execution;
    if (type === 'EXPRESS') return 'Execution is of type EXPRESS and cannot be redriven';
    if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
    if (mapRunArn !== undefined) return 'Execution is a child of a Map Run and can only be redriven by it';
    return this.whyOver(execution);
  }

  /** What time or use have taken away from an unsuccessful Standard execution. */
  private whyOver({ startDate, stopDate = 0, eventCount, redriveCount }: Execution): string | undefined {
    const { redriveWindowMs, maxHistoryEvents, maxExecutionMs } = this.limits;
    const now = this.runtime.clock.now();
    if (eventCount >= maxHistoryEvents - 1) return 'Execution history event limit exceeded';
    if (now - startDate > maxExecutionMs) return 'Execution has exceeded the max execution time';
    if (now - stopDate > redriveWindowMs) return 'Execution redrivable period exceeded';
    return redriveCount >= maxRedrives
      ? `Execution was redriven ${maxRedrives} times, as often as an execution can be`
      : undefined;
  }

  mapRun(mapRunArn: string): MapRun | undefined {
    return this.allMapRuns.get(mapRunArn);
  }

  mapRuns(executionArn: string): Iterable<MapRun> {
    return [...this.allMapRuns.values()].filter((mapRun) => mapRun.executionArn === executionArn);
  }

  updateMapRun(request: Parameters<EnginePort['updateMapRun']>[0]): void {
    const mapRun = this.allMapRuns.get(request.mapRunArn);
    if (mapRun === undefined) throw new EngineError('ResourceNotFound', `Resource not found: '${request.mapRunArn}'`);
    const { mapRunArn: _arn, ...change } = request;
    mapRun.update(change);
  }

  sendTaskSuccess({ taskToken, output }: { taskToken: string; output: string }): void {
    this.runtime.tokens.sendSuccess(taskToken, output);
  }

  sendTaskFailure({ taskToken, error, cause }: { taskToken: string; error?: string; cause?: string }): void {
    this.runtime.tokens.sendFailure(taskToken, error, cause);
  }

  sendTaskHeartbeat({ taskToken }: { taskToken: string }): void {
    this.runtime.tokens.sendHeartbeat(taskToken);
  }

  taskOwner(taskToken: string): string | undefined {
    return this.runtime.tokens.ownerOf(taskToken);
  }

  createActivity(arn: string): void {
    this.runtime.activities.create(arn);
  }

  deleteActivity(arn: string): void {
    this.runtime.activities.delete(arn);
  }

  activityTask({
    activityArn,
    workerName,
  }: {
    activityArn: string;
    workerName?: string;
  }): Promise<{ taskToken: string; input: string } | undefined> {
    return this.runtime.activities.poll(activityArn, workerName);
  }

  /** Brings back an execution of an earlier process; it stands still until `goOn`. @throws ReplayError, DefinitionError. */
  restore(saved: SavedExecution): Promise<Execution> {
    return this.restoration!.restore(saved);
  }

  /** Lets the restored executions go on. */
  goOn(): void {
    this.restoration?.goOn();
  }

  private inside(): ConstructorParameters<typeof Restoration>[0] {
    return {
      compile: (definition) => this.compile(definition),
      make: (start, replayFrom) => {
        const running = this.make(start, replayFrom);
        return { running, runtime: running.runtime as DurableRuntime };
      },
      drop: (arn) => {
        for (const map of [this.byArn, this.running, this.redrivable]) map.delete(arn);
      },
      redriveAgain: (arn) => this.runAgain(arn, this.redrivable.get(arn)!),
      childStart: (child) => this.childStart(child),
      startChild: (child) => void this.startChild(child),
      markChild: (arn, status) => this.markChild(arn, status),
      runs: (execution) => this.changed(execution),
    };
  }

  private begin(start: Start): Execution {
    const running = this.make(start);
    this.changed(running.execution);
    running.begin();
    return running.execution;
  }

  private make(start: Start, replayFrom?: number): RunningExecution {
    const { identity, closed } = start;
    const isRunning = (): boolean => this.byArn.get(identity.arn)?.status === 'RUNNING';
    const runtime = runtimeOf(this.runtime, this.options, identity.arn, isRunning, replayFrom);
    const running = runExecution(runtime, {
      ...start,
      recorded:
        this.eventListeners.length === 0
          ? undefined
          : (execution, eventId) => {
              if (runtime.replaying) return;
              const written = execution.event(eventId);
              for (const listener of this.eventListeners) listener(execution, written);
            },
      ended: (execution) => this.hasEnded(execution, closed, runtime.replaying === true),
    });
    this.byArn.set(identity.arn, running.execution);
    this.running.set(identity.arn, running);
    this.forgotten.delete(identity.arn);
    return running;
  }

  private changed(execution: Execution): void {
    for (const listener of this.statusListeners) listener(execution);
  }

  private hasEnded(execution: Execution, closed: Start['closed'], replaying: boolean): void {
    const running = this.running.get(execution.arn);
    this.running.delete(execution.arn);
    const failed = execution.status !== 'SUCCEEDED' && execution.type === 'STANDARD';
    if (running !== undefined && failed) this.redrivable.set(execution.arn, running);
    if (replaying) return;
    this.changed(execution);
    const listeners = this.endListeners.get(execution.arn) ?? [];
    this.endListeners.delete(execution.arn);
    for (const listener of listeners) listener(execution);
    closed?.(execution);
  }

  private startChild(child: ChildExecution): Execution {
    return this.begin(this.childStart(child));
  }

  private childStart(child: ChildExecution): Start {
    const [, machine = ''] = /stateMachine:(.*)$/.exec(child.stateMachineArn) ?? [];
    return {
      identity: {
        arn: this.executionArn(machine, child.name, child.type),
        name: child.name,
        stateMachineArn: child.stateMachineArn,
        stateMachineName: machine,
        mapRunArn: child.mapRunArn,
        itemCount: child.itemCount,
        roleArn: child.parent.roleArn,
        type: child.type,
      },
      flow: child.flow,
      timeoutSeconds: undefined,
      input: JSON.stringify(child.input),
      inputValue: child.input,
      closed: child.closed,
    };
  }

  private executionArn(machine: string, name: string, type: 'STANDARD' | 'EXPRESS'): string {
    const { account, region, uuid } = this.runtime;
    return type === 'EXPRESS'
      ? `arn:aws:states:${region}:${account}:express:${machine}:${name}:${uuid()}`
      : `arn:aws:states:${region}:${account}:execution:${machine}:${name}`;
  }

  /** A name stays taken while its execution runs and for 90 days after; only the same input for a running one is no new start. */
  private refuseTakenName(arn: string, known: Execution | undefined): void {
    const freeAt = (known === undefined ? this.forgotten.get(arn) : (known.stopDate ?? Infinity)) ?? -Infinity;
    if (this.runtime.clock.now() < freeAt + this.limits.nameRetentionMs) {
      throw new EngineError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
  }

  private existing(executionArn: string): Execution {
    const execution = this.byArn.get(executionArn);
    if (execution === undefined) throw new EngineError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return execution;
  }

  private compile(text: string): StateMachineDefinition {
    let definition = this.compiled.get(text);
    if (definition === undefined) {
      definition = compileDefinition(text);
      this.compiled.set(text, definition);
    }
    return definition;
  }

  private whenEnded(arn: string, listener: (execution: Execution) => void): boolean {
    const execution = this.byArn.get(arn);
    if (execution === undefined) return false;
    if (execution.status !== 'RUNNING') this.runtime.queue.add(() => listener(execution));
    else this.endListeners.set(arn, [...(this.endListeners.get(arn) ?? []), listener]);
    return true;
  }
}
