/** How data goes through a state: what it works on, and what it hands on. ASL specification, "Input and Output Processing". */
import type { State, Value } from '../definition/state.ts';
import { EvaluationFailure, type JsonataTemplate, type JsonObject, type Template, type Variables } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import type { Branch } from './branch.ts';
import { chain, type MaybePromise } from './maybe-promise.ts';

export type Outcome<Value_ = Json> = Value_ | EvaluationFailure;

/** What `$states` is bound to in a JSONata state. */
export function statesValue(branch: Branch, more?: JsonObject): JsonObject {
  return { input: branch.input, context: branch.context, ...more };
}

/** The state's input after InputPath; the input itself in JSONata. */
export function effectiveInput(branch: Branch): Outcome {
  const { inputPath } = branch.state;
  if (inputPath === undefined) return branch.input;
  return inputPath === null ? {} : inputPath.read(branch.input, branch);
}

/** Evaluates a payload in the state's language. `input` is `$` in JSONPath; `more` goes into `$states` in JSONata. */
export function evaluatePayload(
  branch: Branch,
  payload: Template | JsonataTemplate,
  input: Json,
  more?: JsonObject,
): MaybePromise<Outcome> {
  if (branch.state.jsonata) {
    const template = payload as JsonataTemplate;
    return template.evaluate(template.constant ? emptyStates : statesValue(branch, more), branch);
  }
  return (payload as Template).evaluate(input, branch);
}

const emptyStates: JsonObject = {};

/** Value of a field that may be a constant, a path or JSONata. */
export function evaluateValue(branch: Branch, value: Value, input: Json): MaybePromise<Outcome> {
  switch (value.kind) {
    case 'constant':
      return value.value;
    case 'path':
      return value.path.read(input, branch);
    case 'jsonata':
      return value.template.evaluate(statesValue(branch), branch);
  }
}

/** What the state hands on: its output, and the variables it assigns. */
export interface Exit {
  readonly output: Json;
  readonly assigned: Readonly<Record<string, Json>> | undefined;
}

/**
 * Works out what a state that came to `result` hands on. `resultIsOutput` is false for states whose JSONata output defaults to their
 * input (Pass, Choice, Wait, Succeed); those have no `$states.result`.
 */
export function exitOf(
  branch: Branch,
  state: State,
  result: Json,
  resultIsOutput: boolean,
): MaybePromise<Exit | EvaluationFailure> {
  return state.jsonata ? jsonataExit(branch, state, result, resultIsOutput) : pathExit(branch, state, result);
}

function jsonataExit(
  branch: Branch,
  state: State,
  result: Json,
  resultIsOutput: boolean,
): MaybePromise<Exit | EvaluationFailure> {
  if (state.output === undefined && state.assign === undefined) return { output: result, assigned: undefined };
  const states = statesValue(branch, resultIsOutput ? { result } : undefined);
  const output = state.output === undefined ? result : state.output.evaluate(states, branch);
  return chain(output, (value) => {
    if (value instanceof EvaluationFailure) return value;
    if (state.assign === undefined) return { output: value, assigned: undefined };
    return chain((state.assign as JsonataTemplate).evaluate(states, branch), (assigned) =>
      assigned instanceof EvaluationFailure ? assigned : { output: value, assigned: assigned as JsonObject },
    );
  });
}

function pathExit(branch: Branch, state: State, result: Json): Exit | EvaluationFailure {
  let selected = result;
  if (state.resultSelector !== undefined) {
    const value = state.resultSelector.evaluate(result, branch);
    if (value instanceof EvaluationFailure) return value;
    selected = value;
  }
  let output: Json = selected;
  if (state.resultPath === null) output = branch.input;
  else if (state.resultPath !== undefined) {
    const written = state.resultPath.write(branch.input, selected);
    if (written instanceof EvaluationFailure) return written;
    output = written;
  }
  let assigned: JsonObject | undefined;
  if (state.assign !== undefined) {
    const value = (state.assign as Template).evaluate(selected, branch);
    if (value instanceof EvaluationFailure) return value;
    assigned = value as JsonObject;
  }
  if (state.outputPath !== undefined) {
    const value = state.outputPath === null ? {} : state.outputPath.read(output, branch);
    if (value instanceof EvaluationFailure) return value;
    output = value;
  }
  return { output, assigned };
}

/** Variables with `assigned` over them. Copied: an inner branch never changes what its owner sees. */
export function assignVariables(variables: Variables, assigned: Readonly<Record<string, Json>> | undefined): Variables {
  return assigned === undefined ? variables : (Object.assign(Object.create(null), variables, assigned) as Variables);
}
