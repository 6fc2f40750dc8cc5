import type { Json } from '../../json.ts';
import type { EvaluationFailure } from '../evaluation-failure.ts';
import type { Scope } from '../scope.ts';

/** A compiled JSONPath, variable reference or Context object path. */
export interface Path {
  readonly text: string;
  /** The value it points at. Indefinite paths give an array, empty when nothing matches; a definite path without a value fails. */
  read(input: Json, scope: Scope): Json | EvaluationFailure;
  /** Like `read`, with `undefined` for a definite path without a value (Choice's IsPresent). */
  find(input: Json, scope: Scope): Json | undefined;
}

/**
 * Compiles a path: `$.a`, `$$.Execution.Id`, `$variable.a`, and where `field` allows it an intrinsic function.
 * @param field the field's name in the state; AWS's error text depends on it. @throws DefinitionError for a path that does not parse.
 */
export function compilePath(text: string, field: string): Path {
  throw new Error(`not compiled yet: ${text} ${field}`);
}
