import { compileChoiceRule, compilePath, compileReferencePath, compileTemplate } from '../../expressions/index.ts';
import type { Scope } from '../../expressions/index.ts';
import type { Json } from '../../json.ts';
import { isObject } from '../../validation/values.ts';
import { noChoice } from '../../states/choice.ts';
import { settled, StateError } from './inspection.ts';
import type { Inspection } from './inspection.ts';
import type { MapSettings } from './map-settings.ts';

type JsonObject = { [key: string]: Json };

/** What a state did: its output, and the state that follows. */
export interface Flow {
  readonly output: Json;
  readonly next?: string;
}

/** Runs the work of a Task with its parameters, or gives the mock's result. */
export type Work = (parameters: Json) => Promise<Json>;

const read = (path: Json | undefined, field: string, input: Json, scope: Scope): Promise<Json> =>
  path === null ? Promise.resolve({}) : settled(compilePath(typeof path === 'string' ? path : '$', field).read(input, scope));
const fill = (template: Json | undefined, field: string, input: Json, scope: Scope): Promise<Json> =>
  template === undefined ? Promise.resolve(input) : settled(compileTemplate(template, field).evaluate(input, scope));

/** One state in JSONPath, with every step of its data flow shown. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html */
export async function runJsonPathState(
  state: JsonObject,
  input: Json,
  scope: Scope,
  work: Work,
  show: Inspection,
  settings: MapSettings,
): Promise<Flow> {
  const type = String(state.Type);
  const next = typeof state.Next === 'string' ? { next: state.Next } : {};
  if (type === 'Pass' && state.Result !== undefined) {
    show.show('result', state.Result);
    return { output: await afterResult(state, input, state.Result, scope, show), ...next };
  }
  const effective = await read(state.InputPath, 'InputPath', input, scope);
  if (type !== 'Parallel' && type !== 'Fail') show.show('afterInputPath', effective);
  if (type === 'Fail') return fail(state, effective, scope);
  if (type === 'Choice')
    return { output: await read(state.OutputPath, 'OutputPath', effective, scope), ...(await choose(state, effective, scope)) };
  if (type === 'Wait' || type === 'Succeed')
    return { output: await read(state.OutputPath, 'OutputPath', effective, scope), ...next };
  if (type === 'Map') {
    await showItems(state, effective, scope, show);
    settings.show(show);
    const results = await work(effective);
    return {
      output: await afterResult(state, input, await fill(state.ResultSelector, 'ResultSelector', results, scope), scope, show),
      ...next,
    };
  }
  const parameters = await fill(state.Parameters, 'Parameters', effective, scope);
  if (type !== 'Parallel') show.show('afterParameters', parameters);
  if (type === 'Pass') return { output: await afterResult(state, input, parameters, scope, show), ...next };
  const result = await work(parameters);
  if (type === 'Task') show.show('result', result);
  return {
    output: await afterResult(state, input, await fill(state.ResultSelector, 'ResultSelector', result, scope), scope, show),
    ...next,
  };
}

/** ResultPath and OutputPath. */
async function afterResult(state: JsonObject, input: Json, selected: Json, scope: Scope, show: Inspection): Promise<Json> {
  show.show('afterResultSelector', selected);
  const merged = await mergeResult(state.ResultPath, input, selected);
  show.show('afterResultPath', merged);
  return read(state.OutputPath, 'OutputPath', merged, scope);
}

/** Writes a result where ResultPath says: over everything when absent, nowhere when null. */
export function mergeResult(resultPath: Json | undefined, input: Json, result: Json): Promise<Json> {
  if (resultPath === null) return Promise.resolve(input);
  return settled(compileReferencePath(typeof resultPath === 'string' ? resultPath : '$', 'ResultPath').write(input, result));
}

async function choose(state: JsonObject, input: Json, scope: Scope): Promise<{ next: string }> {
  for (const rule of Array.isArray(state.Choices) ? state.Choices.filter(isObject) : []) {
    if ((await settled(compileChoiceRule(rule).evaluate(input, scope))) === true) return { next: String(rule.Next) };
  }
  if (typeof state.Default === 'string') return { next: state.Default };
  throw new StateError(noChoice.error, noChoice.cause);
}

async function showItems(state: JsonObject, input: Json, scope: Scope, show: Inspection): Promise<void> {
  if (state.ItemReader !== undefined) return;
  const path = typeof state.ItemsPath === 'string' ? state.ItemsPath : '$';
  const items = await read(path, 'ItemsPath', input, scope);
  // AWS names a path into the Context object as if it were one into the input.
  if (!Array.isArray(items))
    throw new StateError('States.Runtime', `Reference path "${path.replace(/^\$\$/, '$')}" must point to array.`);
  if (state.ItemsPath !== undefined) show.show('afterItemsPath', items);
  if (isObject(state.ItemSelector)) {
    const selected: Json[] = [];
    for (const [Index, Value] of items.entries()) {
      const context = { ...scope.context, Map: { Item: { Index, Value } } };
      selected.push(await fill(state.ItemSelector, 'ItemSelector', input, { ...scope, context }));
    }
    show.show('afterItemSelector', selected);
  }
}

async function fail(state: JsonObject, input: Json, scope: Scope): Promise<never> {
  const text = async (field: 'Error' | 'Cause'): Promise<string | undefined> => {
    const path = state[`${field}Path`];
    const value = typeof path === 'string' ? await settled(compilePath(path, `${field}Path`).read(input, scope)) : state[field];
    return typeof value === 'string' ? value : undefined;
  };
  throw new StateError(await text('Error'), await text('Cause'));
}
