import type { MapState, Value } from '../definition/state.ts';
import { Branch } from '../execution/branch.ts';
import { effectiveInput, evaluatePayload, evaluateValue } from '../execution/data-flow.ts';
import { FanOut } from '../execution/fan-out.ts';
import { failEvaluation, type GoesOn } from '../execution/leave.ts';
import { chain, type MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure, queryEvaluationFailure, type JsonObject } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import { runDistributedMap } from '../map-run/distributed-map.ts';
import { itemScope } from './item-scope.ts';
import { evaluateMapSettings, isExceeded, toleranceError, type MapSettings } from './map-settings.ts';

/** Map: runs its processor for each item. https://states-language.net/#map-state */
export function runMap(branch: Branch, state: MapState): MaybePromise<GoesOn> {
  const input = effectiveInput(branch);
  if (input instanceof EvaluationFailure) return failEvaluation(branch, input);
  if (state.itemReader !== undefined) return runDistributedMap(branch, state, input, undefined);
  return chain(evaluateItems(branch, state.items, input), (items) => {
    if (items instanceof EvaluationFailure) return failEvaluation(branch, items);
    if (!Array.isArray(items)) return failItems(branch, state, items);
    if (state.distributed) return runDistributedMap(branch, state, input, items);
    return chain(
      evaluateMapSettings(branch, state, input, () => branch.record('MapStateStarted', { length: items.length })),
      (settings) => {
        if (settings instanceof EvaluationFailure) return failEvaluation(branch, settings);
        new InlineMap(branch, state, input, items, settings).begin();
        return false;
      },
    );
  });
}

function evaluateItems(branch: Branch, items: Value | undefined, input: Json): MaybePromise<Json | EvaluationFailure> {
  return items === undefined ? input : evaluateValue(branch, items, input);
}

function failItems(branch: Branch, state: MapState, items: Json): MaybePromise<GoesOn> {
  const cause = `Map state input must be an array but was: ${JSON.stringify(items)}`;
  if (state.jsonata) return failEvaluation(branch, queryEvaluationFailure(cause));
  return failEvaluation(
    branch,
    new EvaluationFailure('States.Runtime', `Reference path "${pathText(state.items)}" must point to array.`),
  );
}

const pathText = (items: Value | undefined): string => (items?.kind === 'path' ? items.path.text : '$');

class InlineMap extends FanOut {
  private next = 0;
  private failures = 0;
  private readonly maxConcurrency: number;
  private evaluating = false;

  constructor(
    branch: Branch,
    private readonly state: MapState,
    private readonly input: Json,
    private readonly items: readonly Json[],
    private readonly settings: MapSettings,
  ) {
    super(branch, new Array<Json>(items.length));
    const limit = branch.runtime.limits.maxInlineConcurrency;
    this.maxConcurrency = settings.maxConcurrency === 0 ? limit : settings.maxConcurrency;
  }

  begin(): void {
    if (this.items.length === 0) {
      this.complete('MapStateSucceeded', this.branch.lastEventId);
      return;
    }
    void this.fill(this.branch.lastEventId);
  }

  /** Starts iterations while there is room; all of them are recorded as started before the first one runs. */
  private fill(previousEventId: number): MaybePromise<void> {
    while (this.next < this.items.length && this.live.size < this.maxConcurrency && !this.evaluating) {
      const index = this.next;
      this.next += 1;
      const started = this.startIteration(index, previousEventId);
      if (started instanceof Promise) {
        this.evaluating = true;
        this.branch.runtime.queue.add(() =>
          started.then(() => {
            this.evaluating = false;
            return this.fill(previousEventId);
          }),
        );
        return;
      }
    }
  }

  private startIteration(index: number, previousEventId: number): MaybePromise<void> {
    const { branch, state } = this;
    const value = this.items[index]!;
    const mapItem = { Index: index, Value: value };
    const { runtime, execution, variables } = branch;
    const startWith = (input: Json): void => {
      const id = execution.recordNamed(previousEventId, 'MapIterationStarted', state.name, index);
      this.start(
        new Branch(runtime, execution, state.processor, this, index, mapItem, { input, variables, previousEventId: id }),
      );
    };
    if (state.itemSelector === undefined) {
      startWith(value);
      return;
    }
    const scope = itemScope(branch, mapItem);
    return chain(evaluatePayload(scope, state.itemSelector, this.input), (input) => {
      if (input instanceof EvaluationFailure) this.failSelector(input);
      else startWith(input);
    });
  }

  private failSelector(failure: EvaluationFailure): void {
    const { branch } = this;
    this.abort(undefined);
    const { queue, run } = branch.runtime;
    queue.add(() => chain(failEvaluation(branch, failure), (on) => (on ? run(branch) : undefined)));
  }

  override branchSucceeded(inner: Branch, output: Json): void {
    this.results[inner.index] = output;
    this.live.delete(inner);
    const previousEventId = inner.lastEventId;
    const id = inner.recordNamed('MapIterationSucceeded', this.state.name, inner.index);
    this.after(previousEventId, id);
  }

  override branchFailed(inner: Branch, error: string | undefined, cause: string | undefined): void {
    const { branch, state, settings } = this;
    const previousEventId = inner.lastEventId;
    const id = branch.execution.recordNamed(previousEventId, 'MapIterationFailed', state.name, inner.index);
    this.failures += 1;
    if (!settings.tolerates) {
      this.failWith(inner, error, cause);
      return;
    }
    if (isExceeded(settings, this.failures, this.items.length)) {
      this.failWith(inner, toleranceError, 'The specified tolerated failure threshold was exceeded');
      return;
    }
    const result: JsonObject = {};
    if (error !== undefined) result.Error = error;
    if (cause !== undefined) result.Cause = cause;
    this.results[inner.index] = result;
    this.live.delete(inner);
    this.after(previousEventId, id);
  }

  /** An iteration is over: the next one takes its place, or the state is done. */
  private after(previousEventId: number, iterationEventId: number): void {
    if (this.next >= this.items.length && this.live.size === 0) this.complete('MapStateSucceeded', iterationEventId);
    else void this.fill(previousEventId);
  }

  /** Failures are counted anew: those that were not tolerated run again. */
  protected override resumed(): void {
    this.failures = 0;
  }

  protected override recordBranchAborted(inner: Branch, abortedBy: number): void {
    inner.execution.recordNamed(abortedBy, 'MapIterationAborted', this.state.name, inner.index);
  }
}
