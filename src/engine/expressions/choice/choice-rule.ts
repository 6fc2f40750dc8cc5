import { DefinitionError } from '../../definition/definition-error.ts';
import type { Json } from '../../json.ts';
import { EvaluationFailure, runtimeFailure } from '../evaluation-failure.ts';
import { isObject, ownMember } from '../json-values.ts';
import type { Path } from '../path.ts';
import { compilePath } from '../path.ts';
import type { JsonObject, Scope } from '../scope.ts';
import { comparisons, pathComparisons, stringMatches, typeTests } from './comparison.ts';

/** One compiled rule of a Choice state (JSONPath): comparisons under And, Or and Not (ASL specification, "Choice State"). */
export interface ChoiceRule {
  evaluate(input: Json, scope: Scope): boolean | EvaluationFailure;
}

type Evaluate = ChoiceRule['evaluate'];

/** And, Or and Not may nest this deep; ours, so that evaluation never needs a deep call stack. */
const maxDepth = 500;

/** Compiles a Choice Rule; `Next`, `Comment`, `Assign` and `Output` beside the comparison are ignored. @throws DefinitionError */
export function compileChoiceRule(rule: JsonObject): ChoiceRule {
  return { evaluate: compileRule(rule, 0) };
}

function compileRule(rule: Json, depth: number): Evaluate {
  if (!isObject(rule)) throw new DefinitionError('A Choice Rule must be an object');
  if (depth > maxDepth) throw new DefinitionError('Choice Rules are nested too deeply');
  const rules = (list: Json, name: string): Evaluate[] => {
    if (!Array.isArray(list) || list.length === 0)
      throw new DefinitionError(`'${name}' must be a non-empty array of Choice Rules`);
    return list.map((inner) => compileRule(inner, depth + 1));
  };
  const { And, Or, Not } = { And: ownMember(rule, 'And'), Or: ownMember(rule, 'Or'), Not: ownMember(rule, 'Not') };
  if (And !== undefined) return every(rules(And, 'And'), false);
  if (Or !== undefined) return every(rules(Or, 'Or'), true);
  if (Not !== undefined) return not(compileRule(Not, depth + 1));
  return compileComparison(rule);
}

/** Evaluates rules in order up to the first that gives `decisive`, which is then the answer. */
const every =
  (rules: readonly Evaluate[], decisive: boolean): Evaluate =>
  (input, scope) => {
    for (const rule of rules) {
      const answer = rule(input, scope);
      if (answer === decisive || answer instanceof EvaluationFailure) return answer;
    }
    return !decisive;
  };

const not =
  (rule: Evaluate): Evaluate =>
  (input, scope) => {
    const answer = rule(input, scope);
    return answer instanceof EvaluationFailure ? answer : !answer;
  };

const ignored: ReadonlySet<string> = new Set(['Variable', 'Next', 'Comment', 'Assign', 'Output']);

function compileComparison(rule: JsonObject): Evaluate {
  const variable = ownMember(rule, 'Variable');
  if (typeof variable !== 'string') throw new DefinitionError("The field 'Variable' of a Choice Rule must be a JSONPath");
  const operators = Object.keys(rule).filter((name) => !ignored.has(name));
  const [operator] = operators;
  if (operator === undefined || operators.length > 1) {
    throw new DefinitionError(`A Choice Rule has exactly one comparison operator, not ${operators.length}`);
  }
  return compileOperator(compilePath(variable, 'Variable'), operator, rule[operator] as Json);
}

function compileOperator(variable: Path, operator: string, operand: Json): Evaluate {
  if (operator === 'IsPresent') return (input, scope) => (variable.find(input, scope) !== undefined) === operand;
  const hasType = typeTests.get(operator);
  if (hasType !== undefined) return compileTest(variable, (value) => hasType(value) === operand);
  if (operator === 'StringMatches') {
    if (typeof operand !== 'string') throw new DefinitionError("The operand of 'StringMatches' must be a string");
    return compileTest(variable, stringMatches(operand));
  }
  const compare = comparisons.get(operator);
  if (compare !== undefined) return compileTest(variable, (value) => compare(value, operand));
  const compareWithPath = pathComparisons.get(operator);
  if (compareWithPath === undefined) throw new DefinitionError(`'${operator}' is no comparison operator`);
  if (typeof operand !== 'string') throw new DefinitionError(`The operand of '${operator}' must be a JSONPath`);
  const right = compilePath(operand, operator);
  return (input, scope) => {
    const value = variable.find(input, scope);
    if (value === undefined) return invalidPath(variable);
    const other = right.find(input, scope);
    return other === undefined ? invalidPath(right) : compareWithPath(value, other);
  };
}

const compileTest =
  (variable: Path, test: (value: Json) => boolean): Evaluate =>
  (input, scope) => {
    const value = variable.find(input, scope);
    return value === undefined ? invalidPath(variable) : test(value);
  };

const invalidPath = (path: Path): EvaluationFailure =>
  runtimeFailure(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
