import { forEachVariable } from '../expressions/variable-names.ts';
import type { Json } from '../json.ts';

type JsonObject = { [key: string]: Json };

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
      else forEachVariable(value, field, own === 'JSONata', '', (variable) => names.add(variable));
    }
    if (names.size > 0) found.set(name, names);
  }
}
