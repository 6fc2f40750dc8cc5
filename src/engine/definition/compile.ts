import { compileChoiceRule, compileJsonata, compilePath, compileReferencePath, compileTemplate } from '../expressions/index.ts';
import type { JsonataTemplate, JsonObject, Path, ReferencePath, Template } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import { DefinitionError } from './definition-error.ts';
import { compileMap } from './compile-map.ts';
import type {
  Catcher,
  ChoiceBranch,
  ChoiceState,
  Flow,
  Retrier,
  State,
  StateCommon,
  StateMachineDefinition,
  Value,
} from './state.ts';

/**
 * Compiles the text of a definition. It was validated when its state machine was created; what only compiling finds is a DefinitionError.
 * @throws DefinitionError
 */
export function compileDefinition(text: string): StateMachineDefinition {
  let definition: JsonObject;
  try {
    definition = JSON.parse(text) as JsonObject;
  } catch (error) {
    throw new DefinitionError(`The definition is not JSON: ${(error as Error).message}`);
  }
  const timeout = definition.TimeoutSeconds;
  return { ...compileMachine(definition), timeoutSeconds: typeof timeout === 'number' ? timeout : undefined };
}

function compileMachine(definition: JsonObject): Flow {
  try {
    return compileFlow(definition, definition.QueryLanguage === 'JSONata');
  } catch (error) {
    if (error instanceof RangeError) throw new DefinitionError('Parallel and Map states are nested too deeply');
    throw error;
  }
}

/** @param jsonata whether states without a QueryLanguage of their own are in JSONata. */
export function compileFlow(flow: JsonObject, jsonata: boolean): Flow {
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(flow.States as JsonObject))
    states.set(name, compileState(name, state as JsonObject, jsonata));
  return { startAt: flow.StartAt as string, states };
}

function compileState(name: string, state: JsonObject, machineJsonata: boolean): State {
  const jsonata = state.QueryLanguage === undefined ? machineJsonata : state.QueryLanguage === 'JSONata';
  const common = compileCommon(name, state, jsonata);
  const value = (field: string): Value | undefined => compileValue(state, field, jsonata);
  switch (state.Type) {
    case 'Pass':
      return { ...common, type: 'Pass', result: state.Result };
    case 'Succeed':
      return { ...common, type: 'Succeed' };
    case 'Fail':
      return { ...common, type: 'Fail', error: value('Error'), cause: value('Cause') };
    case 'Wait':
      return { ...common, type: 'Wait', seconds: value('Seconds'), timestamp: value('Timestamp') };
    case 'Choice':
      return compileChoiceState(common, state, jsonata);
    case 'Task':
      return {
        ...common,
        type: 'Task',
        resource: state.Resource as string,
        timeout: value('TimeoutSeconds'),
        heartbeat: value('HeartbeatSeconds'),
        credentials: compilePayload(state.Credentials, 'Credentials', jsonata),
      };
    case 'Parallel':
      return {
        ...common,
        type: 'Parallel',
        branches: (state.Branches as JsonObject[]).map((branch) => compileFlow(branch, machineJsonata)),
      };
    case 'Map':
      return compileMap(common, state, machineJsonata, { compileFlow, compileValue, compilePayload });
    default:
      throw new DefinitionError(`'${String(state.Type)}' is no type of state`, `/States/${name}/Type`);
  }
}

function compileCommon(name: string, state: JsonObject, jsonata: boolean): StateCommon {
  return {
    name,
    jsonata,
    next: typeof state.Next === 'string' ? state.Next : undefined,
    inputPath: compileOptionalPath(state, 'InputPath'),
    outputPath: compileOptionalPath(state, 'OutputPath'),
    resultPath: compileResultPath(state),
    parameters:
      jsonata || state.Parameters === undefined || state.Type === 'Map'
        ? undefined
        : compileTemplate(state.Parameters, 'Parameters'),
    resultSelector:
      jsonata || state.ResultSelector === undefined ? undefined : compileTemplate(state.ResultSelector, 'ResultSelector'),
    arguments: jsonata && state.Arguments !== undefined ? compileJsonata(state.Arguments, 'Arguments') : undefined,
    output: jsonata && state.Output !== undefined ? compileJsonata(state.Output, 'Output') : undefined,
    assign: compilePayload(state.Assign, 'Assign', jsonata),
    retry: ((state.Retry ?? []) as JsonObject[]).map(compileRetrier),
    catch: ((state.Catch ?? []) as JsonObject[]).map((catcher, index) => compileCatcher(catcher, index, jsonata)),
  };
}

function compileOptionalPath(state: JsonObject, field: string): Path | null | undefined {
  const text = state[field];
  if (text === null) return null;
  return text === undefined || text === '$' ? undefined : compilePath(text as string, field);
}

function compileResultPath(holder: JsonObject): ReferencePath | null | undefined {
  const text = holder.ResultPath;
  if (text === null) return null;
  return text === undefined || text === '$' ? undefined : compileReferencePath(text as string, 'ResultPath');
}

/** A payload in the state's language: a template of JSONPath, or any JSON with JSONata in it. */
export function compilePayload(
  payload: Json | undefined,
  field: string,
  jsonata: boolean,
): Template | JsonataTemplate | undefined {
  if (payload === undefined) return undefined;
  return jsonata ? compileJsonata(payload, field) : compileTemplate(payload, field);
}

/** `<field>`, or in JSONPath `<field>Path`. */
export function compileValue(state: JsonObject, field: string, jsonata: boolean): Value | undefined {
  const value = state[field];
  if (value !== undefined) {
    if (!jsonata) return { kind: 'constant', value };
    const template = compileJsonata(value, field);
    return template.constant ? { kind: 'constant', value } : { kind: 'jsonata', template, field };
  }
  const path = state[`${field}Path`];
  return typeof path === 'string' ? { kind: 'path', path: compilePath(path, `${field}Path`), field: `${field}Path` } : undefined;
}

function compileChoiceState(common: StateCommon, state: JsonObject, jsonata: boolean): ChoiceState {
  const compiled = { ...common, type: 'Choice', choices: [], default: state.Default as string | undefined } as const;
  const choices = (state.Choices as JsonObject[]).map((choice, index) => compileChoice(choice, index, jsonata, compiled));
  return { ...compiled, choices };
}

function compileChoice(choice: JsonObject, index: number, jsonata: boolean, state: ChoiceState): ChoiceBranch {
  const location = `Choices[${index}]`;
  const output = jsonata && choice.Output !== undefined ? compileJsonata(choice.Output, `${location}/Output`) : undefined;
  const assign = compilePayload(choice.Assign, jsonata ? `${location}/Assign` : 'Assign', jsonata);
  const hasExit = [output, assign, state.output, state.assign].some((part) => part !== undefined);
  return {
    rule: jsonata ? undefined : compileChoiceRule(choice),
    condition: !jsonata
      ? undefined
      : typeof choice.Condition === 'boolean'
        ? choice.Condition
        : compileJsonata(choice.Condition ?? null, `${location}/Condition`, 'boolean'),
    next: choice.Next as string,
    exit: hasExit ? { ...state, output, assign } : undefined,
  };
}

/** Defaults: ASL specification, "Retrying after error". */
function compileRetrier(retrier: JsonObject): Retrier {
  return {
    errorEquals: retrier.ErrorEquals as string[],
    intervalSeconds: (retrier.IntervalSeconds as number | undefined) ?? 1,
    maxAttempts: (retrier.MaxAttempts as number | undefined) ?? 3,
    backoffRate: (retrier.BackoffRate as number | undefined) ?? 2,
    maxDelaySeconds: retrier.MaxDelaySeconds as number | undefined,
    fullJitter: retrier.JitterStrategy === 'FULL',
  };
}

function compileCatcher(catcher: JsonObject, index: number, jsonata: boolean): Catcher {
  const location = `Catch[${index}]`;
  return {
    errorEquals: catcher.ErrorEquals as string[],
    next: catcher.Next as string,
    resultPath: compileResultPath(catcher),
    output: jsonata && catcher.Output !== undefined ? compileJsonata(catcher.Output, `${location}/Output`) : undefined,
    assign: compilePayload(catcher.Assign, jsonata ? `${location}/Assign` : 'Assign', jsonata),
  };
}
