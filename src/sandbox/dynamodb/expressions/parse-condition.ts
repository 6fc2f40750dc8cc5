/** Condition, filter and key condition expressions: their grammar (Developer Guide, "Condition and filter expressions, operators, and functions"). */
import type { Value } from '../attribute-values.ts';
import { compareValues, contentOf, typeOf } from '../attribute-values.ts';
import type { Comparator, Condition, ConditionFunction, Operand } from './ast.ts';
import { printPath } from './ast.ts';
import { Parser } from './parser.ts';
import type { Placeholders } from './placeholders.ts';

const comparators = new Set<string>(['=', '<>', '<', '<=', '>', '>=']);
const functions: Readonly<Record<ConditionFunction, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};
/** Conditions that stood in parentheses of their own: a second pair around the same one is redundant. */
const enclosed = new WeakSet<Condition>();
const known = [...Object.keys(functions), 'size'];

/** Parses `text`; throws AWS's ValidationException with `field` in it. */
export function parseCondition(text: string, field: string, placeholders: Placeholders): Condition {
  const parser = new Parser(text, field, placeholders);
  const condition = or(parser);
  parser.expectEnd();
  return condition;
}

function or(parser: Parser): Condition {
  let left = and(parser);
  while (parser.take('OR')) left = { kind: 'or', left, right: and(parser) };
  return left;
}

function and(parser: Parser): Condition {
  let left = not(parser);
  while (parser.take('AND')) left = { kind: 'and', left, right: not(parser) };
  return left;
}

function not(parser: Parser): Condition {
  return parser.take('NOT') ? { kind: 'not', condition: parser.nested(() => not(parser)) } : primary(parser);
}

function primary(parser: Parser): Condition {
  if (parser.take('(')) {
    const condition = parser.nested(() => or(parser));
    parser.expect(')');
    if (enclosed.has(condition)) throw parser.invalid('The expression has redundant parentheses;');
    enclosed.add(condition);
    return condition;
  }
  if (parser.callsFunction(known) && parser.peek() !== 'size') return call(parser);
  const left = operand(parser);
  if (parser.take('BETWEEN')) {
    const low = operand(parser);
    parser.expect('AND');
    return between(parser, left, low, operand(parser));
  }
  if (parser.take('IN')) {
    parser.expect('(');
    const candidates = parser.list(() => operand(parser));
    parser.expect(')');
    if (candidates.length > 100)
      throw parser.invalid(
        'Incorrect number of operands for operator or function; operator or function: IN, number of operands: ' +
          candidates.length,
      );
    return { kind: 'in', operand: left, candidates };
  }
  const comparator = parser.peek();
  if (comparator === undefined || !comparators.has(comparator)) throw parser.syntaxError();
  parser.next();
  const right = operand(parser);
  refuseSamePath(parser, comparator, [left, right]);
  for (const side of comparator === '=' || comparator === '<>' ? [] : [left, right]) {
    if (side.kind === 'value' && !['S', 'N', 'B'].includes(typeOf(side.value))) throw wrongType(parser, comparator, side.value);
  }
  return { kind: 'comparison', comparator: comparator as Comparator, left, right };
}

function operand(parser: Parser): Operand {
  if (!parser.callsFunction(known)) return parser.operand();
  if (parser.peek() !== 'size')
    throw parser.invalid(`The function is not allowed to be used this way in an expression; function: ${parser.peek()}`);
  const { operands } = parser.arguments(1, () => parser.operand());
  const [of] = operands;
  if (of!.kind === 'value' && ['N', 'BOOL', 'NULL'].includes(typeOf(of!.value))) throw wrongType(parser, 'size', of!.value);
  return { kind: 'size', of: of! };
}

function refuseSamePath(parser: Parser, operator: string, [first, second]: readonly Operand[]): void {
  if (first?.kind !== 'path' || second?.kind !== 'path' || printPath(first.path) !== printPath(second.path)) return;
  throw parser.invalid(
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${printPath(first.path)}`,
  );
}

function call(parser: Parser): Condition {
  const function_ = parser.peek() as ConditionFunction;
  const { operands } = parser.arguments(functions[function_], () => operand(parser));
  const [first, second] = operands;
  refuseSamePath(parser, function_, operands);
  if (function_.startsWith('attribute_') && first!.kind !== 'path') {
    throw parser.invalid(`Operator or function requires a document path; operator or function: ${function_}`);
  }
  if (function_ === 'attribute_type') {
    if (second!.kind !== 'value' || !('S' in second!.value)) {
      throw parser.invalid(
        'Incorrect operand type for operator or function; operator or function: attribute_type, operand type: ' +
          (second!.kind === 'value' ? typeOf(second!.value) : 'path'),
      );
    }
    if (!/^(S|N|B|SS|NS|BS|BOOL|NULL|L|M)$/.test(second!.value.S)) {
      throw parser.invalid(
        `Invalid attribute type name found; type: ${second!.value.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      );
    }
  }
  if (function_ === 'begins_with') {
    for (const side of operands) {
      if (side.kind === 'value' && !('S' in side.value) && !('B' in side.value)) throw wrongType(parser, function_, side.value);
    }
  }
  return { kind: 'function', name: function_, operands };
}

function between(parser: Parser, operand: Operand, low: Operand, high: Operand): Condition {
  if (low.kind === 'value' && high.kind === 'value') {
    const order = compareValues(low.value, high.value);
    const print = (value: Value): string => `AttributeValue: {${typeOf(value)}:${String(contentOf(value))}}`;
    if (typeOf(low.value) !== typeOf(high.value)) {
      throw parser.invalid(
        `The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: ${print(low.value)}, upper bound operand: ${print(high.value)}`,
      );
    }
    if (order === undefined) throw wrongType(parser, 'BETWEEN', low.value);
    if (order > 0) {
      throw parser.invalid(
        `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: ${print(low.value)}, upper bound operand: ${print(high.value)}`,
      );
    }
  }
  return { kind: 'between', operand, low, high };
}

function wrongType(parser: Parser, operator: string, value: Value): Error {
  return parser.invalid(
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(value)}`,
  );
}
