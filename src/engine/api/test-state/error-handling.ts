import type { Json } from '../../json.ts';
import { isObject } from '../../validation/values.ts';

type JsonObject = { [key: string]: Json };

/** What a state does about an error: it would be tried again, it is caught, or the execution fails. */
export type Handling =
  | { readonly kind: 'retry'; readonly retryIndex: number; readonly seconds: number }
  | { readonly kind: 'catch'; readonly catchIndex: number; readonly catcher: JsonObject }
  | { readonly kind: 'fail'; readonly retryIndex?: number };

const UNCATCHABLE = new Set(['States.DataLimitExceeded', 'States.Runtime']);

function matches(entry: JsonObject, error: string): boolean {
  const names = Array.isArray(entry.ErrorEquals) ? entry.ErrorEquals : [];
  return names.some(
    (name) =>
      name === error ||
      (name === 'States.ALL' && !UNCATCHABLE.has(error)) ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout' && !UNCATCHABLE.has(error)),
  );
}

const entries = (list: Json | undefined): JsonObject[] => (Array.isArray(list) ? list.filter(isObject) : []);
const numeric = (value: Json | undefined, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** The state's Retry, then its Catch, after `retries` retries by the matching retrier. https://states-language.net/spec.html#errors */
export function handleError(state: JsonObject, error: string, retries: number): Handling {
  const retriers = entries(state.Retry);
  const retryIndex = retriers.findIndex((retrier) => matches(retrier, error));
  const retrier = retriers[retryIndex];
  if (retrier !== undefined && retries < numeric(retrier.MaxAttempts, 3)) {
    const backoff = numeric(retrier.IntervalSeconds, 1) * numeric(retrier.BackoffRate, 2) ** retries;
    return { kind: 'retry', retryIndex, seconds: Math.min(backoff, numeric(retrier.MaxDelaySeconds, Infinity)) };
  }
  const catchers = entries(state.Catch);
  const catchIndex = catchers.findIndex((catcher) => matches(catcher, error));
  const catcher = catchers[catchIndex];
  if (catcher !== undefined) return { kind: 'catch', catchIndex, catcher };
  return retrier === undefined ? { kind: 'fail' } : { kind: 'fail', retryIndex };
}
