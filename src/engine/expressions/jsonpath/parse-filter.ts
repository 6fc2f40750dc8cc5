import type { Json } from '../../json.ts';
import type { Filter, Operand } from './filter.ts';
import { comparisons, matcher } from './filter.ts';
import type { Scanner } from './scanner.ts';
import { takeQuoted } from './scanner.ts';
import type { ParsedPath, Segment } from './segment.ts';
import { parsedPath } from './segment.ts';
import { compileSegments } from './walk.ts';

/** Longest operators first, so that `<=` is not read as `<`. */
const operators = [...comparisons.keys()].sort((a, b) => b.length - a.length);
const isWord = (operator: string): boolean => /^[a-z]/.test(operator);

/** How paths inside a filter are parsed: given by parse-path.ts, whose grammar this one is a part of. */
export interface PathGrammar {
  path(scanner: Scanner): ParsedPath;
  segments(scanner: Scanner): Segment[];
}

/** Parses `(...)` behind the question mark and leaves the cursor behind it. @throws PathSyntaxError */
export function parseFilter(scanner: Scanner, grammar: PathGrammar): Filter {
  const stops = scanner.nameStops;
  scanner.nameStops = `${stops}=<>!&|~`;
  scanner.skipBlanks();
  scanner.expect('(');
  const filter = parseOr(scanner, grammar);
  scanner.expect(')');
  scanner.nameStops = stops;
  return filter;
}

function parseOr(scanner: Scanner, grammar: PathGrammar): Filter {
  let left = parseAnd(scanner, grammar);
  while (scanner.take('||')) {
    const [one, other] = [left, parseAnd(scanner, grammar)];
    left = (current, walk) => one(current, walk) || other(current, walk);
  }
  return left;
}

function parseAnd(scanner: Scanner, grammar: PathGrammar): Filter {
  let left = parseUnary(scanner, grammar);
  while (scanner.take('&&')) {
    const [one, other] = [left, parseUnary(scanner, grammar)];
    left = (current, walk) => one(current, walk) && other(current, walk);
  }
  return left;
}

function parseUnary(scanner: Scanner, grammar: PathGrammar): Filter {
  scanner.skipBlanks();
  let filter: Filter;
  if (scanner.peek() === '!' && scanner.peek(1) !== '=') {
    scanner.expect('!');
    const negated = parseUnary(scanner, grammar);
    filter = (current, walk) => !negated(current, walk);
  } else if (scanner.take('(')) {
    filter = parseOr(scanner, grammar);
    scanner.expect(')');
  } else filter = parseComparison(scanner, grammar);
  scanner.skipBlanks();
  return filter;
}

function parseComparison(scanner: Scanner, grammar: PathGrammar): Filter {
  const left = parseOperand(scanner, grammar);
  scanner.skipBlanks();
  if (scanner.take('=~')) {
    const matches = parseRegex(scanner);
    return (current, walk) => matches(left(current, walk));
  }
  const operator = operators.find((word) => scanner.startsWith(word));
  // Without an operator the question is whether the path finds anything.
  if (operator === undefined) return (current, walk) => left(current, walk) !== undefined;
  scanner.expect(operator);
  if (isWord(operator) && /[\p{L}\p{N}_]/u.test(scanner.peek())) throw scanner.error(`unknown operator`);
  const compare = comparisons.get(operator) as (left: Json | undefined, right: Json | undefined) => boolean;
  const right = parseOperand(scanner, grammar);
  return (current, walk) => compare(left(current, walk), right(current, walk));
}

function parseOperand(scanner: Scanner, grammar: PathGrammar): Operand {
  scanner.skipBlanks();
  if (scanner.take('@')) {
    const find = compileSegments(parsedPath({ kind: 'input' }, grammar.segments(scanner)));
    return (current, walk) => find(current, walk);
  }
  if (scanner.peek() === '$') {
    const path = grammar.path(scanner);
    if (path.root.kind !== 'input') throw scanner.error('a filter can only refer to $ and @');
    const find = compileSegments(path);
    return (_current, walk) => find(walk.root, walk);
  }
  const literal = parseLiteral(scanner);
  return () => literal;
}

function parseLiteral(scanner: Scanner): Json {
  scanner.skipBlanks();
  if (scanner.peek() === "'" || scanner.peek() === '"') return takeQuoted(scanner);
  if (scanner.take('[')) {
    const items: Json[] = [];
    scanner.skipBlanks();
    if (scanner.take(']')) return items;
    do {
      items.push(parseLiteral(scanner));
      scanner.skipBlanks();
    } while (scanner.take(','));
    scanner.expect(']');
    return items;
  }
  const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?/.exec(scanner.text.slice(scanner.position, scanner.position + 40));
  if (number !== null) {
    scanner.position += number[0].length;
    return Number(number[0]);
  }
  if (scanner.take('true')) return true;
  if (scanner.take('false')) return false;
  if (scanner.take('null')) return null;
  throw scanner.error('expected a path, a text, a number, true, false or null');
}

function parseRegex(scanner: Scanner): (value: Json | undefined) => boolean {
  scanner.skipBlanks();
  scanner.expect('/');
  let pattern = '';
  while (!scanner.done && scanner.peek() !== '/') {
    if (scanner.peek() === '\\' && scanner.peek(1) === '/') scanner.position += 1;
    else if (scanner.peek() === '\\') pattern += scanner.text[scanner.position++];
    pattern += scanner.text[scanner.position++] ?? '';
  }
  scanner.expect('/');
  const flags = scanner.takeWhile((c) => 'imsux'.includes(c));
  try {
    return matcher(pattern, flags);
  } catch (error) {
    throw scanner.error(`the regular expression is not valid (${error instanceof Error ? error.message : String(error)})`);
  }
}
