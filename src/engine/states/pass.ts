import type { PassState } from '../definition/state.ts';
import type { Branch } from '../execution/branch.ts';
import { effectiveInput } from '../execution/data-flow.ts';
import { failEvaluation, succeed, type GoesOn } from '../execution/leave.ts';
import type { MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure } from '../expressions/index.ts';

/** Pass: hands on its Result, its Parameters, or its input. https://states-language.net/#pass-state */
export function runPass(branch: Branch, state: PassState): MaybePromise<GoesOn> {
  if (state.jsonata) return succeed(branch, state.result ?? branch.input, false);
  const input = effectiveInput(branch);
  if (input instanceof EvaluationFailure) return failEvaluation(branch, input);
  if (state.result !== undefined) return succeed(branch, state.result, false);
  const result = state.parameters === undefined ? input : state.parameters.evaluate(input, branch);
  return result instanceof EvaluationFailure ? failEvaluation(branch, result) : succeed(branch, result, false);
}
