import type jsonata from 'jsonata';
import type { AstNode } from './ast.ts';
import { isNode, visitNodes } from './ast.ts';
import { jsonataError, scopeName } from './aws-functions.ts';
import type { Scope } from '../scope.ts';

/**
 * Nodes that one evaluation may evaluate. AWS stops an expression after some seconds; we count steps instead, so that
 * the same expression ends the same way on every machine. Not AWS's number.
 */
export const maxEvaluationSteps = 1_000_000;

/** How many steps a list of this many made items counts for: ranges and native functions make items without evaluating nodes. */
const itemsPerStep = 64;
const charactersPerStep = 4096;

/** Nodes that may wait for their parts at once: a recursion without end would fill the memory before its steps are used up. */
const maxPending = 50_000;

/** What an evaluation has used so far. */
interface Usage {
  steps: number;
  pending: number;
}

/** Variable that carries the Usage; the blank keeps it out of reach of expressions. */
export const usageName = 'evaluation usage';

export const newUsage = (): Usage => ({ steps: 0, pending: 0 });

const entry = Symbol.for('jsonata.__evaluate_entry');
const exit = Symbol.for('jsonata.__evaluate_exit');

/** Makes an expression stop after maxEvaluationSteps. Expressions that cannot take long are left alone: counting costs a promise a node. */
export function boundSteps(expression: jsonata.Expression, ast: unknown): void {
  if (isShort(ast)) return;
  const spend = (usage: Usage, steps: number): void => {
    usage.steps += steps;
    if (usage.steps > maxEvaluationSteps || usage.pending > maxPending) {
      throw jsonataError('', 'Expression evaluation limit exceeded. Check for an endless loop or recursion');
    }
  };
  const usageOf = (environment: jsonata.Environment): Usage => environment.lookup(usageName) as Usage;
  // The typings know only string names here; jsonata itself looks these two symbols up.
  const assign = expression.assign.bind(expression) as unknown as (name: symbol, value: unknown) => void;
  assign(entry, (_node: AstNode, _input: unknown, environment: jsonata.Environment & { timestamp: Date }) => {
    // $toMillis completes pictures without a date from here; jsonata put the machine's clock in.
    environment.timestamp = new Date((environment.lookup(scopeName) as Scope).now());
    const usage = usageOf(environment);
    usage.pending += 1;
    spend(usage, 1);
  });
  assign(exit, (_node: AstNode, _input: unknown, environment: jsonata.Environment, result: unknown) => {
    const usage = usageOf(environment);
    usage.pending -= 1;
    if (Array.isArray(result)) spend(usage, Math.floor(result.length / itemsPerStep));
    else if (typeof result === 'string') spend(usage, Math.floor(result.length / charactersPerStep));
  });
}

const shortTypes: ReadonlySet<string> = new Set(['path', 'name', 'variable', 'string', 'number', 'value', 'condition', 'block']);
const unboundedOperators: ReadonlySet<unknown> = new Set(['..']);

/** True for expressions whose work is proportional to their length times their input's: no functions, ranges, predicates or descendants. */
function isShort(ast: unknown): boolean {
  let short = true;
  visitNodes(ast, (node) => {
    const known =
      shortTypes.has(node.type) || ((node.type === 'binary' || node.type === 'unary') && !unboundedOperators.has(node.value));
    if (!known || hasStages(node)) short = false;
  });
  return short;
}

const hasStages = (node: AstNode): boolean =>
  ['predicate', 'stages', 'group'].some((part) => node[part] !== undefined) || isNode(node['nextFunction']);
