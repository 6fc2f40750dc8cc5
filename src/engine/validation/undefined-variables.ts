import { forEachVariable } from '../expressions/variable-names.ts';
import type { Json } from '../json.ts';
import type { Diagnostic } from './diagnostic.ts';
import { isObject } from './values.ts';

type JsonObject = { [key: string]: Json };

/** An edge from a state to its next one, with the variables that are assigned on it. */
interface Edge {
  readonly to: string;
  readonly assigns: readonly string[];
}

/**
 * References to variables that no state assigns on any way to them; the state would fail when it is reached. Not AWS's check: it accepts
 * such a definition. The definition must be one that validateDefinition accepts. Scopes: a Map's or Parallel's states see the variables
 * outside, and what they assign stays inside. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function undefinedVariables(definition: Json): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (isObject(definition)) checkMachine(definition, '', language(definition, 'JSONPath'), new Set(), found);
  return found;
}

const language = (holder: JsonObject, inherited: string): string =>
  typeof holder['QueryLanguage'] === 'string' ? holder['QueryLanguage'] : inherited;

function checkMachine(
  machine: JsonObject,
  pointer: string,
  queryLanguage: string,
  outside: ReadonlySet<string>,
  found: Diagnostic[],
): void {
  if (!isObject(machine['States'])) return;
  const states = new Map(Object.entries(machine['States']).filter((entry): entry is [string, JsonObject] => isObject(entry[1])));
  for (const [name, known] of reaching(states, String(machine['StartAt']), outside)) {
    checkState(states.get(name)!, `${pointer}/States/${name}`, queryLanguage, known, found);
  }
}

/** By state: the variables that are assigned on some way to it. States that no way leads to are left out. */
function reaching(
  states: ReadonlyMap<string, JsonObject>,
  startAt: string,
  outside: ReadonlySet<string>,
): Map<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  const open: [string, ReadonlySet<string>][] = [[startAt, outside]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [name, arriving] = next;
    const state = states.get(name);
    if (state === undefined) continue;
    const before = known.get(name);
    if (before !== undefined && [...arriving].every((variable) => before.has(variable))) continue;
    const now = new Set([...(before ?? []), ...arriving]);
    known.set(name, now);
    for (const { to, assigns } of edges(state)) open.push([to, new Set([...now, ...assigns])]);
  }
  return known;
}

function edges(state: JsonObject): Edge[] {
  const own = assigned(state);
  const list = (field: string): JsonObject[] => {
    const value = state[field];
    return Array.isArray(value) ? value.filter(isObject) : [];
  };
  return [
    ...(typeof state['Next'] === 'string' ? [{ to: state['Next'], assigns: own }] : []),
    ...(typeof state['Default'] === 'string' ? [{ to: state['Default'], assigns: own }] : []),
    ...[...list('Choices'), ...list('Catch')].map((rule) => ({ to: String(rule['Next']), assigns: assigned(rule) })),
  ];
}

function assigned(holder: JsonObject): string[] {
  return isObject(holder['Assign']) ? Object.keys(holder['Assign']).map((name) => name.replace(/\.\$$/, '')) : [];
}

function checkState(
  state: JsonObject,
  pointer: string,
  inherited: string,
  known: ReadonlySet<string>,
  found: Diagnostic[],
): void {
  const jsonata = language(state, inherited) === 'JSONata';
  for (const [field, value] of Object.entries(state)) {
    const at = `${pointer}/${field}`;
    if ((field === 'ItemProcessor' || field === 'Iterator') && isObject(value))
      checkMachine(value, at, inherited, visibleIn(value, known), found);
    else if (field === 'Branches' && Array.isArray(value)) {
      value.forEach((branch, index) => isObject(branch) && checkMachine(branch, `${at}/${index}`, inherited, known, found));
    } else {
      forEachVariable(value, field, jsonata, at, (name, location) => {
        if (known.has(name) || functions.has(name)) return;
        found.push({
          severity: 'ERROR',
          code: 'UNDEFINED_VARIABLE',
          message: `No state assigns the variable $${name} on any way to this one`,
          location,
        });
      });
    }
  }
}

/** A Distributed Map's children are executions of their own: they see no variable of their parent. */
function visibleIn(processor: JsonObject, known: ReadonlySet<string>): ReadonlySet<string> {
  const config = processor['ProcessorConfig'];
  return isObject(config) && config['Mode'] === 'DISTRIBUTED' ? new Set() : known;
}

/** JSONata's functions, which an expression may hand over as values: `$map(names, $uppercase)`. https://docs.jsonata.org/string-functions */
const functions: ReadonlySet<string> = new Set(
  (
    'string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match replace eval ' +
    'base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl number abs floor ceil round power sqrt random ' +
    'formatNumber formatBase formatInteger parseInteger sum max min average boolean not exists count append sort reverse shuffle distinct zip ' +
    'keys lookup spread merge sift each error assert type now millis fromMillis toMillis map filter single reduce ' +
    'partition range hash parse uuid'
  ).split(' '),
);
