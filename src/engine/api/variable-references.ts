import type { Json } from '../json.ts';

type JsonObject = { [key: string]: Json };

/** `$name` that is neither `$.`, `$$`, `$[` nor a function; a JSONata built-in variable is not one of the machine's. */
const REFERENCE = /(?<![$\w])\$([A-Za-z_][\w]*)/g;
const BUILT_IN = new Set(['states']);

/**
 * The variables that each state refers to, as `variableReferences` of DescribeStateMachine: sorted names by state name, at any depth.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
 */
export function variableReferences(definition: Json): Record<string, string[]> {
  const found = new Map<string, Set<string>>();
  visitMachine(definition, language(definition, 'JSONPath'), found);
  return Object.fromEntries([...found].map(([state, names]) => [state, [...names].sort()]));
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const language = (holder: Json, inherited: string): string =>
  isObject(holder) && typeof holder.QueryLanguage === 'string' ? holder.QueryLanguage : inherited;

function visitMachine(machine: Json | undefined, queryLanguage: string, found: Map<string, Set<string>>): void {
  if (!isObject(machine) || !isObject(machine.States)) return;
  for (const [name, state] of Object.entries(machine.States)) {
    if (!isObject(state)) continue;
    const own = language(state, queryLanguage);
    const names = new Set<string>();
    for (const [field, value] of Object.entries(state)) {
      if (field === 'ItemProcessor' || field === 'Iterator') visitMachine(value, queryLanguage, found);
      else if (field === 'Branches')
        for (const branch of Array.isArray(value) ? value : []) visitMachine(branch, queryLanguage, found);
      else collect(value, field, own === 'JSONata', names);
    }
    if (names.size > 0) found.set(name, names);
  }
}

/** In a JSONPath state, paths stand under keys that end with `Path` or `.$` and in a rule's `Variable`; in JSONata between `{%` and `%}`. */
function collect(value: Json, key: string, jsonata: boolean, names: Set<string>): void {
  if (typeof value === 'string') {
    if (jsonata ? value.startsWith('{%') : /(?:Path|\.\$)$|^Variable$/.test(key)) addNames(value, jsonata, names);
  } else if (Array.isArray(value)) for (const item of value) collect(item, key, jsonata, names);
  else if (isObject(value)) for (const [member, item] of Object.entries(value)) collect(item, member, jsonata, names);
}

function addNames(text: string, jsonata: boolean, names: Set<string>): void {
  // What an expression binds itself (`$x := ...`, `function($x)`) or calls (`$sum(...)`) is no reference to a variable of the machine.
  const bound = new Set<string>();
  if (jsonata) {
    for (const match of text.matchAll(/\$([A-Za-z_]\w*)\s*:=/g)) bound.add(match[1] ?? '');
    for (const match of text.matchAll(/(?:function|λ)\s*\(([^)]*)\)/g))
      for (const name of (match[1] ?? '').matchAll(/\$(\w+)/g)) bound.add(name[1] ?? '');
  }
  const code = jsonata ? text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""') : text.replace(/'(?:[^'\\]|\\.)*'/g, "''");
  for (const match of code.matchAll(REFERENCE)) {
    const name = match[1] ?? '';
    const called = /^\s*\(/.test(code.slice((match.index ?? 0) + match[0].length));
    if (!(jsonata && (called || bound.has(name) || BUILT_IN.has(name)))) names.add(name);
  }
}
