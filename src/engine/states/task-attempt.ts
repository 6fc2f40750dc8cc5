import type { TaskState } from '../definition/state.ts';
import type { Branch } from '../execution/branch.ts';
import type { EndedExecution } from '../durable/ended-execution.ts';
import { isLargerThan } from '../execution/json-size.ts';
import { dataLimitCause, dataLimitError, fail, succeed, type FailOptions } from '../execution/leave.ts';
import { chain } from '../execution/maybe-promise.ts';
import type { Json } from '../json.ts';
import type { ServiceCall, ServiceOutcome, TimerHandle } from '../ports.ts';
import { childOutcome } from './child-outcome.ts';
import { TaskEvents } from './task-events.ts';
import type { TaskResource } from './task-resource.ts';
import type { TaskTerms } from './task-terms.ts';

/** Reason of the signal: without one an exception with its stack is made for every task. */
const attemptEnded = 'the attempt has ended';

/** One attempt of a Task state: from its Scheduled event to its Succeeded, Failed or TimedOut event. */
export class TaskAttempt {
  private readonly events: TaskEvents;
  private timeout: TimerHandle | undefined;
  private heartbeatTimer: TimerHandle | undefined;
  private readonly abort = new AbortController();
  private unschedule: (() => void) | undefined;
  private over = false;
  private token: string | undefined;
  /** The execution that a `.sync` task started and waits for. */
  private child: string | undefined;

  constructor(
    private readonly branch: Branch,
    state: TaskState,
    private readonly resource: TaskResource,
    private readonly terms: TaskTerms,
  ) {
    this.events = new TaskEvents(branch, resource, state.resource);
    this.token = branch.taskToken;
  }

  schedule(): void {
    const { branch, resource, terms } = this;
    const { clock, queue } = branch.runtime;
    this.events.scheduled(terms);
    if (branch.execution.status !== 'RUNNING') return;
    branch.cancel = () => this.end();
    if (terms.timeoutSeconds !== undefined) {
      this.timeout = clock.setTimer(clock.now() + terms.timeoutSeconds * 1000, () => this.timedOut('States.Timeout'), 'limit');
    }
    if (resource.kind === 'activity') this.offer(resource.arn);
    else {
      if (this.token !== undefined) this.await(this.token);
      queue.add(() => this.call());
    }
  }

  /** Queues the task for the activity's workers. */
  private offer(arn: string): void {
    const { branch, terms } = this;
    const { activities, uuid } = branch.runtime;
    const token = uuid();
    this.token = token;
    this.await(token);
    this.unschedule = activities.schedule(arn, {
      token,
      input: terms.parameters,
      started: (workerName) => {
        branch.record('ActivityStarted', workerName === undefined ? {} : { workerName });
        this.beat();
      },
    });
  }

  private await(token: string): void {
    const { resource, branch } = this;
    branch.runtime.tokens.add(token, resource.kind === 'activity' ? resource.arn : branch.execution.stateMachineArn, {
      succeed: (output) => this.finish({ ok: true, output }),
      fail: (error, cause) => this.failed(error, cause),
      heartbeat: () => this.beat(),
    });
  }

  /** (Re)starts the time within which a heartbeat must come. */
  private beat(): void {
    const { heartbeatSeconds } = this.terms;
    if (heartbeatSeconds === undefined || this.over) return;
    const { clock } = this.branch.runtime;
    if (this.heartbeatTimer !== undefined) clock.clearTimer(this.heartbeatTimer);
    // Functions answer their tokens by what happens; whoever else has a token, or works for an activity, acts when they like.
    const purpose = this.resource.kind === 'service' && this.resource.service === 'lambda' ? 'work' : 'limit';
    const missed = (): void => this.timedOut('States.HeartbeatTimeout');
    this.heartbeatTimer = clock.setTimer(clock.now() + heartbeatSeconds * 1000, missed, purpose);
  }

  private call(): void {
    if (this.over || this.resource.kind === 'activity') return;
    this.events.started();
    if (
      this.resource.kind === 'lambda' ||
      this.resource.pattern === 'requestResponse' ||
      this.resource.pattern === 'waitForTaskToken'
    )
      this.beat();
    const { runtime } = this.branch;
    // A port that throws is a mistake of this program; the promise is not handled on purpose, so that it stops the process.
    void runtime.callService(this.serviceCall()).then((outcome) => runtime.queue.add(() => this.answered(outcome)));
  }

  private serviceCall(): ServiceCall {
    const { branch, resource, terms } = this;
    const { execution, runtime } = branch;
    const common = {
      parameters: terms.parameters,
      roleArn: execution.roleArn,
      ...(terms.credentialsRoleArn === undefined ? {} : { credentialsRoleArn: terms.credentialsRoleArn }),
      region: runtime.region,
      account: runtime.account,
      executionArn: execution.arn,
      stateMachineArn: execution.stateMachineArn,
      stateName: branch.state.name,
      signal: this.abort.signal,
      ...(this.token === undefined ? {} : { taskToken: this.token }),
    };
    if (resource.kind === 'service') {
      const { integration, service, action, pattern } = resource;
      return { ...common, integration, service, action, pattern, resource: this.events.resourceArn };
    }
    return {
      ...common,
      integration: 'lambda',
      service: 'lambda',
      action: 'invoke',
      pattern: 'requestResponse',
      resource: this.events.resourceArn,
    };
  }

  private answered(outcome: ServiceOutcome): void {
    if (this.over) return;
    if (!outcome.ok) {
      this.failed(outcome.error, outcome.cause);
      return;
    }
    if (this.resource.kind !== 'service' || this.resource.pattern === 'requestResponse') {
      this.finish(outcome);
      return;
    }
    this.events.submitted(outcome.output);
    const { pattern } = this.resource;
    if (pattern === 'waitForTaskToken') return;
    const arn = childArn(outcome.output);
    // Of other jobs, and of executions in another account or Region, the port tells the end with the task's token.
    if (arn !== undefined && this.branch.runtime.whenEnded(arn, (child) => this.childEnded(child, pattern))) this.child = arn;
  }

  private childEnded(child: EndedExecution, pattern: 'sync' | 'sync:2'): void {
    const outcome = childOutcome(child, pattern);
    if (outcome.ok) this.finish(outcome);
    else this.failed(outcome.error, outcome.cause);
  }

  private finish({ output }: { readonly ok: true; readonly output: Json }): void {
    if (this.over) return;
    if (isLargerThan(output, this.branch.runtime.limits.maxDataBytes)) {
      this.failed(dataLimitError, dataLimitCause(this.events.resourceName));
      return;
    }
    this.end();
    this.events.succeeded(output);
    const { branch } = this;
    const { queue, run } = branch.runtime;
    queue.add(() => chain(succeed(branch, output, true), (on) => (on ? run(branch) : undefined)));
  }

  private failed(error: string | undefined, cause: string | undefined): void {
    if (this.over) return;
    this.end();
    this.events.failed(error, cause);
    this.goOnFailed(error, cause);
  }

  /** A missed heartbeat is reported as States.Timeout too; ErrorEquals knows it by both names. */
  private timedOut(name: 'States.Timeout' | 'States.HeartbeatTimeout'): void {
    if (this.over) return;
    this.end();
    this.events.timedOut('States.Timeout');
    const { clock } = this.branch.runtime;
    // All tasks that are due at this instant time out before the first one's failure is acted on.
    const timer = clock.setTimer(clock.now(), () => this.goOnFailed('States.Timeout', undefined, { alias: name }));
    this.branch.cancel = () => clock.clearTimer(timer);
  }

  private goOnFailed(error: string | undefined, cause: string | undefined, options?: FailOptions): void {
    const { branch } = this;
    const { queue, run } = branch.runtime;
    queue.add(() => {
      if (branch.ended) return;
      branch.cancel = undefined;
      return chain(fail(branch, error, cause, options), (on) => (on ? run(branch) : undefined));
    });
  }

  /** Nothing that comes later counts. */
  private end(): void {
    this.over = true;
    const { branch, token } = this;
    branch.cancel = undefined;
    this.unschedule?.();
    if (token !== undefined) branch.runtime.tokens.expire(token);
    if (this.timeout !== undefined) branch.runtime.clock.clearTimer(this.timeout);
    if (this.heartbeatTimer !== undefined) branch.runtime.clock.clearTimer(this.heartbeatTimer);
    this.abort.abort(attemptEnded);
    // What a `.sync` task waits for ends with it. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
    if (this.child !== undefined) {
      const cause = `The Task state in AWS Step Functions execution [${branch.execution.arn}] which was managing this resource was aborted`;
      branch.runtime.stopExecution(this.child, undefined, cause);
    }
  }
}

/** ARN of the execution that `states:startExecution` started. */
function childArn(output: Json): string | undefined {
  const arn = typeof output === 'object' && output !== null && !Array.isArray(output) ? output.ExecutionArn : undefined;
  return typeof arn === 'string' ? arn : undefined;
}
