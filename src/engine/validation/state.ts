import type { Json } from '../json.ts';
import type { Diagnostics } from './diagnostic.ts';
import { resourceProblem } from './resource.ts';
import { EXCLUSIVE_FIELDS, ONE_REQUIRED, STATE_FIELDS, STATE_TYPES } from './state-fields.ts';
import type { Field, QueryLanguage, StateType } from './state-fields.ts';
import { checkChoices } from './choice-rules.ts';
import { checkCatch, checkRetry } from './error-handling.ts';
import { checkItemReader, checkProcessorConfig } from './map-parts.ts';
import { checkAssign, checkNumber, checkPayload, eachEntry, withoutResult, withResult } from './parts.ts';
import { checkValue, isExpression, isObject } from './values.ts';

type JsonObject = { [key: string]: Json };

/** What holds for the whole machine while its states are checked. */
export interface MachineContext {
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly queryLanguage: QueryLanguage;
  readonly diagnostics: Diagnostics;
  /** Every state name and Map label so far, at any depth: both must be unique. */
  readonly stateNames: Set<string>;
  readonly labels: Set<string>;
  /** Checks a machine inside a machine: a branch, an item processor. */
  readonly checkMachine: (machine: JsonObject, pointer: string, context: MachineContext) => void;
}

/** Checks one state against the table of its type's fields. */
export function checkState(name: string, state: Json, pointer: string, context: MachineContext): void {
  const { diagnostics } = context;
  if (name.length > 80)
    diagnostics.error(pointer, 'State name exceeds the maximum length of 80 characters', 'INVALID_STATE_NAME');
  if (context.stateNames.has(name)) diagnostics.error(pointer, `Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME');
  context.stateNames.add(name);
  if (!isObject(state)) return diagnostics.error(pointer, 'Expected value of type Object');
  if (state.Type === undefined) return diagnostics.error(pointer, 'These fields are required: [Type]');
  const type = STATE_TYPES.find((known) => known === state.Type);
  if (type === undefined) {
    return diagnostics.error(`${pointer}/Type`, `The field 'Type' should have one of these values: [${STATE_TYPES.join(', ')}]`);
  }
  const language = languageOf(state, pointer, context);
  if (language === undefined) return;
  checkFields(type, state, language, pointer, context);
}

/** The state's query language. A machine set to JSONata has no JSONPath states; the other way round is allowed. */
function languageOf(
  state: JsonObject,
  pointer: string,
  { queryLanguage, diagnostics }: MachineContext,
): QueryLanguage | undefined {
  const own = state.QueryLanguage;
  if (own === undefined) return queryLanguage;
  if (own !== 'JSONPath' && own !== 'JSONata') {
    diagnostics.error(
      `${pointer}/QueryLanguage`,
      "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata]",
    );
    return undefined;
  }
  if (own === 'JSONPath' && queryLanguage === 'JSONata') {
    diagnostics.error(pointer, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
    return undefined;
  }
  return own;
}

function checkFields(
  type: StateType,
  state: JsonObject,
  language: QueryLanguage,
  pointer: string,
  context: MachineContext,
): void {
  const { diagnostics } = context;
  const fields = STATE_FIELDS[type];
  const has = (field: string): boolean => Object.hasOwn(state, field);
  const missing = Object.keys(fields).filter((field) => fields[field]?.required === true && !has(field));
  if (type === 'Map' && !has('ItemProcessor') && !has('Iterator')) missing.push('ItemProcessor');
  if (missing.length > 0) diagnostics.error(pointer, `These fields are required: [${missing.join(', ')}]`);
  if (Object.hasOwn(fields, 'Next') && !has('Next') && state.End !== true) oneOf(['Next', 'End'], 0, pointer, diagnostics);
  if (has('Next') && state.End === true) oneOf(['Next', 'End'], 2, pointer, diagnostics);
  const given = ONE_REQUIRED[type]?.filter(has);
  if (given !== undefined && given.length !== 1) oneOf(ONE_REQUIRED[type] ?? [], given.length, pointer, diagnostics);
  for (const group of EXCLUSIVE_FIELDS[type] ?? []) if (group.filter(has).length > 1) oneOf(group, 2, pointer, diagnostics);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
    diagnostics.error(`${pointer}/HeartbeatSeconds`, "The value of 'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'");
  for (const [name, value] of Object.entries(state)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) diagnostics.error(`${pointer}/${name}`, 'Field is not supported');
    else if (field.language !== undefined && field.language !== language) {
      diagnostics.error(`${pointer}/${name}`, `Field is not supported in a state whose 'QueryLanguage' is '${language}'`);
    } else checkField(field, value, language, `${pointer}/${name}`, context);
  }
}

function oneOf(fields: readonly string[], given: number, pointer: string, diagnostics: Diagnostics): void {
  diagnostics.error(
    pointer,
    given === 0
      ? `One of these fields is required: [${fields.join(', ')}]`
      : `Only one of these fields is allowed: [${fields.join(', ')}]`,
  );
}

function checkField(field: Field, value: Json, language: QueryLanguage, pointer: string, context: MachineContext): void {
  const { diagnostics } = context;
  const readable = field.afterResult === true ? withResult : withoutResult;
  const payload = (given: Json): void => checkPayload(given, language, pointer, diagnostics, readable);
  switch (field.kind) {
    case 'object':
      if (!isObject(value) && !(language === 'JSONata' && isExpression(value)))
        diagnostics.error(pointer, 'Expected value of type Object');
      else payload(value);
      break;
    case 'assign':
      checkAssign(value, language, pointer, diagnostics, readable);
      break;
    case 'template':
    case 'jsonata':
      payload(value);
      break;
    case 'integer':
    case 'number':
      if (language === 'JSONata' && isExpression(value)) payload(value);
      else checkNumber(value, { ...field, kind: field.kind }, pointer, diagnostics);
      break;
    case 'resource': {
      if (typeof value !== 'string') return diagnostics.error(pointer, 'Expected value of type String');
      const problem = resourceProblem(value, context.type);
      if (problem !== undefined) diagnostics.error(pointer, problem);
      break;
    }
    case 'credentials':
      if (!isObject(value)) return diagnostics.error(pointer, 'Expected value of type Object');
      if (!Object.hasOwn(value, 'RoleArn') && !Object.hasOwn(value, 'RoleArn.$')) {
        return diagnostics.error(pointer, "The field 'RoleArn' is required but was missing");
      }
      payload(value);
      break;
    case 'retry':
      checkRetry(value, pointer, diagnostics);
      break;
    case 'catch':
      checkCatch(value, language, pointer, diagnostics);
      break;
    case 'choices':
      checkChoices(value, language, pointer, diagnostics);
      break;
    case 'branches':
      if (Array.isArray(value) && value.length === 0) return diagnostics.error(pointer, 'Value cannot be empty');
      eachEntry(value, pointer, diagnostics, (branch, place) => context.checkMachine(branch, place, context));
      break;
    case 'processor':
      if (!isObject(value)) return diagnostics.error(pointer, 'Expected value of type Object');
      checkProcessorConfig(value.ProcessorConfig, `${pointer}/ProcessorConfig`, diagnostics);
      context.checkMachine(value, pointer, context);
      break;
    case 'item reader':
    case 'item batcher':
    case 'result writer':
      if (!isObject(value)) return diagnostics.error(pointer, 'Expected value of type Object');
      if (field.kind === 'item reader') checkItemReader(value, pointer, diagnostics);
      payload(value);
      break;
    case 'label':
      checkLabel(value, pointer, context);
      break;
    default:
      checkValue(value, field.kind, language, pointer, diagnostics);
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html: at most 40 characters, unique in the machine. */
function checkLabel(value: Json, pointer: string, { labels, diagnostics }: MachineContext): void {
  if (typeof value !== 'string') return diagnostics.error(pointer, 'Expected value of type String');
  if (value.length > 40) diagnostics.error(pointer, 'Label exceeds the maximum length of 40 characters');
  if (labels.has(value)) diagnostics.error(pointer, `Duplicate Label name: ${value}`, 'DUPLICATE_LABEL_NAME');
  labels.add(value);
}
