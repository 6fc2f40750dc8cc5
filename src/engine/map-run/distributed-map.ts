import type { MapState, Value } from '../definition/state.ts';
import type { Branch } from '../execution/branch.ts';
import { evaluatePayload, evaluateValue } from '../execution/data-flow.ts';
import type { EndedExecution } from '../durable/ended-execution.ts';
import { fail, failEvaluation, succeed, type GoesOn } from '../execution/leave.ts';
import { chain, type MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure, numberIn, type JsonataTemplate, type JsonObject, type Template } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import { itemScope } from '../states/item-scope.ts';
import {
  evaluateMapSettings,
  evaluateNumber,
  isExceeded,
  refuse,
  toleranceError,
  type MapSettings,
} from '../states/map-settings.ts';
import { batchItems } from './item-batches.ts';
import { readItems, type ReadItems } from './item-reader.ts';
import { MapRun } from './map-run.ts';
import { childResult, gatherResults, writeResults, type ChildResult } from './result-writer.ts';

/** A Distributed Map: each item, or batch of items, is a child execution. `items` is undefined when an ItemReader reads them. */
export function runDistributedMap(
  branch: Branch,
  state: MapState,
  input: Json,
  items: readonly Json[] | undefined,
): MaybePromise<GoesOn> {
  const started = (): void => void branch.record('MapStateStarted', { length: items?.length ?? 0 });
  return chain(evaluateMapSettings(branch, state, input, started), (settings) => {
    if (settings instanceof EvaluationFailure) return failEvaluation(branch, settings);
    const controller = new DistributedMap(branch, state, input, settings);
    // Reading from S3 takes time: the queue must not wait for it.
    branch.runtime.queue.add(() => {
      if (branch.execution.status === 'RUNNING') void controller.begin(items);
    });
    return false;
  });
}

/** What a child's end counts as. */
const endings = { SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'timedOut', ABORTED: 'aborted' } as const;
type Ending = keyof typeof endings;

/** A child to be redriven: the index of its work, and how it ended. */
interface Redrive {
  readonly index: number;
  readonly ended: Ending;
}

/** What is kept of a child; its execution may leave memory. */
interface Child {
  readonly arn: string;
  readonly ended: Ending;
}

class DistributedMap {
  private readonly mapRun: MapRun;
  private readonly label: string;
  /** The MapRunStarted or MapRunRedriven event. */
  private startedEventId: number;
  private work: { input: Json; itemCount: number }[] = [];
  private next = 0;
  /** Work that did not succeed, by index, and its last child; it goes before what was never started. */
  private readonly unsuccessful = new Map<number, Child>();
  private redrives: Redrive[] = [];
  /** By ARN. */
  private readonly live = new Set<string>();
  /** By item: each child's output, or its error as a catcher would get it. */
  private readonly outputs: Json[] = [];
  /** By item, when a ResultWriter wants them. */
  private readonly described: ChildResult[] = [];
  private total = 0;
  private closed = false;

  constructor(
    private readonly branch: Branch,
    private readonly state: MapState,
    private readonly input: Json,
    private readonly settings: MapSettings,
  ) {
    const { runtime, execution } = branch;
    this.label = state.label ?? runtime.uuid();
    const machine = execution.stateMachineArn.split(':').at(-1)!;
    const arn = `arn:aws:states:${runtime.region}:${runtime.account}:mapRun:${machine}/${this.label}:${runtime.uuid()}`;
    this.mapRun = new MapRun(arn, execution.arn, `${execution.stateMachineArn}/${this.label}`, runtime.clock.now(), {
      maxConcurrency: settings.maxConcurrency,
      toleratedFailureCount: settings.toleratedFailureCount ?? 0,
      toleratedFailurePercentage: settings.toleratedFailurePercentage ?? 0,
    });
    this.mapRun.notRedrivable = () => this.countNotRedrivable();
    runtime.registerMapRun(this.mapRun);
    this.startedEventId = branch.record('MapRunStarted', { mapRunArn: arn });
    branch.cancel = () => this.abort();
  }

  async begin(items: readonly Json[] | undefined): Promise<void> {
    const read = items === undefined ? await this.read() : ({ ok: true, items } as const);
    if (this.closed) return;
    if (!read.ok) {
      this.finish(() => this.failWith(read.error, read.cause));
      return;
    }
    const inputs = await this.select(read.items);
    if (this.closed) return;
    if (inputs instanceof EvaluationFailure) {
      this.finish(() => failEvaluation(this.branch, inputs));
      return;
    }
    this.total = read.items.length;
    this.work = inputs;
    for (const { itemCount } of this.work) this.mapRun.count(itemCount, undefined, 'pending');
    this.branch.runtime.queue.add(() => this.fill());
  }

  private async read(): Promise<ReadItems> {
    const { branch, input } = this;
    const reader = this.state.itemReader!;
    const args = reader.arguments === undefined ? {} : await evaluatePayload(branch, reader.arguments, input);
    if (args instanceof EvaluationFailure) return { ok: false, error: args.error, cause: args.cause };
    const maxItems = reader.maxItems === undefined ? undefined : await evaluateValue(branch, reader.maxItems, input);
    if (maxItems instanceof EvaluationFailure) return { ok: false, error: maxItems.error, cause: maxItems.cause };
    const { resource, config } = reader;
    const { objects } = branch.runtime;
    return readItems(objects, {
      resource,
      arguments: args as JsonObject,
      config,
      maxItems: maxItems === undefined ? undefined : (numberIn(maxItems) ?? maxItems),
      roleArn: branch.execution.roleArn,
    });
  }

  /** The inputs of the children: each item through ItemSelector, then batched. */
  private async select(items: readonly Json[]): Promise<{ input: Json; itemCount: number }[] | EvaluationFailure> {
    const { branch, state, input } = this;
    const selected: Json[] = [];
    for (const [index, item] of items.entries()) {
      const value =
        state.itemSelector === undefined
          ? item
          : evaluatePayload(itemScope(branch, { Index: index, Value: item }), state.itemSelector, input);
      const ready = value instanceof Promise ? await value : value;
      if (ready instanceof EvaluationFailure) return ready;
      selected.push(ready);
    }
    const batcher = state.itemBatcher;
    if (batcher === undefined) return selected.map((one) => ({ input: one, itemCount: 1 }));
    const positive = async (value: Value | undefined, field: string): Promise<number | undefined | EvaluationFailure> => {
      const found = await evaluateNumber(branch, value, input, 'integer');
      if (typeof found !== 'number' || found > 0) return found;
      return refuse(state, field, `${field} must be positive.`);
    };
    const maxItems = await positive(batcher.maxItems, 'MaxItemsPerBatch');
    if (maxItems instanceof EvaluationFailure) return maxItems;
    const maxBytes = await positive(batcher.maxBytes, 'MaxInputBytesPerBatch');
    if (maxBytes instanceof EvaluationFailure) return maxBytes;
    const common = await this.payload(batcher.input);
    if (common instanceof EvaluationFailure) return common;
    return batchItems(selected, { maxItems, maxBytes, input: common });
  }

  private async payload(payload: Template | JsonataTemplate | undefined): Promise<Json | undefined | EvaluationFailure> {
    return payload === undefined ? undefined : evaluatePayload(this.branch, payload, this.input);
  }

  private fill(): void {
    const { maxConcurrency } = this.mapRun;
    const limit = maxConcurrency === 0 ? this.branch.runtime.limits.maxMapRunConcurrency : maxConcurrency;
    while (!this.closed && this.redrives.length > 0 && this.live.size < limit) this.redriveChild(this.redrives.shift()!);
    while (!this.closed && this.next < this.work.length && this.live.size < limit) this.startNext();
    if (this.closed || this.live.size > 0 || this.redrives.length > 0 || this.next < this.work.length) return;
    // Redriven, what could not be redriven is still failed.
    if (!this.failIfExceeded()) void this.succeed();
  }

  private startNext(): void {
    const index = this.next;
    this.next += 1;
    this.mapRun.count(this.work[index]!.itemCount, 'pending', 'running');
    this.startChild(index);
  }

  /** A Standard child goes on from where it failed; an Express one is started anew. */
  private redriveChild({ index, ended }: Redrive): void {
    const { branch, mapRun, work } = this;
    const before = this.unsuccessful.get(index)!;
    this.unsuccessful.delete(index);
    mapRun.childRedriven(work[index]!.itemCount, endings[ended]);
    if (this.state.childType === 'EXPRESS') {
      this.startChild(index);
      return;
    }
    this.live.add(before.arn);
    branch.runtime.markChild(before.arn, ended);
    branch.runtime.redriveChild(before.arn);
  }

  private startChild(index: number): void {
    const { branch, state, mapRun } = this;
    const { runtime, execution } = branch;
    const { input, itemCount } = this.work[index]!;
    const child = runtime.startChild({
      name: runtime.uuid(),
      stateMachineArn: mapRun.stateMachineArn,
      mapRunArn: mapRun.mapRunArn,
      itemCount,
      parent: execution,
      flow: state.processor,
      type: state.childType,
      input,
      closed: (closed) => this.childClosed(closed, index, itemCount),
    });
    // A child of synchronous states only has ended by now.
    if (child.status === 'RUNNING') this.live.add(child.arn);
  }

  private childClosed(child: EndedExecution, index: number, itemCount: number): void {
    this.live.delete(child.arn);
    this.mapRun.count(itemCount, 'running', endings[child.status as keyof typeof endings]);
    if (child.status !== 'SUCCEEDED') this.unsuccessful.set(index, { arn: child.arn, ended: child.status as Ending });
    if (this.closed) return;
    if (this.state.resultWriter !== undefined) this.described[index] = childResult(child);
    else this.outputs[index] = child.outputValue ?? { Error: child.error ?? null, Cause: child.cause ?? null };
    if (!this.failIfExceeded()) this.branch.runtime.queue.add(() => this.fill());
  }

  private failIfExceeded(): boolean {
    if (!isExceeded(this.tolerance(), this.mapRun.failedItems, this.total)) return false;
    this.finish(() => this.failWith(toleranceError, 'The specified tolerated failure threshold was exceeded'));
    return true;
  }

  /** As the definition has it, unless UpdateMapRun changed it. */
  private tolerance(): MapSettings {
    const { settings, mapRun } = this;
    const current = (given: number | undefined, now: number): number | undefined => (now === (given ?? 0) ? given : now);
    return {
      ...settings,
      toleratedFailureCount: current(settings.toleratedFailureCount, mapRun.toleratedFailureCount),
      toleratedFailurePercentage: current(settings.toleratedFailurePercentage, mapRun.toleratedFailurePercentage),
    };
  }

  private async succeed(): Promise<void> {
    const output = await this.output();
    if (this.closed) return;
    if (!output.ok) {
      this.finish(() => this.failWith(output.error, output.cause));
      return;
    }
    this.finish(() => {
      const { branch } = this;
      this.close('SUCCEEDED');
      this.mapRun.resultsAreWritten();
      branch.record('MapRunSucceeded');
      branch.record('MapStateSucceeded');
      branch.exitPreviousEventId = this.startedEventId;
      return succeed(branch, output.output, true);
    });
  }

  /** The children's outputs in the order of the items, or where ResultWriter put them. */
  private async output(): Promise<{ ok: true; output: Json } | { ok: false; error: string; cause: string }> {
    const writer = this.state.resultWriter;
    if (writer === undefined) return { ok: true, output: this.outputs };
    if (writer.resource === undefined) return { ok: true, output: gatherResults(writer.config, this.described) };
    const args = (await this.payload(writer.arguments)) ?? {};
    if (args instanceof EvaluationFailure) return { ok: false, error: args.error, cause: args.cause };
    const { Bucket: bucket, Prefix: prefix } = args as JsonObject;
    const destination = {
      bucket: String(bucket),
      prefix: typeof prefix === 'string' ? prefix : '',
      roleArn: this.branch.execution.roleArn,
      config: writer.config,
    };
    return writeResults(this.branch.runtime.objects, destination, this.mapRun, this.described);
  }

  private failWith(error: string, cause: string): MaybePromise<GoesOn> {
    const { branch } = this;
    this.close('FAILED');
    for (const arn of [...this.live]) branch.runtime.stopExecution(arn, undefined, undefined);
    branch.record('MapRunFailed', { cause, error });
    return fail(branch, error, cause, { stateFailed: true });
  }

  private close(status: MapRun['status']): void {
    this.closed = true;
    this.branch.cancel = undefined;
    this.callOffRedrives();
    // Before there was work there is nothing to go on with: the state runs anew then.
    if (status !== 'SUCCEEDED' && this.work.length > 0) this.branch.resume = (redrivenEventId) => this.redrive(redrivenEventId);
    this.mapRun.status = status;
    this.mapRun.stopDate = this.branch.runtime.clock.now();
  }

  /**
   * RedriveExecution of the execution: what did not succeed runs again, then what was never started.
   * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html
   */
  private redrive(redrivenEventId: number): void {
    const { branch, mapRun, work, unsuccessful } = this;
    this.closed = false;
    branch.resume = undefined;
    branch.cancel = () => this.abort();
    const { runtime } = branch;
    const express = this.state.childType === 'EXPRESS';
    const arns = [...unsuccessful.values()].map(({ arn }) => arn);
    const redrivable = new Set(express ? arns : runtime.redrivableChildren(arns));
    this.redrives = [...unsuccessful]
      .filter(([, { arn }]) => redrivable.has(arn))
      .map(([index, { ended }]) => ({ index, ended }))
      .sort((one, other) => one.index - other.index);
    const items = this.redrives.reduce((sum, { index }) => sum + work[index]!.itemCount, 0);
    // An Express child is never run again itself: another one takes its place.
    if (!express) for (const { index } of this.redrives) runtime.markChild(unsuccessful.get(index)!.arn, 'PENDING_REDRIVE');
    mapRun.redriven(branch.runtime.clock.now(), this.redrives.length, items);
    branch.lastEventId = redrivenEventId;
    const { mapRunArn, redriveCount } = mapRun;
    this.startedEventId = branch.record('MapRunRedriven', { mapRunArn, redriveCount });
    branch.runtime.queue.add(() => this.fill());
  }

  /** Children that still waited for their redrive are again what they were. */
  private callOffRedrives(): void {
    const { runtime } = this.branch;
    for (const { index, ended } of this.redrives) runtime.markChild(this.unsuccessful.get(index)!.arn, ended);
    this.redrives = [];
    this.mapRun.redriveOver();
  }

  private countNotRedrivable(): { executions: number; items: number } {
    const { runtime } = this.branch;
    if (this.state.childType === 'EXPRESS') return { executions: 0, items: 0 };
    const lost = [...this.unsuccessful].filter(([, { arn }]) => !runtime.canRedriveChild(arn));
    return { executions: lost.length, items: lost.reduce((sum, [index]) => sum + this.work[index]!.itemCount, 0) };
  }

  private abort(): void {
    if (this.closed) return;
    this.close('ABORTED');
    for (const arn of [...this.live]) this.branch.runtime.stopExecution(arn, undefined, undefined);
  }

  private finish(end: () => MaybePromise<GoesOn>): void {
    const { branch } = this;
    const { queue, run } = branch.runtime;
    queue.add(() => chain(end(), (on) => (on ? run(branch) : undefined)));
  }
}
