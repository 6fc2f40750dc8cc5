import type { Json } from '../../json.ts';
import { definitionErrorText } from '../../validation/diagnostic.ts';
import { parseDefinition } from '../../validation/json-syntax.ts';
import { validateDefinition } from '../../validation/validate-definition.ts';
import { isObject } from '../../validation/values.ts';
import { ApiError } from '../api-error.ts';
import { checkMockResult } from './mock-result.ts';

type JsonObject = { [key: string]: Json };

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
export interface TestStateInput {
  readonly definition: string;
  readonly stateName?: string;
  readonly roleArn?: string;
  readonly input?: string;
  readonly inspectionLevel?: 'INFO' | 'DEBUG' | 'TRACE';
  readonly variables?: string;
  readonly context?: string;
  readonly mock?: {
    readonly result?: string;
    readonly errorOutput?: { readonly error?: string; readonly cause?: string };
    readonly fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE';
  };
  readonly stateConfiguration?: {
    readonly retrierRetryCount?: number;
    readonly errorCausedByState?: string;
    readonly mapIterationFailureCount?: number;
    readonly mapItemReaderData?: string;
  };
}

/** A checked request. */
export interface StateUnderTest {
  readonly name: string;
  readonly state: JsonObject;
  readonly queryLanguage: 'JSONPath' | 'JSONata';
  readonly input: Json;
  readonly mockResult?: Json;
  readonly mockError?: { readonly error?: string; readonly cause?: string };
}

const invalid = (message: string): ApiError => new ApiError('ValidationException', message);
const MOCKABLE = ['Task', 'Map', 'Parallel'];

/** Checks a request in AWS's order and words; throws InvalidDefinition, ValidationException or InvalidExecutionInput. */
export function checkTestState(request: TestStateInput): StateUnderTest {
  const { name, state, queryLanguage } = findState(request);
  const { mock, stateConfiguration = {} } = request;
  const type = String(state.Type);
  if (stateConfiguration.mapIterationFailureCount !== undefined && mock === undefined) {
    throw invalid('TestState does not support MapIterationFailureCount when a mock is not specified.');
  }
  if (mock === undefined && (type === 'Map' || type === 'Parallel')) {
    throw new ApiError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  if (mock === undefined && type === 'Task' && request.roleArn === undefined)
    throw invalid('RoleArn must be specified when testing a Task state');
  if (mock !== undefined && !MOCKABLE.includes(type))
    throw invalid(`State type '${type}' is not supported when a mock is specified`);
  if (mock?.result !== undefined && mock.errorOutput !== undefined) {
    throw invalid('A test mock should have only one of the following fields: [result, errorOutput].');
  }
  const input = json(
    request.input ?? '{}',
    () => new ApiError('InvalidExecutionInput', "Invalid State Machine Execution Input: 'Invalid execution input.'"),
  );
  const base = { name, state, queryLanguage, input };
  if (mock?.errorOutput !== undefined) return { ...base, mockError: mock.errorOutput };
  if (mock?.result === undefined) return base;
  const result = json(mock.result, () => invalid('Mocked result must be valid JSON'));
  checkResult(type, state, result, request);
  return { ...base, mockResult: result };
}

function checkResult(type: string, state: JsonObject, result: Json, { mock, stateConfiguration = {} }: TestStateInput): void {
  if (type === 'Task') {
    checkMockResult(String(state.Resource), result, mock?.fieldValidationMode ?? 'STRICT');
  } else if (type === 'Map' && state.ResultWriter !== undefined) {
    if (!isObject(result)) throw invalid('Mocked result must be a JSON object.');
  } else if (!Array.isArray(result)) throw invalid('Mocked result must be an array.');
  else if ((stateConfiguration.mapIterationFailureCount ?? 0) > result.length) {
    throw invalid('Map iteration failure count must be less than or equal to the number of Map iterations');
  }
}

/** A definition is one state, or with `stateName` a machine in which the state is looked for at any depth. */
function findState({ definition, stateName }: TestStateInput): Pick<StateUnderTest, 'name' | 'state' | 'queryLanguage'> {
  const parsed = parseDefinition(definition);
  if ('problem' in parsed) throw new ApiError('InvalidDefinition', definitionErrorText([parsed.problem]));
  const whole = stateName !== undefined;
  const name = stateName ?? 'StateName';
  const machine: JsonObject = whole ? parsed.definition : { StartAt: name, States: { [name]: parsed.definition } };
  // A single state names states that are not there.
  const errors = validateDefinition(JSON.stringify(machine)).filter(({ code }) => whole || code !== 'MISSING_TRANSITION_TARGET');
  if (errors.length > 0) throw new ApiError('InvalidDefinition', definitionErrorText(errors));
  const state = search(machine, name);
  if (state === undefined) throw invalid(`State not found in definition: '${name}'`);
  const language = state.QueryLanguage ?? machine.QueryLanguage;
  return { name, state, queryLanguage: language === 'JSONata' ? 'JSONata' : 'JSONPath' };
}

function search(machine: Json | undefined, name: string): JsonObject | undefined {
  if (!isObject(machine) || !isObject(machine.States)) return undefined;
  const { States: states } = machine;
  if (Object.hasOwn(states, name) && isObject(states[name])) return states[name];
  for (const state of Object.values(states)) {
    if (!isObject(state)) continue;
    const inner = [state.ItemProcessor, state.Iterator, ...(Array.isArray(state.Branches) ? state.Branches : [])];
    for (const one of inner) {
      const found = search(one, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function json(text: string, problem: () => ApiError): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw problem();
  }
}
