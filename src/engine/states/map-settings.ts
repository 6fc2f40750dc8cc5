import type { MapState, Value } from '../definition/state.ts';
import type { Branch } from '../execution/branch.ts';
import { evaluateValue } from '../execution/data-flow.ts';
import { chain, type MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure, numberIn, queryEvaluationFailure, runtimeFailure } from '../expressions/index.ts';
import type { Json } from '../json.ts';

/** How many items run at once, and how many may fail. */
export interface MapSettings {
  /** 0 stands for as many as the service allows. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
  /** Whether the definition tolerates failures at all. */
  readonly tolerates: boolean;
}

export const toleranceError = 'States.ExceedToleratedFailureThreshold';

/** Evaluates MaxConcurrency, calls `started` (the state counts as started from here on), then the tolerance. */
export function evaluateMapSettings(
  branch: Branch,
  state: MapState,
  input: Json,
  started: () => void,
): MaybePromise<MapSettings | EvaluationFailure> {
  return chain(evaluateNumber(branch, state.maxConcurrency, input, 'integer'), (maxConcurrency) => {
    if (maxConcurrency instanceof EvaluationFailure) return maxConcurrency;
    if (maxConcurrency !== undefined && maxConcurrency < 0)
      return refuse(state, 'MaxConcurrency', 'MaxConcurrency cannot be negative.');
    started();
    return chain(evaluateNumber(branch, state.toleratedFailureCount, input, 'integer'), (count) => {
      if (count instanceof EvaluationFailure) return count;
      if (count !== undefined && count < 0)
        return refuse(state, 'ToleratedFailureCount', 'ToleratedFailureCount cannot be negative.');
      return chain(evaluateNumber(branch, state.toleratedFailurePercentage, input, 'float'), (percentage) => {
        if (percentage instanceof EvaluationFailure) return percentage;
        if (percentage !== undefined && !(percentage >= 0 && percentage <= 100)) {
          return refuse(state, 'ToleratedFailurePercentage', 'ToleratedFailurePercentage must be between 0 and 100.');
        }
        return {
          maxConcurrency: maxConcurrency ?? 0,
          toleratedFailureCount: count,
          toleratedFailurePercentage: percentage,
          tolerates: count !== undefined || percentage !== undefined,
        };
      });
    });
  });
}

/** Whether `failures` of `items` are more than the state tolerates. */
export function isExceeded(
  { toleratedFailureCount, toleratedFailurePercentage }: MapSettings,
  failures: number,
  items: number,
): boolean {
  if (failures === 0) return false;
  if (toleratedFailureCount === undefined && toleratedFailurePercentage === undefined) return true;
  if (toleratedFailureCount !== undefined && failures > toleratedFailureCount) return true;
  return toleratedFailurePercentage !== undefined && (100 * failures) / items > toleratedFailurePercentage;
}

export function refuse(state: MapState, field: string, cause: string): EvaluationFailure {
  return state.jsonata ? queryEvaluationFailure(cause, field) : runtimeFailure(cause);
}

/** The number that a field holds or leads to; AWS's refusal when it is none. */
export function evaluateNumber(
  branch: Branch,
  value: Value | undefined,
  input: Json,
  kind: 'integer' | 'float',
): MaybePromise<number | undefined | EvaluationFailure> {
  if (value === undefined) return undefined;
  return chain(evaluateValue(branch, value, input), (found) => {
    if (found instanceof EvaluationFailure) return found;
    if (typeof found === 'number' && (kind === 'float' || Number.isInteger(found))) return found;
    const text = typeof found === 'string' ? found : JSON.stringify(found);
    if (value.kind === 'path') {
      // A reference path may lead to the text of a number.
      const parsed = numberIn(found);
      if (parsed !== undefined && (kind === 'float' || Number.isInteger(parsed))) return parsed;
      return runtimeFailure(
        `The ${value.field} field refers to value "${text}" which is not a valid ${kind}: ${value.path.text}`,
      );
    }
    const field = value.kind === 'jsonata' ? value.field : 'MaxConcurrency';
    return queryEvaluationFailure(`The ${field} field refers to value "${text}" which is not a valid ${kind}`, field);
  });
}
