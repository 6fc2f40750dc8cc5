import type { Json } from '../../json.ts';
import type { EvaluationFailure } from '../evaluation-failure.ts';
import type { Scope } from '../scope.ts';

/** A compiled payload template: Parameters, ItemSelector, ResultSelector or Assign of a JSONPath state. */
export interface Template {
  /** True when it has no `.$` key: evaluate then returns the same object each time (never change it). */
  readonly constant: boolean;
  evaluate(input: Json, scope: Scope): Json | EvaluationFailure;
}

/** @throws DefinitionError for a `.$` value that is no path and no intrinsic function. */
export function compileTemplate(template: Json, field: string): Template {
  throw new Error(`not compiled yet: ${JSON.stringify(template)} ${field}`);
}
