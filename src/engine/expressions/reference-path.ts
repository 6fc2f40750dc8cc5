import type { Json } from '../json.ts';
import type { EvaluationFailure } from './evaluation-failure.ts';

/** A compiled reference path (ResultPath): it names one place. */
export interface ReferencePath {
  readonly text: string;
  /** A copy of `root` with `value` at the path, sharing what did not change; `root` itself is left alone. */
  write(root: Json, value: Json): Json | EvaluationFailure;
}

/** @throws DefinitionError when the text is not a reference path. */
export function compileReferencePath(text: string, field: string): ReferencePath {
  throw new Error(`not compiled yet: ${text} ${field}`);
}
