import { DefinitionError } from '../../definition/definition-error.ts';
import type { Json } from '../../json.ts';
import { EvaluationFailure, runtimeFailure } from '../evaluation-failure.ts';
import { compileIntrinsic, isIntrinsic } from '../intrinsics/intrinsic.ts';
import { isObject, maxTemplateDepth, setMember } from '../json-values.ts';
import { compileJsonPath, notFoundText } from '../jsonpath/json-path.ts';
import type { JsonObject, Scope } from '../scope.ts';

/** A compiled payload template: Parameters, ItemSelector, ResultSelector or Assign of a JSONPath state. */
export interface Template {
  /** True when it has no `.$` key: evaluate then returns the same object each time (never change it). */
  readonly constant: boolean;
  evaluate(input: Json, scope: Scope): Json | EvaluationFailure;
}

type Evaluate = (input: Json, scope: Scope) => Json | EvaluationFailure;

/** A compiled part: its constant, or how to evaluate it. */
type Part = { readonly constant: Json } | { readonly evaluate: Evaluate };

/**
 * Compiles a payload template (ASL specification, "Payload Template"): a member whose name ends in `.$` holds a path or an intrinsic function.
 * @throws DefinitionError for a `.$` value that is neither; its pointer is relative to the state.
 */
export function compileTemplate(template: Json, field: string): Template {
  const part = compilePart(template, `/${field}`, 0);
  if ('constant' in part) {
    const { constant } = part;
    return { constant: true, evaluate: () => constant };
  }
  return { constant: false, evaluate: part.evaluate };
}

function compilePart(value: Json, pointer: string, depth: number): Part {
  if (depth > maxTemplateDepth) throw new DefinitionError('A payload template is nested too deeply');
  if (Array.isArray(value)) return compileArray(value, pointer, depth);
  if (isObject(value)) return compileObject(value, pointer, depth);
  return { constant: value };
}

function compileArray(items: Json[], pointer: string, depth: number): Part {
  const parts = items.map((item, i) => compilePart(item, `${pointer}/${i}`, depth + 1));
  if (parts.every((part) => 'constant' in part)) return { constant: items };
  const evaluators = parts.map(toEvaluate);
  return {
    evaluate(input, scope) {
      const result: Json[] = [];
      for (const evaluate of evaluators) {
        const value = evaluate(input, scope);
        if (value instanceof EvaluationFailure) return value;
        result.push(value);
      }
      return result;
    },
  };
}

function compileObject(object: JsonObject, pointer: string, depth: number): Part {
  const members: [name: string, part: Part][] = Object.entries(object).map(([name, value]) =>
    name.endsWith('.$')
      ? [name.slice(0, -2), { evaluate: compileDynamic(name, value, pointer) }]
      : [name, compilePart(value, `${pointer}/${name}`, depth + 1)],
  );
  if (members.every(([, part]) => 'constant' in part)) return { constant: object };
  const names = members.map(([name]) => name);
  const evaluators = members.map(([, part]) => toEvaluate(part));
  return {
    evaluate(input, scope) {
      const result: JsonObject = {};
      for (let i = 0; i < names.length; i += 1) {
        const value = (evaluators[i] as Evaluate)(input, scope);
        if (value instanceof EvaluationFailure) return value;
        setMember(result, names[i] as string, value);
      }
      return result;
    },
  };
}

function toEvaluate(part: Part): Evaluate {
  if ('evaluate' in part) return part.evaluate;
  const { constant } = part;
  return () => constant;
}

/** @param name the member's name with its `.$`, as AWS's messages quote it. */
function compileDynamic(name: string, value: Json, pointer: string): Evaluate {
  const invalid = `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`;
  if (typeof value !== 'string') throw new DefinitionError(invalid, pointer);
  try {
    if (isIntrinsic(value)) return compileIntrinsic(value);
    const path = compileJsonPath(value);
    return (input, scope) => {
      const found = path.read(input, scope);
      if (found !== undefined) return found;
      return runtimeFailure(notFoundText(value, name, path.root.kind === 'context' ? scope.context : input));
    };
  } catch {
    // AWS says only this; why the text is wrong stays unsaid.
    throw new DefinitionError(invalid, pointer);
  }
}
