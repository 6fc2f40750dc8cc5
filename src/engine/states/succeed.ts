import type { Branch } from '../execution/branch.ts';
import { effectiveInput } from '../execution/data-flow.ts';
import { failEvaluation, succeed, type GoesOn } from '../execution/leave.ts';
import type { MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure } from '../expressions/index.ts';

/** Succeed: ends its flow. https://states-language.net/#succeed-state */
export function runSucceed(branch: Branch): MaybePromise<GoesOn> {
  const input = effectiveInput(branch);
  return input instanceof EvaluationFailure ? failEvaluation(branch, input) : succeed(branch, input, false);
}
