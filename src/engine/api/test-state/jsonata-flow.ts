import { compileJsonata } from '../../expressions/index.ts';
import type { Scope } from '../../expressions/index.ts';
import type { Json } from '../../json.ts';
import { isObject } from '../../validation/values.ts';
import { noChoice } from '../../states/choice.ts';
import { settled, StateError } from './inspection.ts';
import type { Inspection } from './inspection.ts';
import type { Flow, Work } from './jsonpath-flow.ts';
import type { MapSettings } from './map-settings.ts';

type JsonObject = { [key: string]: Json };

/** One state in JSONata. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
export async function runJsonataState(
  state: JsonObject,
  input: Json,
  scope: Scope,
  work: Work,
  show: Inspection,
  settings: MapSettings,
): Promise<Flow> {
  const type = String(state.Type);
  const states: JsonObject = { input, context: scope.context };
  const evaluate = (value: Json, field: string, more: JsonObject = {}): Promise<Json> =>
    settled(compileJsonata(value, field).evaluate({ ...states, ...more }, scope));
  const next = typeof state.Next === 'string' ? { next: state.Next } : {};
  if (type === 'Fail') {
    const text = async (field: 'Error' | 'Cause'): Promise<string | undefined> =>
      state[field] === undefined ? undefined : String(await evaluate(state[field], field));
    throw new StateError(await text('Error'), await text('Cause'));
  }
  if (type === 'Choice') {
    const rules = Array.isArray(state.Choices) ? state.Choices.filter(isObject) : [];
    for (const [index, rule] of rules.entries()) {
      if ((await evaluate(rule.Condition ?? null, `Choices[${index}]/Condition`)) !== true) continue;
      return {
        output: rule.Output === undefined ? input : await evaluate(rule.Output, `Choices[${index}]/Output`),
        next: String(rule.Next),
      };
    }
    if (typeof state.Default !== 'string') throw new StateError(noChoice.error, noChoice.cause);
    return { output: state.Output === undefined ? input : await evaluate(state.Output, 'Output'), next: state.Default };
  }
  let result: JsonObject = {};
  if (type === 'Task' || type === 'Parallel' || type === 'Map') {
    const given = state.Arguments === undefined ? input : await evaluate(state.Arguments, 'Arguments');
    if (type === 'Task') show.show('afterArguments', given);
    if (type === 'Map') settings.show(show);
    result = { result: await work(given) };
    if (type === 'Task') show.show('result', result.result ?? null);
  }
  const assigned = state.Assign === undefined ? undefined : await evaluate(state.Assign, 'Assign', result);
  if (assigned !== undefined) show.show('variables', { ...scope.variables, ...(isObject(assigned) ? assigned : {}) });
  const output = state.Output === undefined ? (result.result ?? input) : await evaluate(state.Output, 'Output', result);
  return { output, ...next };
}
