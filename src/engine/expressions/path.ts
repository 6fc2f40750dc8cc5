import { DefinitionError } from '../definition/definition-error.ts';
import type { Json } from '../json.ts';
import { EvaluationFailure, runtimeFailure } from './evaluation-failure.ts';
import { compileIntrinsic, isIntrinsic } from './intrinsics/intrinsic.ts';
import { compileJsonPath, notFoundText } from './jsonpath/json-path.ts';
import type { Scope } from './scope.ts';

/** A compiled JSONPath, variable reference or Context object path (ASL specification, "Paths"). */
export interface Path {
  readonly text: string;
  /** The value it points at. Indefinite paths give an array, empty when nothing matches; a definite path without a value fails. */
  read(input: Json, scope: Scope): Json | EvaluationFailure;
  /** Like `read`, with `undefined` for a path without a value (Choice's IsPresent). */
  find(input: Json, scope: Scope): Json | undefined;
}

/** Fields of a Fail state that also take an intrinsic function. */
const takesIntrinsic: ReadonlySet<string> = new Set(['ErrorPath', 'CausePath']);

/**
 * Compiles a path: `$.a`, `$$.Execution.Id`, `$variable.a`; in ErrorPath and CausePath also an intrinsic function.
 * @param field the field's name in the state; AWS's error text depends on it. @throws DefinitionError for a path that does not parse.
 */
export function compilePath(text: string, field: string): Path {
  try {
    return takesIntrinsic.has(field) && isIntrinsic(text) ? intrinsicPath(text) : jsonPath(text, field);
  } catch (error) {
    throw new DefinitionError(`The value for the field '${field}' must be a valid JSONPath: ${messageOf(error)}`);
  }
}

function jsonPath(text: string, field: string): Path {
  const path = compileJsonPath(text);
  // Payload-like fields name themselves in the text; the others pass Jayway's own message on.
  const cause = takesIntrinsic.has(field)
    ? (input: Json, scope: Scope): string => notFoundText(text, field, path.root.kind === 'context' ? scope.context : input)
    : (input: Json, scope: Scope): string => `Invalid path '${text}' : ${path.explain(input, scope)}`;
  return {
    text,
    find: (input, scope) => path.find(input, scope),
    read(input, scope) {
      const found = path.read(input, scope);
      return found === undefined ? runtimeFailure(cause(input, scope)) : found;
    },
  };
}

function intrinsicPath(text: string): Path {
  const evaluate = compileIntrinsic(text);
  return {
    text,
    read: evaluate,
    find(input, scope) {
      const value = evaluate(input, scope);
      return value instanceof EvaluationFailure ? undefined : value;
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
