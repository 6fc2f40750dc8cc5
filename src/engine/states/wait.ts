import type { WaitState } from '../definition/state.ts';
import type { Branch } from '../execution/branch.ts';
import { effectiveInput, evaluateValue, type Outcome } from '../execution/data-flow.ts';
import { failEvaluation, succeed, type GoesOn } from '../execution/leave.ts';
import { chain, type MaybePromise } from '../execution/maybe-promise.ts';
import { EvaluationFailure, parseTimestamp, queryEvaluationFailure, runtimeFailure } from '../expressions/index.ts';
import type { Json } from '../json.ts';

/** Wait: for seconds, or until a time. https://states-language.net/#wait-state */
export function runWait(branch: Branch, state: WaitState): MaybePromise<GoesOn> {
  const input = effectiveInput(branch);
  if (input instanceof EvaluationFailure) return failEvaluation(branch, input);
  return chain(waitsUntil(branch, state, input), (until) => {
    if (until instanceof EvaluationFailure) return failEvaluation(branch, until);
    const { execution, runtime } = branch;
    const { clock, queue, run } = runtime;
    const { deadline } = execution;
    const timer = clock.setTimer(Math.min(until, deadline), () => {
      branch.cancel = undefined;
      if (until > deadline) runtime.timeOut(execution);
      else queue.add(() => chain(succeed(branch, input, false), (on) => (on ? run(branch) : undefined)));
    });
    branch.cancel = () => clock.clearTimer(timer);
    return false;
  });
}

/** When the wait is over, in milliseconds since the epoch. */
function waitsUntil(branch: Branch, state: WaitState, input: Json): MaybePromise<Outcome<number>> {
  const { seconds, timestamp } = state;
  if (seconds !== undefined) {
    const value =
      seconds.kind === 'path'
        ? (seconds.path.find(input, branch) ?? missing(seconds.field, seconds.path.text))
        : evaluateValue(branch, seconds, input);
    return chain(value, (found) =>
      found instanceof EvaluationFailure
        ? found
        : untilSeconds(branch, found, seconds.kind === 'path' ? seconds.path.text : undefined),
    );
  }
  const value =
    timestamp!.kind === 'path'
      ? (timestamp!.path.find(input, branch) ?? missing(timestamp!.field, timestamp!.path.text))
      : evaluateValue(branch, timestamp!, input);
  return chain(value, (found) =>
    found instanceof EvaluationFailure
      ? found
      : untilTimestamp(found, timestamp!.kind === 'path' ? timestamp!.path.text : undefined),
  );
}

const missing = (field: string, path: string): EvaluationFailure =>
  runtimeFailure(`The ${field} parameter does not reference an input value: ${path}`);

/** @param path text of SecondsPath; undefined for Seconds. */
function untilSeconds(branch: Branch, value: Json, path: string | undefined): Outcome<number> {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return path === undefined
      ? queryEvaluationFailure(`The Seconds field cannot be parsed as a long value: ${text}`, 'Seconds')
      : runtimeFailure(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${text}`);
  }
  if (value < 0) {
    return path === undefined
      ? queryEvaluationFailure(`The Seconds field references a negative value: ${text}`, 'Seconds')
      : runtimeFailure(`The SecondsPath parameter references a negative value: ${path} == ${text}`);
  }
  return branch.runtime.clock.now() + value * 1000;
}

function untilTimestamp(value: Json, path: string | undefined): Outcome<number> {
  const parsed = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (parsed !== undefined) return parsed.milliseconds;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return path === undefined
    ? queryEvaluationFailure(
        `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
        'Timestamp',
      )
    : runtimeFailure(
        `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${text}`,
      );
}
