import type { ParallelState } from '../definition/state.ts';
import { Branch } from '../execution/branch.ts';
import { effectiveInput, evaluatePayload } from '../execution/data-flow.ts';
import { FanOut } from '../execution/fan-out.ts';
import { failEvaluation, type GoesOn } from '../execution/leave.ts';
import { chain, type MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure } from '../expressions/index.ts';
import type { Json } from '../json.ts';

/** Parallel: runs its branches at once and hands on their outputs as an array. https://states-language.net/#parallel-state */
export function runParallel(branch: Branch, state: ParallelState): MaybePromise<GoesOn> {
  const input = effectiveInput(branch);
  if (input instanceof EvaluationFailure) return failEvaluation(branch, input);
  const payload = state.jsonata ? state.arguments : state.parameters;
  return chain(payload === undefined ? input : evaluatePayload(branch, payload, input), (value) => {
    if (value instanceof EvaluationFailure) return failEvaluation(branch, value);
    new ParallelRun(branch, state).begin(value);
    return false;
  });
}

class ParallelRun extends FanOut {
  private left: number;

  constructor(
    branch: Branch,
    private readonly state: ParallelState,
  ) {
    super(branch, new Array<Json>(state.branches.length));
    this.left = state.branches.length;
  }

  begin(input: Json): void {
    const { branch, state } = this;
    const previousEventId = branch.record('ParallelStateStarted');
    const { runtime, execution, variables, mapItem } = branch;
    const inner = state.branches.map(
      (flow, index) => new Branch(runtime, execution, flow, this, index, mapItem, { input, variables, previousEventId }),
    );
    for (const one of inner) this.start(one);
  }

  override branchSucceeded(inner: Branch, output: Json): void {
    this.results[inner.index] = output;
    this.live.delete(inner);
    this.left -= 1;
    if (this.left === 0) this.complete('ParallelStateSucceeded', inner.lastEventId);
  }

  override branchFailed(inner: Branch, error: string | undefined, cause: string | undefined): void {
    this.failWith(inner, error, cause);
  }
}
