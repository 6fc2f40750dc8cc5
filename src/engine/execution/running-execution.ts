import type { Flow } from '../definition/state.ts';
import type { Variables } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import { Branch, type BranchOwner } from './branch.ts';
import { Execution, type ExecutionIdentity } from './execution.ts';
import type { Runtime } from './runtime.ts';

export interface StartedExecution {
  readonly identity: ExecutionIdentity;
  readonly flow: Flow;
  readonly timeoutSeconds: number | undefined;
  readonly input: string;
  readonly inputValue: Json;
  readonly recorded: ((execution: Execution, eventId: number) => void) | undefined;
  readonly ended: (execution: Execution) => void;
}

/** An execution on its way: owner of its root branch. */
export class RunningExecution implements BranchOwner {
  readonly execution: Execution;
  private readonly root: Branch;
  private readonly maxEvents: number;
  private timeout: object | undefined;

  constructor(
    readonly runtime: Runtime,
    private readonly start: StartedExecution,
  ) {
    const { clock, limits } = runtime;
    this.maxEvents = start.identity.type === 'EXPRESS' ? limits.maxExpressHistoryEvents : limits.maxHistoryEvents;
    this.execution = new Execution(
      start.identity,
      start.input,
      start.inputValue,
      clock.now(),
      () => clock.now(),
      start.recorded,
      this.maxEvents,
      () => this.overflowed(),
    );
    const none = Object.create(null) as Variables;
    this.root = new Branch(runtime, this.execution, start.flow, this, 0, undefined, {
      input: start.inputValue,
      variables: none,
      previousEventId: 0,
    });
  }

  begin(): void {
    const { execution, runtime, start } = this;
    const { roleArn, stateMachineVersionArn, stateMachineAliasArn } = start.identity;
    execution.record(0, 'ExecutionStarted', {
      input: execution.inputValue,
      roleArn,
      stateMachineAliasArn,
      stateMachineVersionArn,
    });
    this.setTimeout();
    runtime.queue.add(() => runtime.run(this.root));
  }

  /** RedriveExecution: goes on from the states that did not succeed, with a new time limit. */
  redrive(): void {
    const { execution, runtime } = this;
    runtime.received?.({ kind: 'redrive' });
    execution.redriven(runtime.clock.now());
    const id = execution.record(execution.eventCount, 'ExecutionRedriven', { redriveCount: execution.redriveCount });
    this.setTimeout();
    this.root.redrive(id);
  }

  /**
   * Sets the definition's time limit, and AWS's five minutes of an EXPRESS execution. AWS's year of a STANDARD one is no timer: an execution
   * that waits only for a person would make a virtual clock jump there. It counts when something else brings the execution there.
   */
  private setTimeout(): void {
    const { execution, runtime, start } = this;
    const { maxExpressExecutionMs, maxExecutionMs } = runtime.limits;
    const now = runtime.clock.now();
    execution.deadline = now + maxExecutionMs;
    const own = start.timeoutSeconds === undefined ? Infinity : start.timeoutSeconds * 1000;
    const time = execution.type === 'EXPRESS' ? Math.min(own, maxExpressExecutionMs) : own;
    this.timeout = time <= maxExecutionMs ? runtime.clock.setTimer(now + time, () => this.timedOut(), 'limit') : undefined;
  }

  branchSucceeded(branch: Branch, output: Json): void {
    if (this.execution.status !== 'RUNNING') return;
    this.execution.outputValue = output;
    this.execution.record(branch.lastEventId, 'ExecutionSucceeded', { output });
    this.close('SUCCEEDED');
  }

  branchFailed(branch: Branch, error: string | undefined, cause: string | undefined): void {
    if (this.execution.status !== 'RUNNING') return;
    this.execution.error = error;
    this.execution.cause = cause;
    this.execution.record(branch.lastEventId, 'ExecutionFailed', { cause, error });
    this.close('FAILED');
  }

  executionFailed(branch: Branch, error: string, cause: string): void {
    this.branchFailed(branch, error, cause);
  }

  /** StopExecution. */
  stop(error: string | undefined, cause: string | undefined): void {
    if (this.execution.status !== 'RUNNING') return;
    this.runtime.received?.({
      kind: 'stop',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    this.execution.error = error;
    this.execution.cause = cause;
    this.cancel();
    this.execution.record(0, 'ExecutionAborted', { cause, error });
    this.close('ABORTED');
  }

  /** The history is full: nothing more can happen. https://docs.aws.amazon.com/step-functions/latest/dg/bp-history-limit.html */
  private overflowed(): void {
    const { execution } = this;
    if (execution.status !== 'RUNNING') return;
    execution.error = 'States.Runtime';
    execution.cause = `The execution reached the maximum number of history events (${this.maxEvents}).`;
    this.cancel();
    execution.record(this.maxEvents - 1, 'ExecutionFailed', { cause: execution.cause, error: execution.error });
    this.close('FAILED');
  }

  /** The time limit is over. */
  timedOut(): void {
    if (this.execution.status !== 'RUNNING') return;
    this.execution.error = 'States.Timeout';
    this.cancel();
    this.execution.record(0, 'ExecutionTimedOut', { error: 'States.Timeout' });
    this.close('TIMED_OUT');
  }

  private cancel(): void {
    this.root.ended = true;
    this.root.cancel?.();
    this.root.cancel = undefined;
  }

  private close(status: Execution['status']): void {
    if (this.timeout !== undefined) this.runtime.clock.clearTimer(this.timeout);
    this.execution.status = status;
    this.execution.stopDate = this.runtime.clock.now();
    this.start.ended(this.execution);
  }
}

export function runExecution(runtime: Runtime, start: StartedExecution): RunningExecution {
  return new RunningExecution(runtime, start);
}
