import type { Json } from '../../json.ts';
import type { EvaluationFailure } from '../evaluation-failure.ts';
import type { JsonObject, Scope } from '../scope.ts';

/** Type that a field asks of its expression; AWS checks it after evaluation ("returned an unexpected result type"). */
export type ExpectedType = 'array' | 'boolean' | 'number' | 'string' | 'object';

/** A compiled field of a JSONata state: any JSON with `{% %}` strings at any depth. */
export interface JsonataTemplate {
  /** True when nothing has to be evaluated: evaluate then returns the same value each time (never change it). */
  readonly constant: boolean;
  /**
   * @param states what `$states` is bound to: {input, context, result?, errorOutput?}.
   * @returns a Promise only where the jsonata library really evaluates; simple expressions answer at once.
   */
  evaluate(states: JsonObject, scope: Scope): Json | EvaluationFailure | Promise<Json | EvaluationFailure>;
}

/**
 * @param field the state's field: `Output`, `Arguments`, `Assign`; locations start with it.
 * @param expected checked only when the whole field is one expression.
 * @throws DefinitionError for an expression that does not parse.
 */
export function compileJsonata(value: Json, field: string, expected?: ExpectedType): JsonataTemplate {
  throw new Error(`not compiled yet: ${JSON.stringify(value)} ${field} ${expected}`);
}
