import type { EvaluationFailure } from '../evaluation-failure.ts';
import type { Json } from '../../json.ts';
import type { JsonObject, Scope } from '../scope.ts';

/** One compiled rule of a Choice state (JSONPath): comparisons under And, Or and Not. */
export interface ChoiceRule {
  evaluate(input: Json, scope: Scope): boolean | EvaluationFailure;
}

/** Compiles a Choice Rule; `Next`, `Comment`, `Assign` and `Output` beside the comparison are ignored. @throws DefinitionError */
export function compileChoiceRule(rule: JsonObject): ChoiceRule {
  throw new Error(`not compiled yet: ${JSON.stringify(rule)}`);
}
