import type jsonata from 'jsonata';
import type { AstNode } from './ast.ts';
import { isNode, visitNodes } from './ast.ts';
import { jsonataError, memoryLimit, scopeName } from './aws-functions.ts';
import type { Scope } from '../scope.ts';

/**
 * Nodes that one evaluation may evaluate. AWS stops an expression after some seconds; we count steps instead, so that
 * the same expression ends the same way on every machine. Not AWS's number.
 */
export const maxEvaluationSteps = 1_000_000;

/** How many steps a list of this many made items counts for: ranges and native functions make items without evaluating nodes. */
const itemsPerStep = 64;
const charactersPerStep = 4096;

/** Nodes that may be evaluated inside each other. AWS's, measured by others: a sum of 101 terms is too deep, `$f(31)` of a recursion is not. */
const maxDepth = 100;

/** Bytes of one value, a number counting eight and a character one. AWS's, measured by others: `[1..873782]` fits, one item more does not. */
const maxBytes = 6_990_256;

/** What an evaluation has used so far. */
interface Usage {
  steps: number;
  depth: number;
}

/** Variable that carries the Usage; the blank keeps it out of reach of expressions. */
export const usageName = 'evaluation usage';

export const newUsage = (): Usage => ({ steps: 0, depth: 0 });

const tooDeep = 'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';

const entry = Symbol.for('jsonata.__evaluate_entry');
const exit = Symbol.for('jsonata.__evaluate_exit');

/**
 * Makes an expression stop at the bounds. Expressions that cannot reach them are left alone: counting costs a promise a node.
 * @returns whether it is bounded; then only the library may evaluate it.
 */
export function boundSteps(expression: jsonata.Expression, ast: unknown): boolean {
  if (isShort(ast) && !isDeep(ast)) return false;
  const spend = (usage: Usage, steps: number): void => {
    usage.steps += steps;
    if (usage.steps > maxEvaluationSteps) throw jsonataError('', 'Expression evaluation timeout: Check for infinite loop');
  };
  const usageOf = (environment: jsonata.Environment): Usage => environment.lookup(usageName) as Usage;
  // The typings know only string names here; jsonata itself looks these two symbols up.
  const assign = expression.assign.bind(expression) as unknown as (name: symbol, value: unknown) => void;
  assign(entry, (_node: AstNode, _input: unknown, environment: jsonata.Environment & { timestamp: Date }) => {
    // $toMillis completes pictures without a date from here; jsonata put the machine's clock in.
    environment.timestamp = new Date((environment.lookup(scopeName) as Scope).now());
    const usage = usageOf(environment);
    usage.depth += 1;
    if (usage.depth > maxDepth) throw jsonataError('', tooDeep);
    spend(usage, 1);
  });
  assign(exit, (_node: AstNode, _input: unknown, environment: jsonata.Environment, result: unknown) => {
    const usage = usageOf(environment);
    usage.depth -= 1;
    if ((Array.isArray(result) && result.length * 8 > maxBytes) || (typeof result === 'string' && result.length > maxBytes))
      throw jsonataError('', memoryLimit);
    if (Array.isArray(result)) spend(usage, Math.floor(result.length / itemsPerStep));
    else if (typeof result === 'string') spend(usage, Math.floor(result.length / charactersPerStep));
  });
  return true;
}

/** Whether its nodes are nested so deeply that evaluating it may reach the bound. */
function isDeep(ast: unknown): boolean {
  const stack: [value: unknown, depth: number][] = [[ast, 1]];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null || value instanceof RegExp) continue;
    if (depth > maxDepth) return true;
    const inner = isNode(value) ? depth + 1 : depth;
    for (const part of Object.values(value)) stack.push([part, inner]);
  }
  return false;
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
