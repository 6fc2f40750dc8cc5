import { DefinitionError } from '../../definition/definition-error.ts';
import type { Json } from '../../json.ts';
import { EvaluationFailure } from '../evaluation-failure.ts';
import { isObject, maxTemplateDepth, setMember } from '../json-values.ts';
import type { JsonObject, Scope } from '../scope.ts';
import type { Evaluated, ExpectedType, JsonataExpression } from './expression.ts';
import { compileExpression } from './expression.ts';

export type { ExpectedType } from './expression.ts';

/** A compiled field of a JSONata state: any JSON with `{% %}` strings at any depth. */
export interface JsonataTemplate {
  /** True when nothing has to be evaluated: evaluate then returns the same value each time (never change it). */
  readonly constant: boolean;
  /**
   * @param states what `$states` is bound to: {input, context, result?, errorOutput?}.
   * @returns a Promise only where the jsonata library really evaluates; simple expressions answer at once.
   */
  evaluate(states: JsonObject, scope: Scope): Evaluated;
}

type Part = { readonly constant: Json } | { readonly evaluate: JsonataExpression };

/**
 * @param field the field as AWS names it, `Output`, `Assign`, `Choices[0]/Condition`; the locations of its parts start with it.
 * @param expected checked only when the whole field is one expression.
 * @throws DefinitionError for an expression that does not parse.
 */
export function compileJsonata(value: Json, field: string, expected?: ExpectedType): JsonataTemplate {
  const part = compilePart(value, field, 0, expected);
  if ('evaluate' in part) return { constant: false, evaluate: part.evaluate };
  const { constant } = part;
  return { constant: true, evaluate: () => constant };
}

function compilePart(value: Json, location: string, depth: number, expected?: ExpectedType): Part {
  if (depth > maxTemplateDepth) throw new DefinitionError('A template is nested too deeply');
  if (typeof value === 'string') return compileText(value, location, expected);
  if (Array.isArray(value)) {
    const parts = value.map((item, i) => compilePart(item, `${location}[${i}]`, depth + 1));
    return combine(value, parts, (values) => values);
  }
  if (!isObject(value)) return { constant: value };
  const names = Object.keys(value);
  const parts = names.map((name) => compilePart(value[name] as Json, `${location}/${name}`, depth + 1));
  return combine(value, parts, (values) => {
    const object: JsonObject = {};
    for (const [i, name] of names.entries()) setMember(object, name, values[i] as Json);
    return object;
  });
}

/** Only a text that starts with `{%` and ends with `%}` is an expression; blanks around make it a plain text. */
function compileText(text: string, location: string, expected: ExpectedType | undefined): Part {
  if (text.length < 4 || !text.startsWith('{%') || !text.endsWith('%}')) return { constant: text };
  const expression = text.slice(2, -2).trim();
  try {
    return { evaluate: compileExpression(expression, location, expected) };
  } catch (error) {
    const { message } = error as { message?: unknown };
    throw new DefinitionError(
      `The JSONata expression '${expression}' specified for the field '${location}' is not valid: ${String(message)}`,
      `/${location}`,
    );
  }
}

function combine(whole: Json, parts: readonly Part[], assemble: (values: Json[]) => Json): Part {
  if (parts.every((part) => 'constant' in part)) return { constant: whole };
  const evaluators = parts.map((part): JsonataExpression => {
    if ('evaluate' in part) return part.evaluate;
    const { constant } = part;
    return () => constant;
  });
  return {
    evaluate(states, scope) {
      const values: Json[] = [];
      for (let i = 0; i < evaluators.length; i += 1) {
        const value = (evaluators[i] as JsonataExpression)(states, scope);
        if (value instanceof Promise) return continueLater(value, i, values);
        if (value instanceof EvaluationFailure) return value;
        values.push(value);
      }
      return assemble(values);

      /** The same loop from the part that made us wait. */
      async function continueLater(
        pending: Promise<Json | EvaluationFailure>,
        from: number,
        before: Json[],
      ): Promise<Json | EvaluationFailure> {
        let value = await pending;
        for (let i = from; ; i += 1) {
          if (value instanceof EvaluationFailure) return value;
          before.push(value);
          const next = evaluators[i + 1];
          if (next === undefined) return assemble(before);
          value = await next(states, scope);
        }
      }
    },
  };
}
