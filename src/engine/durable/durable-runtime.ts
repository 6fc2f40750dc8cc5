import type { ExecutionStatus } from '../api/engine-port.ts';
import type { ChildExecution, Runtime } from '../execution/runtime.ts';
import type { WaitingTask } from '../execution/task-tokens.ts';
import type { ActivityTask } from '../execution/activities.ts';
import { jsonText, parsedText } from '../json-text.ts';
import type { MapRun } from '../map-run/map-run.ts';
import type { ServiceCall, ServiceOutcome } from '../ports.ts';
import { AbsentExecution, describedEnd, endingOf, type EndedExecution } from './ended-execution.ts';
import { recordedObjects, type ReplayedObjects } from './recorded-objects.ts';
import { ReplayError, type Input, type RecordedInput } from './recorded-input.ts';
import { Timeline, type WaitingTimer } from './timeline.ts';

/** A child that a replayed execution started, and whom its end is told. */
export interface ReplayedChild {
  readonly child: ChildExecution;
  readonly absent: AbsentExecution;
}

interface Call {
  readonly call: ServiceCall;
  readonly resolve: (outcome: ServiceOutcome) => void;
  /** The answer and when it came, for a task that goes on waiting after it. */
  answered?: { readonly outcome: ServiceOutcome; readonly at: number };
}

interface Token {
  readonly token: string;
  readonly owner: string;
  readonly task: WaitingTask;
  expired: boolean;
}

interface Offer {
  readonly arn: string;
  readonly task: ActivityTask;
  taken: boolean;
  unschedule: (() => void) | undefined;
}

/**
 * What an execution that outlives its process needs of the engine: every input passes through here and is kept. The same object replays
 * the inputs of an execution that is brought back, without calling anything, and then lets it go on.
 */
export class DurableRuntime implements Runtime {
  readonly timeline: Timeline;
  readonly clock: Timeline;
  readonly queue: Timeline;
  readonly random;
  readonly uuid;
  readonly account;
  readonly region;
  readonly limits;
  readonly run;
  readonly objects: Runtime['objects'];
  readonly tokens: Runtime['tokens'];
  readonly activities: Runtime['activities'];
  private readonly replayedObjects: ReplayedObjects | undefined;
  private counts = { call: 0, task: 0, offer: 0, child: 0, ended: 0 };
  /** Kept while it is replayed only, by number. */
  private readonly calls = new Map<number, Call>();
  private readonly tasks = new Map<number, Token>();
  private readonly offers = new Map<number, Offer>();
  private readonly children = new Map<number, ReplayedChild>();
  private readonly awaited = new Map<number, { readonly arn: string; readonly listener: (ended: EndedExecution) => void }>();
  private readonly mapRuns = new Map<string, MapRun>();

  constructor(
    private readonly base: Runtime,
    streams: Pick<Runtime, 'random' | 'uuid'>,
    write: (input: RecordedInput) => void,
    replayFrom?: number,
  ) {
    this.timeline = this.clock = this.queue = new Timeline(base, write, replayFrom);
    ({ random: this.random, uuid: this.uuid } = streams);
    ({ account: this.account, region: this.region, limits: this.limits, run: this.run } = base);
    const objects = base.objects === undefined ? undefined : recordedObjects(base.objects, this.timeline);
    this.objects = this.replayedObjects = objects;
    this.tokens = { add: (token, owner, task) => this.addToken(token, owner, task), expire: (token) => this.expire(token) };
    this.activities = { has: (arn) => this.hasActivity(arn), schedule: (arn, task) => this.offer(arn, task) };
  }

  get replaying(): boolean {
    return this.timeline.replaying;
  }

  received(input: Input): void {
    this.timeline.received(input);
  }

  callService(call: ServiceCall): Promise<ServiceOutcome> {
    const n = this.counts.call++;
    if (!this.replaying) return this.issue(n, call);
    return new Promise((resolve) => this.calls.set(n, { call, resolve }));
  }

  private issue(n: number, call: ServiceCall): Promise<ServiceOutcome> {
    return this.base.callService(call).then((outcome) => {
      if (!call.signal.aborted) this.received({ kind: 'call', n, outcome });
      return outcome;
    });
  }

  private addToken(token: string, owner: string, task: WaitingTask): void {
    const n = this.counts.task++;
    const kept = { token, owner, task: this.recordedTask(n, task), expired: false };
    if (this.replaying) this.tasks.set(n, { ...kept, task });
    else this.base.tokens.add(token, owner, kept.task);
  }

  private recordedTask(n: number, task: WaitingTask): WaitingTask {
    return {
      succeed: (output) => {
        this.received({ kind: 'task-success', n, output: jsonText(output) });
        task.succeed(output);
      },
      fail: (error, cause) => {
        const why = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
        this.received({ kind: 'task-failure', n, ...why });
        task.fail(error, cause);
      },
      heartbeat: () => {
        this.received({ kind: 'task-heartbeat', n });
        task.heartbeat();
      },
    };
  }

  private expire(token: string): void {
    if (!this.replaying) this.base.tokens.expire(token);
    else for (const kept of this.tasks.values()) if (kept.token === token) kept.expired = true;
  }

  private hasActivity(arn: string): boolean {
    if (this.replaying) {
      const recorded = this.timeline.take('activity');
      if (recorded) return recorded.exists;
    }
    const exists = this.base.activities.has(arn);
    this.received({ kind: 'activity', exists });
    return exists;
  }

  private offer(arn: string, task: ActivityTask): () => void {
    const n = this.counts.offer++;
    const offer: Offer = { arn, task, taken: false, unschedule: undefined };
    if (this.replaying) this.offers.set(n, offer);
    else this.schedule(n, offer);
    return () => {
      this.offers.delete(n);
      offer.unschedule?.();
    };
  }

  private schedule(n: number, offer: Offer): void {
    const { arn, task } = offer;
    offer.unschedule = this.base.activities.schedule(arn, {
      ...task,
      started: (workerName) => {
        this.received({ kind: 'worker', n, ...(workerName === undefined ? {} : { workerName }) });
        task.started(workerName);
      },
    });
  }

  startChild(child: ChildExecution): EndedExecution {
    const n = this.counts.child++;
    if (!this.replaying) return this.base.startChild(this.toldOf(n, child));
    const { name, stateMachineArn, input, type } = child;
    const arn = `${stateMachineArn.replace(':stateMachine:', type === 'EXPRESS' ? ':express:' : ':execution:')}:${name}`;
    const absent = new AbsentExecution(arn, name, stateMachineArn, input, this.timeline.now());
    this.children.set(n, { child: this.toldOf(n, child), absent });
    return absent;
  }

  /** The child's end is an input of its parent. */
  private toldOf(n: number, child: ChildExecution): ChildExecution {
    return {
      ...child,
      closed: (ended) => {
        this.received({ kind: 'child', n, end: endingOf(ended) });
        child.closed(ended);
      },
    };
  }

  canRedriveChild(childArn: string): boolean {
    return this.base.canRedriveChild(childArn);
  }

  redrivableChildren(childArns: readonly string[]): readonly string[] {
    const recorded = this.replaying ? this.timeline.take('redrivable') : undefined;
    if (recorded) return recorded.arns;
    const arns = this.base.redrivableChildren(childArns);
    this.received({ kind: 'redrivable', arns });
    return arns;
  }

  redriveChild(childArn: string): void {
    if (!this.replaying) this.base.redriveChild(childArn);
    else this.absent(childArn).status = 'RUNNING';
  }

  markChild(childArn: string, status: ExecutionStatus): void {
    if (!this.replaying) this.base.markChild(childArn, status);
    else this.absent(childArn).status = status;
  }

  private absent(childArn: string): AbsentExecution {
    for (const { absent } of this.children.values()) if (absent.arn === childArn) return absent;
    throw new ReplayError(`${childArn} is no child`);
  }

  stopExecution(executionArn: string, error: string | undefined, cause: string | undefined): void {
    if (!this.replaying) {
      this.base.stopExecution(executionArn, error, cause);
      return;
    }
    // A child of a Map Run ended within this very call.
    const next = this.timeline.peek();
    if (next?.kind !== 'child' || this.children.get(next.n)?.absent.arn !== executionArn) return;
    this.timeline.take('child');
    this.deliver(next);
  }

  registerMapRun(mapRun: MapRun): void {
    this.mapRuns.set(mapRun.mapRunArn, mapRun);
    mapRun.onChange = (change) => this.received({ kind: 'map-run', mapRunArn: mapRun.mapRunArn, change });
    this.base.registerMapRun(mapRun);
  }

  whenEnded(arn: string, listener: (ended: EndedExecution) => void): boolean {
    const n = this.counts.ended++;
    if (!this.replaying) return this.awaitEnd(n, arn, listener);
    this.awaited.set(n, { arn, listener });
    return true;
  }

  private awaitEnd(n: number, arn: string, listener: (ended: EndedExecution) => void): boolean {
    return this.base.whenEnded(arn, (ended) => {
      this.received({ kind: 'ended', n, execution: describedEnd(ended) });
      listener(ended);
    });
  }

  timeOut(execution: Parameters<Runtime['timeOut']>[0]): void {
    this.base.timeOut(execution);
  }

  /** Hands a recorded input on. */
  deliver(input: RecordedInput): void {
    switch (input.kind) {
      case 'timer':
        return this.timeline.fire(input.n);
      case 'call': {
        const call = known(this.calls.get(input.n), input);
        if (call.call.pattern === 'requestResponse' || !input.outcome.ok) this.calls.delete(input.n);
        else call.answered = { outcome: input.outcome, at: input.at };
        return call.resolve(input.outcome);
      }
      case 'objects':
        return this.replayedObjects!.answer(input.n, input.answer);
      case 'task-success':
        return this.end(input.n, input).succeed(parsedText(input.output));
      case 'task-failure':
        return this.end(input.n, input).fail(input.error, input.cause);
      case 'task-heartbeat':
        return known(this.tasks.get(input.n), input).task.heartbeat();
      case 'worker': {
        const offer = known(this.offers.get(input.n), input);
        offer.taken = true;
        return offer.task.started(input.workerName);
      }
      case 'child': {
        const { child, absent } = known(this.children.get(input.n), input);
        absent.end(input.end);
        return child.closed(absent);
      }
      case 'ended': {
        const { listener } = known(this.awaited.get(input.n), input);
        this.awaited.delete(input.n);
        return listener(AbsentExecution.of(input.execution));
      }
      case 'map-run':
        return known(this.mapRuns.get(input.mapRunArn), input).update(input.change);
      default:
        throw new ReplayError(`${input.kind} is no input of a port`);
    }
  }

  private end(n: number, input: RecordedInput): WaitingTask {
    const kept = known(this.tasks.get(n), input);
    kept.expired = true;
    return kept.task;
  }

  /** Children that a replayed execution started, with how they stand for it. */
  replayedChildren(): ReplayedChild[] {
    return [...this.children.values()];
  }

  /**
   * Lets a replayed execution go on: calls without an answer are made again, but invocations of functions, which fail as they do when the
   * connection to Lambda is lost. Gives the timers, which are armed in one order with those of other executions.
   */
  goOn({ waits, ended }: GoOn): WaitingTimer[] {
    const timers = this.timeline.goOn();
    for (const [n, { token, owner, task, expired }] of this.tasks) {
      this.base.tokens.add(token, owner, this.recordedTask(n, task));
      if (expired) this.base.tokens.expire(token);
    }
    for (const [n, offer] of this.offers) if (!offer.taken) this.schedule(n, offer);
    for (const [n, { call, resolve, answered }] of this.calls) {
      if (call.signal.aborted) continue;
      if (answered) waits(call, answered.at);
      else if (call.service === 'lambda') this.interrupt(n, resolve);
      else void this.issue(n, call).then(resolve);
    }
    for (const [n, { arn, listener }] of this.awaited) {
      if (this.awaitEnd(n, arn, listener)) continue;
      const end = ended(arn);
      if (end) this.base.queue.add(() => this.tellEnd(n, end, listener));
    }
    this.replayedObjects?.goOn();
    for (const map of [this.calls, this.tasks, this.offers, this.awaited]) map.clear();
    return timers;
  }

  private tellEnd(n: number, ended: EndedExecution, listener: (ended: EndedExecution) => void): void {
    this.received({ kind: 'ended', n, execution: describedEnd(ended) });
    listener(ended);
  }

  private interrupt(n: number, resolve: (outcome: ServiceOutcome) => void): void {
    this.received({ kind: 'call', n, outcome: interrupted });
    resolve(interrupted);
  }

  /** Nobody needs to know any more what the children were before. */
  forgetReplay(): void {
    this.children.clear();
  }
}

/** What an execution that goes on needs to know of the world meanwhile. */
export interface GoOn {
  /** A task waits whose service answered at this time: for its token, or for its job. */
  waits(call: ServiceCall, answeredAt: number): void;
  /** An execution that ended and left memory. */
  ended(executionArn: string): EndedExecution | undefined;
}

const interrupted: ServiceOutcome = {
  ok: false,
  error: 'Lambda.SdkClientException',
  cause: 'Unable to execute HTTP request: the process that ran this organization ended before the function answered.',
};

function known<Kept>(kept: Kept | undefined, { kind }: RecordedInput): Kept {
  if (kept === undefined) throw new ReplayError(`nothing waits for an input ${kind}`);
  return kept;
}
