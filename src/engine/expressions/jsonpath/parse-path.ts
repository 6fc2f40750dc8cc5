import type { ParsedPath, PathFunction, Root, Segment } from './segment.ts';
import { parsedPath } from './segment.ts';
import { parseFilter } from './parse-filter.ts';
import { Scanner, takeQuoted } from './scanner.ts';

const functions: ReadonlySet<string> = new Set<PathFunction>([
  'length', 'size', 'min', 'max', 'avg', 'sum', 'stddev', 'keys', 'first', 'last',
]); // prettier-ignore

const isNameStart = (c: string): boolean => /[\p{L}_]/u.test(c);
const isNamePart = (c: string): boolean => /[\p{L}\p{N}_]/u.test(c);

/** Steps of one path; ours, so that following a path never needs a deep call stack. */
const maxSegments = 1_000;

/** Parses a whole text. @throws PathSyntaxError */
export function parsePath(text: string): ParsedPath {
  const scanner = new Scanner(text);
  const path = parsePathAt(scanner);
  if (!scanner.done) throw scanner.error(`unexpected '${scanner.peek()}'`);
  return path;
}

/** Parses the path at the cursor and leaves the cursor behind it. @throws PathSyntaxError */
export function parsePathAt(scanner: Scanner): ParsedPath {
  return parsedPath(parseRoot(scanner), parseSegments(scanner));
}

function parseRoot(scanner: Scanner): Root {
  scanner.expect('$');
  if (scanner.take('$')) return { kind: 'context' };
  if (!isNameStart(scanner.peek())) return { kind: 'input' };
  return { kind: 'variable', name: scanner.takeWhile(isNamePart) };
}

/** Everything after `$` or `@`. */
export function parseSegments(scanner: Scanner): Segment[] {
  const segments: Segment[] = [];
  while (!scanner.done) {
    if (scanner.take('..')) {
      segments.push({ kind: 'descendants' });
      segments.push(scanner.peek() === '[' ? parseBracket(scanner) : parseDotted(scanner));
    } else if (scanner.take('.')) {
      segments.push(scanner.peek() === '[' ? parseBracket(scanner) : parseDotted(scanner));
    } else if (scanner.peek() === '[') {
      segments.push(parseBracket(scanner));
    } else break;
    if (segments.at(-2)?.kind === 'function') throw scanner.error('nothing may follow a function');
    if (segments.length > maxSegments) throw scanner.error('the path has too many steps');
  }
  return segments;
}

function parseDotted(scanner: Scanner): Segment {
  if (scanner.take('*')) return { kind: 'wildcard' };
  // Every character up to the next operator belongs to the name, as in Jayway: `$.delivery-partner`.
  const name = scanner.takeWhile((c) => !scanner.nameStops.includes(c));
  if (name === '') throw scanner.error('expected a name');
  if (!scanner.startsWith('()')) return { kind: 'member', name };
  if (!functions.has(name)) throw scanner.error(`there is no function '${name}()'`);
  scanner.expect('()');
  return { kind: 'function', name: name as PathFunction };
}

function parseBracket(scanner: Scanner): Segment {
  scanner.expect('[');
  scanner.skipBlanks();
  const segment = parseBracketContent(scanner);
  scanner.skipBlanks();
  scanner.expect(']');
  return segment;
}

function parseBracketContent(scanner: Scanner): Segment {
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.peek() === "'" || scanner.peek() === '"') return parseNames(scanner);
  if (scanner.peek() === '?') {
    const start = scanner.position;
    scanner.expect('?');
    const filter = parseFilter(scanner, { path: parsePathAt, segments: parseSegments });
    return { kind: 'filter', filter, text: scanner.text.slice(start, scanner.position) };
  }
  return parseIndexes(scanner);
}

function parseNames(scanner: Scanner): Segment {
  const names: string[] = [];
  do {
    scanner.skipBlanks();
    if (scanner.peek() !== "'" && scanner.peek() !== '"') throw scanner.error('expected a quoted name');
    names.push(takeQuoted(scanner));
    scanner.skipBlanks();
  } while (scanner.take(','));
  return names.length === 1 ? { kind: 'member', name: names[0] as string } : { kind: 'members', names };
}

function parseIndexes(scanner: Scanner): Segment {
  const first = scanner.takeInteger();
  scanner.skipBlanks();
  if (scanner.take(':')) {
    scanner.skipBlanks();
    const to = scanner.takeInteger();
    if (first === undefined && to === undefined) throw scanner.error('a slice needs a bound');
    return { kind: 'slice', from: first, to };
  }
  if (first === undefined) throw scanner.error('expected a name, a number, * or ?');
  const indexes = [first];
  while (scanner.take(',')) {
    scanner.skipBlanks();
    const next = scanner.takeInteger();
    if (next === undefined) throw scanner.error('expected a number');
    indexes.push(next);
    scanner.skipBlanks();
  }
  return indexes.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes };
}
