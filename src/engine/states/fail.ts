import type { FailState, Value } from '../definition/state.ts';
import type { Branch } from '../execution/branch.ts';
import { evaluateValue, type Outcome } from '../execution/data-flow.ts';
import { failEvaluation, type GoesOn } from '../execution/leave.ts';
import { chain, type MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure } from '../expressions/index.ts';
import type { Json } from '../json.ts';

/** Fail: ends its flow with an error and a cause. https://states-language.net/#fail-state */
export function runFail(branch: Branch, state: FailState): MaybePromise<GoesOn> {
  return chain(text(branch, state.error), (error) => {
    if (error instanceof EvaluationFailure) return failEvaluation(branch, error);
    return chain(text(branch, state.cause), (cause) => {
      if (cause instanceof EvaluationFailure) return failEvaluation(branch, cause);
      branch.ended = true;
      branch.owner.branchFailed(branch, asText(error), asText(cause));
      return false;
    });
  });
}

const text = (branch: Branch, value: Value | undefined): MaybePromise<Outcome<Json | undefined>> =>
  value === undefined ? undefined : evaluateValue(branch, value, branch.input);

const asText = (value: Json | undefined): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
