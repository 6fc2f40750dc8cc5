import type { ChoiceBranch, ChoiceState } from '../definition/state.ts';
import type { Branch } from '../execution/branch.ts';
import { effectiveInput, exitOf } from '../execution/data-flow.ts';
import { failEvaluation, leave, type GoesOn } from '../execution/leave.ts';
import { chain, type MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure, runtimeFailure } from '../expressions/index.ts';
import type { Json } from '../json.ts';

/**
 * No rule holds and there is no Default. The specification's States.NoChoiceMatched is not what AWS reports: it fails for want of a
 * transition (https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html, "Default"), and neither Retry nor Catch can stand here.
 */
export const noChoice = runtimeFailure('Failed to transition out of the state. The state does not point to a next state.');

/** Choice: the first rule that holds says where to go on. https://states-language.net/#choice-state */
export function runChoice(branch: Branch, state: ChoiceState): MaybePromise<GoesOn> {
  const input = effectiveInput(branch);
  if (input instanceof EvaluationFailure) return failEvaluation(branch, input);
  return tryFrom(branch, state, input, 0);
}

function tryFrom(branch: Branch, state: ChoiceState, input: Json, first: number): MaybePromise<GoesOn> {
  for (let index = first; index < state.choices.length; index += 1) {
    const choice = state.choices[index]!;
    const holds = evaluateChoice(branch, choice, input);
    if (holds instanceof Promise) {
      return holds.then((held) =>
        held instanceof EvaluationFailure
          ? failEvaluation(branch, held)
          : held
            ? take(branch, state, input, choice.exit ?? state, choice.next)
            : tryFrom(branch, state, input, index + 1),
      );
    }
    if (holds instanceof EvaluationFailure) return failEvaluation(branch, holds);
    if (holds) return take(branch, state, input, choice.exit ?? state, choice.next);
  }
  if (state.default !== undefined) return take(branch, state, input, state, state.default);
  return failEvaluation(branch, noChoice);
}

function evaluateChoice(
  branch: Branch,
  { rule, condition }: ChoiceBranch,
  input: Json,
): MaybePromise<boolean | EvaluationFailure> {
  if (rule !== undefined) return rule.evaluate(input, branch);
  if (typeof condition === 'boolean') return condition;
  return condition!.evaluate({ input: branch.input, context: branch.context }, branch) as MaybePromise<
    boolean | EvaluationFailure
  >;
}

/** @param of the state with Output and Assign of the rule that held; the state itself for its Default. */
function take(branch: Branch, state: ChoiceState, input: Json, of: ChoiceState, next: string): MaybePromise<GoesOn> {
  const exit = exitOf(branch, of, input, false);
  return chain(exit, (value) =>
    value instanceof EvaluationFailure ? failEvaluation(branch, value) : leave(branch, state, value, next),
  );
}
