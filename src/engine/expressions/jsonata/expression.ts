import jsonata from 'jsonata';
import type { Json } from '../../json.ts';
import type { EvaluationFailure } from '../evaluation-failure.ts';
import { queryEvaluationFailure } from '../evaluation-failure.ts';
import { ownMember, quoted } from '../json-values.ts';
import type { JsonObject, Scope } from '../scope.ts';
import { visitNodes } from './ast.ts';
import { registerFunctions, scopeName } from './aws-functions.ts';
import { boundSteps, newUsage, usageName } from './bounds.ts';
import { ask, compileFastPath } from './fast-path.ts';
import { hideInheritedMembers } from './own-members.ts';
import { toJson } from './result.ts';
import { SafeRegex } from './safe-regex.ts';

/** Type that a field asks of its expression; AWS checks it after evaluation ("returned an unexpected result type"). */
export type ExpectedType = 'array' | 'boolean' | 'number' | 'string' | 'object';

export type Evaluated = Json | EvaluationFailure | Promise<Json | EvaluationFailure>;

/** One compiled JSONata expression of a field. */
export type JsonataExpression = (states: JsonObject, scope: Scope) => Evaluated;

// jsonata keeps one regex engine for all expressions and resets it whenever anybody compiles without the option.
Object.defineProperty(jsonata, 'RegexEngine', { get: () => SafeRegex, set: () => undefined });

/**
 * Compiles an expression once.
 * @param text without `{%` and `%}`. @param location the field as AWS names it, e.g. `Output/result` or `Choices[0]/Condition`.
 * @throws an object of jsonata's with code and message when the text does not parse.
 */
export function compileExpression(text: string, location: string, expected: ExpectedType | undefined): JsonataExpression {
  const expression = jsonata(text);
  const ast: unknown = expression.ast();
  const fastPath = compileFastPath(ast);
  hideInheritedMembers(ast);
  registerFunctions(expression);
  const bounded = boundSteps(expression, ast);
  const variables = freeVariables(ast);
  const failure = (problem: string): EvaluationFailure =>
    queryEvaluationFailure(`The JSONata expression '${text}' specified for the field '${location}' ${problem}`, location);

  const checked = (json: Json): Json | EvaluationFailure => {
    if (expected === undefined) return json;
    const type = typeOf(json);
    if (type === expected) return json;
    return failure(`returned an unexpected result type. Expected '${expected}', but was '${type}' for value: ${quoted(json)}`);
  };
  const finish = (value: unknown): Json | EvaluationFailure => {
    const result = toJson(value);
    if ('json' in result) return checked(result.json);
    return failure(result.not === 'undefined' ? 'returned nothing (undefined).' : 'returned a function, which is no JSON value.');
  };
  const threw = (error: unknown): EvaluationFailure => failure(`threw an error during evaluation${errorText(error)}`);

  const evaluate = async (states: JsonObject, scope: Scope): Promise<Json | EvaluationFailure> => {
    const bindings: Record<string, unknown> = { states, [scopeName]: scope, [usageName]: newUsage() };
    for (const name of variables) {
      const value = ownMember(scope.variables, name);
      if (value !== undefined) bindings[name] = value;
    }
    try {
      return finish(await expression.evaluate(undefined, bindings));
    } catch (error) {
      return threw(error);
    }
  };

  if (fastPath === undefined || bounded) return evaluate;
  return (states, scope) => {
    const value = fastPath((name) => (name === 'states' ? states : ownMember(scope.variables, name)));
    // A built-in function named without a call, `$sum`, looks like a variable: the library knows.
    return value === ask || value === undefined ? evaluate(states, scope) : checked(value as Json);
  };
}

/** Names of the variables that an expression mentions, `$states` aside; the rest need not be bound. */
function freeVariables(ast: unknown): string[] {
  const names = new Set<string>();
  visitNodes(ast, (node) => {
    if (node.type === 'variable' && typeof node.value === 'string') names.add(node.value);
  });
  for (const reserved of ['states', '', '$', '__proto__', scopeName, usageName]) names.delete(reserved);
  return [...names];
}

/** JSONata's own errors carry a code, ". T1006: Attempted to invoke a non-function"; of the others AWS writes ": <message>". */
function errorText(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : String(error);
  return typeof code === 'string' && code !== '' ? `. ${code}: ${text}` : `: ${text}`;
}

function typeOf(value: Json): ExpectedType | 'null' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'boolean' | 'number' | 'string' | 'object';
}
