import type { Json } from '../../json.ts';
import { parsePathAt } from '../jsonpath/parse-path.ts';
import { PathSyntaxError, Scanner } from '../jsonpath/scanner.ts';
import type { ParsedPath } from '../jsonpath/segment.ts';

/** A parsed intrinsic function call and its arguments. */
export type IntrinsicNode =
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly IntrinsicNode[] }
  | { readonly kind: 'path'; readonly text: string; readonly path: ParsedPath }
  /** `raw` keeps the backslashes of a quoted text: States.Format needs to see `\{`. */
  | { readonly kind: 'literal'; readonly value: Json; readonly raw?: string };

/** How deep calls may nest before we refuse to compile; AWS documents ten. */
const maxDepth = 100;

/**
 * Parses a whole text such as `States.Format('{}', $.name)` (ASL specification, "Intrinsic Functions").
 * @throws PathSyntaxError
 */
export function parseIntrinsic(text: string): IntrinsicNode {
  const scanner = new Scanner(text);
  const node = parseCall(scanner, 1);
  scanner.skipBlanks();
  if (!scanner.done) throw scanner.error(`unexpected '${scanner.peek()}'`);
  return node;
}

function parseCall(scanner: Scanner, depth: number): IntrinsicNode {
  if (depth > maxDepth) throw scanner.error('intrinsic functions are nested too deeply');
  const name = scanner.takeWhile((c) => /[A-Za-z0-9_.]/.test(c));
  scanner.skipBlanks();
  scanner.expect('(');
  const args: IntrinsicNode[] = [];
  scanner.skipBlanks();
  if (scanner.take(')')) return { kind: 'call', name, args };
  do {
    args.push(parseArgument(scanner, depth));
    scanner.skipBlanks();
  } while (scanner.take(','));
  scanner.expect(')');
  return { kind: 'call', name, args };
}

function parseArgument(scanner: Scanner, depth: number): IntrinsicNode {
  scanner.skipBlanks();
  if (scanner.peek() === "'") return parseText(scanner);
  if (scanner.peek() === '$') {
    const start = scanner.position;
    const path = parsePathAt(scanner);
    return { kind: 'path', text: scanner.text.slice(start, scanner.position), path };
  }
  const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?/.exec(scanner.text.slice(scanner.position, scanner.position + 40));
  if (number !== null) {
    scanner.position += number[0].length;
    return { kind: 'literal', value: Number(number[0]) };
  }
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const) {
    // prettier-ignore
    if (scanner.take(word)) return { kind: 'literal', value };
  }
  if (scanner.startsWith('States.')) return parseCall(scanner, depth + 1);
  throw scanner.error('expected a text, a number, true, false, null, a path or a function');
}

/** A text in single quotes; `\'`, `\\`, `\{` and `\}` are the escapes, any other backslash is an error. */
function parseText(scanner: Scanner): IntrinsicNode {
  scanner.expect("'");
  let value = '';
  let raw = '';
  while (!scanner.done) {
    const character = scanner.peek();
    scanner.position += 1;
    if (character === "'") return { kind: 'literal', value, raw };
    if (character === '\\') {
      const escaped = scanner.peek();
      if (escaped === '' || !"'\\{}".includes(escaped))
        throw new PathSyntaxError(`'\\${escaped}' is no escape in '${scanner.text}'`);
      scanner.position += 1;
      value += escaped;
      raw += escaped === "'" ? escaped : character + escaped;
    } else {
      value += character;
      raw += character;
    }
  }
  throw scanner.error("the quote ' is not closed");
}
