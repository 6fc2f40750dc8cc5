import type { Json } from '../../json.ts';
import type { EvaluationFailure } from '../evaluation-failure.ts';
import { runtimeFailure } from '../evaluation-failure.ts';
import { fromParsed } from '../jsonpath/json-path.ts';
import { PathSyntaxError } from '../jsonpath/scanner.ts';
import { quoted } from '../json-values.ts';
import type { Scope } from '../scope.ts';
import { compileFormat } from './format.ts';
import { intrinsicFunctions } from './functions.ts';
import { InvalidArguments, InvalidTemplate } from './invalid-arguments.ts';
import type { IntrinsicNode } from './parse-intrinsic.ts';
import { parseIntrinsic } from './parse-intrinsic.ts';

/** A compiled argument or call. @throws InvalidArguments, MissingArgument */
type Evaluate = (input: Json, scope: Scope) => Json;

/** Whether a text is meant as an intrinsic function; a misspelt one is too. */
export const isIntrinsic = (text: string): boolean => text.startsWith('States.');

/** A path argument that finds nothing; `message` is AWS's text. */
class MissingArgument extends Error {
  override readonly name = 'MissingArgument';
}

/**
 * Compiles an intrinsic function call. Evaluation gives its value or a States.Runtime failure that quotes the whole call, as AWS does.
 * A wrong number of arguments is such a failure too. @throws PathSyntaxError for a text that is no call or an unknown function.
 */
export function compileIntrinsic(text: string): (input: Json, scope: Scope) => Json | EvaluationFailure {
  const evaluate = compileNode(parseIntrinsic(text));
  return (input, scope) => {
    try {
      return evaluate(input, scope);
    } catch (error) {
      return runtimeFailure(`The function '${text}' had the following error: ${detailOf(error)}`);
    }
  };
}

function detailOf(error: unknown): string {
  if (error instanceof InvalidArguments || error instanceof InvalidTemplate || error instanceof MissingArgument)
    return error.message;
  if (error instanceof RangeError) return 'a value is nested too deeply or too long';
  throw error;
}

function compileNode(node: IntrinsicNode): Evaluate {
  if (node.kind === 'literal') {
    const { value } = node;
    return () => value;
  }
  if (node.kind === 'path') {
    const path = fromParsed(node.text, node.path);
    return (input, scope) => {
      const value = path.find(input, scope);
      if (value !== undefined) return value;
      const reason = path.explain(input, scope);
      // AWS names a path into the Context object as if it were one into the input.
      const named = node.text.replace(/^\$\$/, '$');
      throw new MissingArgument(
        reason.startsWith('Filter:')
          ? reason
          : `The JsonPath argument for the field '${named}' could not be found in the input '${quoted(input)}'`,
      );
    };
  }
  return compileCall(node.name, node.args);
}

function compileCall(name: string, nodes: readonly IntrinsicNode[]): Evaluate {
  const definition = intrinsicFunctions.get(name);
  if (definition === undefined) throw new PathSyntaxError(`there is no intrinsic function '${name}'`);
  if (nodes.length < definition.least || nodes.length > definition.most) {
    return () => {
      throw new InvalidArguments(name);
    };
  }
  const args = nodes.map(compileNode);
  const [template] = nodes;
  if (name === 'States.Format' && template?.kind === 'literal' && template.raw !== undefined) {
    const format = compileFormat(template.raw);
    const rest = args.slice(1);
    return (input, scope) => format(rest.map((arg) => arg(input, scope)));
  }
  const { apply } = definition;
  const [first, second] = args;
  // The usual one and two arguments are passed without a map.
  if (first !== undefined && args.length === 1) return (input, scope) => apply([first(input, scope)], scope);
  if (first !== undefined && second !== undefined && args.length === 2) {
    return (input, scope) => apply([first(input, scope), second(input, scope)], scope);
  }
  return (input, scope) => apply(args.map((arg) => arg(input, scope)), scope); // prettier-ignore
}
