/** The ways out of a state: on to the next one, out of the flow, or failed with Retry and Catch to be asked. */
import type { Catcher, Retrier, State } from '../definition/state.ts';
import { EvaluationFailure, type JsonataTemplate, type JsonObject, type Template } from '../expressions/index.ts';
import type { HistoryEventType } from '../history/history-event.ts';
import type { Json } from '../json.ts';
import type { Branch } from './branch.ts';
import { assignVariables, exitOf, statesValue, type Exit } from './data-flow.ts';
import { isLargerThan } from './json-size.ts';
import { chain, type MaybePromise } from './maybe-promise.ts';

/** Whether the branch goes on with its (new) current state now: false when it is blocked or has ended. */
export type GoesOn = boolean;

/** Leaves the current state with its result. */
export function succeed(branch: Branch, result: Json, resultIsOutput: boolean): MaybePromise<GoesOn> {
  const { state } = branch;
  const exit = exitOf(branch, state, result, resultIsOutput);
  return exit instanceof Promise
    ? exit.then((evaluated) => leaveOrFail(branch, state, evaluated))
    : leaveOrFail(branch, state, exit);
}

function leaveOrFail(branch: Branch, state: State, exit: Exit | EvaluationFailure): MaybePromise<GoesOn> {
  return exit instanceof EvaluationFailure ? failEvaluation(branch, exit) : leave(branch, state, exit, state.next);
}

/** Records the exit and moves to `next`, or ends the flow. */
export function leave(branch: Branch, state: State, exit: Exit, next: string | undefined): GoesOn | Promise<GoesOn> {
  const { output, assigned } = exit;
  // What came in as it goes out was measured when it came.
  const limit = branch.runtime.limits.maxDataBytes;
  if ((output !== branch.input && isLargerThan(output, limit)) || (assigned !== undefined && isAnyLarger(assigned, limit)))
    return fail(branch, dataLimitError, dataLimitCause(state.name), { terminal: true });
  recordExit(branch, state, exit);
  branch.variables = assignVariables(branch.variables, assigned);
  branch.input = output;
  if (next !== undefined) {
    branch.moveTo(next);
    return true;
  }
  branch.ended = true;
  branch.owner.branchSucceeded(branch, output);
  return false;
}

/** Each variable may be as large as an output. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
function isAnyLarger(assigned: Readonly<Record<string, Json>>, limit: number): boolean {
  return Object.values(assigned).some((value) => isLargerThan(value, limit));
}

/** A Fail state is never left. */
type LeftType = Exclude<State['type'], 'Fail'>;

const exitedEvents: Readonly<Record<LeftType, HistoryEventType>> = {
  Pass: 'PassStateExited',
  Task: 'TaskStateExited',
  Choice: 'ChoiceStateExited',
  Wait: 'WaitStateExited',
  Succeed: 'SucceedStateExited',
  Parallel: 'ParallelStateExited',
  Map: 'MapStateExited',
};

function recordExit(branch: Branch, { name, type }: State, { output, assigned }: Exit): void {
  if (branch.exitPreviousEventId !== undefined) {
    branch.lastEventId = branch.exitPreviousEventId;
    branch.exitPreviousEventId = undefined;
  }
  const event = exitedEvents[type as LeftType];
  if (assigned === undefined || Object.keys(assigned).length === 0) branch.recordNamed(event, name, output);
  else branch.record(event, { assignedVariables: assigned, name, output });
}

export const dataLimitError = 'States.DataLimitExceeded';
export const dataLimitCause = (name: string): string =>
  `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;

/** AWS's prefix of causes that a state's own fields bring about. */
export function causeInState(branch: Branch, cause: string): string {
  return `An error occurred while executing the state '${branch.state.name}' (entered at the event id #${branch.enteredEventId}). ${cause}`;
}

/** Fails the state for an expression or field that could not be evaluated. A query error (JSONata) is an event of its own. */
export function failEvaluation(branch: Branch, failure: EvaluationFailure): MaybePromise<GoesOn> {
  const cause = causeInState(branch, failure.cause);
  if (failure.error === 'States.QueryEvaluationError') {
    recordEvaluationFailed(branch, failure, cause);
    return fail(branch, failure.error, cause, { stateFailed: true });
  }
  if (failure.error === 'States.Runtime') return failExecution(branch, failure.error, cause);
  return fail(branch, failure.error, cause);
}

function recordEvaluationFailed(branch: Branch, { error, location }: EvaluationFailure, cause: string): void {
  branch.record('EvaluationFailed', { cause, error, location, state: branch.state.name });
}

/**
 * States.Runtime of the state's own fields ends the whole execution, from whatever depth: no Retry, Catch or tolerance is asked, and no
 * inner branch, iteration or state records that it failed.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
function failExecution(branch: Branch, error: string, cause: string): GoesOn {
  branch.exitPreviousEventId = undefined;
  branch.ended = true;
  branch.owner.executionFailed(branch, error, cause);
  return false;
}

export interface FailOptions {
  /** A Map or Parallel state records its Failed event. */
  readonly stateFailed?: boolean;
  /** Neither Retry nor Catch is asked: the state's own fields cannot be evaluated, or its output is too large. */
  readonly terminal?: boolean;
  /** A second name of the error for ErrorEquals. */
  readonly alias?: string;
}

/** Fails the state: a retrier may run it again, a catcher may lead on, else the branch fails. */
export function fail(
  branch: Branch,
  error: string | undefined,
  cause: string | undefined,
  { stateFailed = false, terminal = false, alias }: FailOptions = {},
): MaybePromise<GoesOn> {
  const { state } = branch;
  const names: ErrorNames = { error, alias };
  branch.exitPreviousEventId = undefined;
  if (!terminal && retry(branch, state, names)) return false;
  const failedAt = branch.lastEventId;
  if (stateFailed) recordStateFailed(branch, state);
  const catcher = terminal ? undefined : state.catch.find(({ errorEquals }) => matches(errorEquals, names));
  if (catcher !== undefined) return caught(branch, state, catcher, { error, cause, failedAt });
  branch.ended = true;
  branch.owner.branchFailed(branch, error, cause);
  return false;
}

function recordStateFailed(branch: Branch, { type }: State): void {
  if (type === 'Map' || type === 'Parallel') branch.record(`${type}StateFailed`);
}

/** What an error is called: by its name and, for a missed heartbeat, by a second one. */
interface ErrorNames {
  readonly error: string | undefined;
  readonly alias: string | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
function matches(errorEquals: readonly string[], { error, alias }: ErrorNames): boolean {
  if (error === 'States.Runtime') return errorEquals.includes(error);
  return errorEquals.some(
    (name) =>
      name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout') || name === error || name === alias,
  );
}

/** Starts the state anew after the retrier's delay. */
function retry(branch: Branch, state: State, names: ErrorNames): boolean {
  const index = state.retry.findIndex(({ errorEquals }) => matches(errorEquals, names));
  if (index < 0) return false;
  const retrier = state.retry[index]!;
  const used = branch.attempts[index] ?? 0;
  if (used >= retrier.maxAttempts) return false;
  branch.attempts[index] = used + 1;
  const { clock, queue, run } = branch.runtime;
  const again = (): void => {
    branch.cancel = undefined;
    branch.retryCount += 1;
    branch.taskToken = undefined;
    branch.contextChanged();
    queue.add(() => run(branch));
  };
  const timer = clock.setTimer(clock.now() + delayMilliseconds(branch, retrier, used), again);
  branch.cancel = () => clock.clearTimer(timer);
  branch.retrying = true;
  return true;
}

/** The retrier's delay before its next attempt, after `used` ones. */
function delayMilliseconds(branch: Branch, retrier: Retrier, used: number): number {
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** used, retrier.maxDelaySeconds ?? Infinity);
  return Math.round(seconds * 1000 * (retrier.fullJitter ? branch.random() : 1));
}

function caught(
  branch: Branch,
  state: State,
  catcher: Catcher,
  { error, cause, failedAt }: { error: string | undefined; cause: string | undefined; failedAt: number },
): MaybePromise<GoesOn> {
  // Both members are always there; AWS gives a timeout's missing cause as an empty text.
  const errorOutput: JsonObject = { Error: error ?? null, Cause: cause ?? (error === 'States.Timeout' ? '' : null) };
  return chain(catchExit(branch, state, catcher, errorOutput), (exit) =>
    exit instanceof EvaluationFailure ? failUncaught(branch, exit, failedAt) : leave(branch, state, exit, catcher.next),
  );
}

function catchExit(
  branch: Branch,
  state: State,
  catcher: Catcher,
  errorOutput: JsonObject,
): MaybePromise<Exit | EvaluationFailure> {
  if (state.jsonata) {
    const states = statesValue(branch, { errorOutput });
    return chain(catcher.output?.evaluate(states, branch) ?? errorOutput, (output) => {
      if (output instanceof EvaluationFailure || catcher.assign === undefined) {
        return output instanceof EvaluationFailure ? output : { output, assigned: undefined };
      }
      return chain((catcher.assign as JsonataTemplate).evaluate(states, branch), (assigned) =>
        assigned instanceof EvaluationFailure ? assigned : { output, assigned: assigned as JsonObject },
      );
    });
  }
  const output =
    catcher.resultPath === null ? branch.input : (catcher.resultPath?.write(branch.input, errorOutput) ?? errorOutput);
  if (output instanceof EvaluationFailure) return output;
  const assigned = (catcher.assign as Template | undefined)?.evaluate(errorOutput, branch);
  return assigned instanceof EvaluationFailure ? assigned : { output, assigned: assigned as JsonObject | undefined };
}

/** A catcher's own expressions failed: no catcher catches that. The state fails once more, from where it first did. */
function failUncaught(branch: Branch, failure: EvaluationFailure, failedAt: number): GoesOn {
  const cause = causeInState(branch, failure.cause);
  if (failure.error === 'States.Runtime') return failExecution(branch, failure.error, cause);
  if (failure.error === 'States.QueryEvaluationError') {
    branch.lastEventId = failedAt;
    recordEvaluationFailed(branch, failure, cause);
    recordStateFailed(branch, branch.state);
  }
  branch.ended = true;
  branch.owner.branchFailed(branch, failure.error, cause);
  return false;
}
