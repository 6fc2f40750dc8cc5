import { compileJsonata, compilePath } from '../../expressions/index.ts';
import type { Scope } from '../../expressions/index.ts';
import type { Json } from '../../json.ts';
import { isExpression } from '../../validation/values.ts';
import { settled, StateError } from './inspection.ts';
import type { Inspection } from './inspection.ts';

type JsonObject = { [key: string]: Json };

/** The numbers of a Map state that a test shows. */
export interface MapSettings {
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  show(inspection: Inspection): void;
}

const NAMES = ['MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'] as const;

/** Evaluates them, whether they are numbers, expressions or paths. */
export async function mapSettings(state: JsonObject, input: Json, scope: Scope): Promise<MapSettings> {
  const values = new Map<string, number>();
  for (const name of state.Type === 'Map' ? NAMES : []) {
    const path = state[`${name}Path`];
    const given = state[name];
    let value: Json | undefined = given;
    if (typeof path === 'string') value = await settled(compilePath(path, `${name}Path`).read(input, scope));
    else if (given !== undefined && isExpression(given))
      value = await settled(compileJsonata(given, name).evaluate({ input, context: scope.context }, scope));
    if (value === undefined) continue;
    if (typeof value !== 'number') throw new StateError('States.Runtime', `The value of '${name}' must be a number`);
    values.set(name, value);
  }
  const tolerated = { count: values.get('ToleratedFailureCount'), percentage: values.get('ToleratedFailurePercentage') };
  return {
    ...(tolerated.count !== undefined && { toleratedFailureCount: tolerated.count }),
    ...(tolerated.percentage !== undefined && { toleratedFailurePercentage: tolerated.percentage }),
    show(inspection) {
      inspection.set('maxConcurrency', values.get('MaxConcurrency') ?? 0);
      if (tolerated.count !== undefined) inspection.set('toleratedFailureCount', tolerated.count);
      if (tolerated.percentage !== undefined) inspection.set('toleratedFailurePercentage', tolerated.percentage);
    },
  };
}
