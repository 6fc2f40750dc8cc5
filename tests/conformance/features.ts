/** Which features of Amazon States Language and of the API a recording exercises. */
import type { Json } from '../../src/engine/json.ts';
import type { JsonObject, RecordedCase } from './corpus.ts';

/** A feature, e.g. `{group: 'Fields', name: 'ItemReader'}`. */
export interface Feature {
  readonly group: FeatureGroup;
  readonly name: string;
}

export const featureGroups = [
  'State types',
  'Query languages',
  'Fields',
  'Choice rules',
  'Intrinsic functions',
  'JSONata functions of Step Functions',
  'Error names',
  'Task resources',
  'API operations',
] as const;
export type FeatureGroup = (typeof featureGroups)[number];

/** Recordings of refused definitions have others. */
const stateTypes = new Set(['Choice', 'Fail', 'Map', 'Parallel', 'Pass', 'Succeed', 'Task', 'Wait']);
/** Members of a state that are its structure, not features of their own. */
const structure = new Set(['Type', 'Next', 'End', 'Default', 'Choices', 'States', 'StartAt', 'Branches', 'Resource']);
/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn */
const jsonataFunctions = /\$(partition|range|hash|random|uuid|parse)\s*\(/g;
const comparison =
  /^(?:(?:String|Numeric|Boolean|Timestamp)(?:Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals|Matches)(?:Path)?|Is(?:Null|Present|Numeric|String|Boolean|Timestamp)|And|Or|Not)$/;

export function featuresOf(recorded: RecordedCase): Feature[] {
  const found = new Map<string, Feature>();
  const add = (group: FeatureGroup, name: string): void => void found.set(`${group}/${name}`, { group, name });
  if (isObject(recorded.definition)) {
    if ('States' in recorded.definition) visitMachine(recorded.definition, 'JSONPath', add);
    else if ('Type' in recorded.definition) visitState(recorded.definition, 'JSONPath', add);
  }
  for (const { op } of recorded.steps ?? []) add('API operations', operationName(op));
  if (recorded.kind.startsWith('test_state')) add('API operations', 'TestState');
  if (recorded.kind === 'validate') add('API operations', 'ValidateStateMachineDefinition');
  if (recorded.kind === 'sync_execution') add('API operations', 'StartSyncExecution');
  if (recorded.kind === 'create_error') add('API operations', 'CreateStateMachine');
  if (recorded.kind === 'update_error') add('API operations', 'UpdateStateMachine');
  return [...found.values()];
}

type Add = (group: FeatureGroup, name: string) => void;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const operationName = (op: string): string =>
  op
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function visitMachine(machine: JsonObject, inherited: string, add: Add): void {
  const language = typeof machine['QueryLanguage'] === 'string' ? machine['QueryLanguage'] : inherited;
  for (const field of ['TimeoutSeconds', 'Version', 'Comment', 'QueryLanguage']) if (field in machine) add('Fields', field);
  if (!isObject(machine['States'])) return;
  for (const state of Object.values(machine['States'])) if (isObject(state)) visitState(state, language, add);
}

function visitState(state: JsonObject, inherited: string, add: Add): void {
  const language = typeof state['QueryLanguage'] === 'string' ? state['QueryLanguage'] : inherited;
  if (stateTypes.has(String(state['Type']))) add('State types', String(state['Type']));
  add('Query languages', language);
  if (typeof state['Resource'] === 'string') add('Task resources', resourceName(state['Resource']));
  for (const [field, value] of Object.entries(state)) {
    if (!structure.has(field)) add('Fields', field);
    if (field === 'Branches' && Array.isArray(value)) {
      for (const branch of value) if (isObject(branch)) visitMachine(branch, language, add);
    } else if ((field === 'ItemProcessor' || field === 'Iterator') && isObject(value)) {
      if (isObject(value['ProcessorConfig'])) add('Fields', `ProcessorConfig ${String(value['ProcessorConfig']['Mode'])}`);
      visitMachine(value, language, add);
    } else visitValue(field, value, add);
  }
}

function visitValue(field: string, value: Json, add: Add): void {
  if (typeof value === 'string') {
    for (const [, name] of value.matchAll(/(States\.[A-Z]\w+)\s*\(/g)) add('Intrinsic functions', name!);
    if (value.startsWith('{%'))
      for (const [, name] of value.matchAll(jsonataFunctions)) add('JSONata functions of Step Functions', `$${name}`);
    if (field === 'ErrorEquals' && value.startsWith('States.')) add('Error names', value);
  } else if (Array.isArray(value)) for (const item of value) visitValue(field, item, add);
  else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (field === 'Choices' && comparison.test(name)) add('Choice rules', name);
      if (['ReaderConfig', 'ItemReader', 'ResultWriter', 'ItemBatcher', 'Retry', 'WriterConfig'].includes(field))
        add('Fields', `${field === 'ItemReader' ? 'ItemReader' : field} ${name}`);
      visitValue(comparison.test(name) ? field : name, item, add);
    }
  }
}

/** An integration's resource; a function or activity by what it is, not by its name. */
function resourceName(resource: string): string {
  if (/:activity:/.test(resource)) return 'an activity';
  if (/:function:/.test(resource)) return 'a Lambda function by its ARN';
  return resource;
}
