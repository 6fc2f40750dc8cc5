/** What the parsers of all DynamoDB expressions share: tokens, syntax errors, document paths and operands. */
import { validation } from '../errors.ts';
import type { Operand, Path } from './ast.ts';
import type { Placeholders } from './placeholders.ts';
import { reservedWords } from './reserved-words.ts';

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const tokenForm = /\s*([A-Za-z_][A-Za-z0-9_]*|[#:][A-Za-z0-9_]+|\d+|<>|<=|>=|\S)/y;
const identifier = /^[A-Za-z_]/;

/** Tokens of expressions that were read before: programs write few different ones, and write them again and again. */
const known = new Map<string, readonly Token[]>();
const mostKnown = 2000;

function tokensOf(text: string): readonly Token[] {
  let tokens = known.get(text);
  if (!tokens) {
    const found: Token[] = [];
    tokenForm.lastIndex = 0;
    for (let match = tokenForm.exec(text); match; match = tokenForm.exec(text)) {
      found.push({ text: match[1]!, start: tokenForm.lastIndex - match[1]!.length, end: tokenForm.lastIndex });
    }
    tokens = found;
    if (known.size >= mostKnown) known.clear();
    known.set(text, tokens);
  }
  return tokens;
}

/** Deeper expressions are refused, as AWS refuses them. */
const maximumDepth = 300;

export class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  /** `field` is the request's member, e.g. `ConditionExpression`; AWS's messages begin with it. */
  constructor(
    private readonly text: string,
    readonly field: string,
    private readonly placeholders: Placeholders,
  ) {
    if (text.trim() === '') throw this.invalid('The expression can not be empty;');
    if (Buffer.byteLength(text, 'utf8') > 4096) {
      throw this.invalid(
        'Expression size has exceeded the maximum allowed size; expression size: ' + Buffer.byteLength(text, 'utf8'),
      );
    }
    this.tokens = tokensOf(text);
  }

  invalid(message: string): Error {
    return validation(`Invalid ${this.field}: ${message}`);
  }

  syntaxError(): Error {
    const before = this.tokens[this.position - 1];
    const after = this.tokens[this.position + 1];
    const here = this.tokens[this.position];
    const near = this.text.slice(before?.start ?? here?.start ?? 0, after?.end ?? here?.end ?? this.text.length);
    return this.invalid(`Syntax error; token: "${here?.text ?? '<EOF>'}", near: "${near.trim()}"`);
  }

  /** Text of the token `ahead` of the next one; undefined at the end. */
  peek(ahead = 0): string | undefined {
    return this.tokens[this.position + ahead]?.text;
  }

  next(): string {
    const token = this.tokens[this.position];
    if (!token) throw this.syntaxError();
    this.position += 1;
    return token.text;
  }

  /** Takes the token when it is `text`; keywords are compared without case. */
  take(text: string): boolean {
    if (this.peek()?.toUpperCase() !== text) return false;
    this.position += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.syntaxError();
  }

  expectEnd(): void {
    if (this.position < this.tokens.length) throw this.syntaxError();
  }

  nested<Result>(parse: () => Result): Result {
    this.depth += 1;
    if (this.depth > maximumDepth) throw this.invalid('The expression has too many nested levels;');
    const result = parse();
    this.depth -= 1;
    return result;
  }

  /** One or more of `parse`, separated by commas. */
  list<Element>(parse: () => Element): Element[] {
    const elements = [parse()];
    while (this.take(',')) elements.push(parse());
    return elements;
  }

  path(): Path {
    const steps: (string | number)[] = [this.name()];
    for (;;) {
      if (this.take('.')) steps.push(this.name());
      else if (this.take('[')) {
        const index = this.peek();
        if (index === undefined || !/^\d+$/.test(index)) throw this.syntaxError();
        steps.push(Number(this.next()));
        this.expect(']');
      } else return steps;
    }
  }

  private name(): string {
    const token = this.peek();
    if (token?.startsWith('#') && token.length > 1) return this.placeholders.name(this.next(), this.field);
    if (token === undefined || !identifier.test(token)) throw this.syntaxError();
    if (reservedWords.has(token.toUpperCase())) {
      throw this.invalid(`Attribute name is a reserved keyword; reserved keyword: ${token}`);
    }
    return this.next();
  }

  /** A path or `:value`. */
  operand(): Operand & { kind: 'path' | 'value' } {
    const token = this.peek();
    if (token?.startsWith(':') && token.length > 1) {
      return { kind: 'value', value: this.placeholders.value(this.next(), this.field) };
    }
    return { kind: 'path', path: this.path() };
  }

  /** True when a function call begins here; its name is then checked against `known`. */
  callsFunction(known: readonly string[]): boolean {
    const name = this.peek();
    if (name === undefined || !identifier.test(name) || this.peek(1) !== '(') return false;
    if (!known.includes(name)) throw this.invalid(`Invalid function name; function: ${name}`);
    return true;
  }

  /** The arguments of a call: AWS names the function when their number is wrong. */
  arguments<Argument>(count: number, parse: () => Argument): { name: string; operands: Argument[] } {
    const name = this.next();
    this.expect('(');
    const operands = this.list(parse);
    this.expect(')');
    if (operands.length !== count) {
      throw this.invalid(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      );
    }
    return { name, operands };
  }
}

/** Refuses two paths of which one is, or holds, the other; also one that is a list here and a map there. */
export function refuseOverlaps(paths: readonly Path[], field: string, print: (path: Path) => string): void {
  for (const [index, one] of paths.entries()) {
    for (const other of paths.slice(0, index)) {
      const shared = Math.min(one.length, other.length);
      const firstDifference = one.slice(0, shared).findIndex((step, at) => step !== other[at]);
      const texts = `path one: ${print(other)}, path two: ${print(one)}`;
      if (firstDifference === -1) {
        throw validation(
          `Invalid ${field}: Two document paths overlap with each other; must remove or rewrite one of these paths; ${texts}`,
        );
      }
      if (typeof one[firstDifference] !== typeof other[firstDifference]) {
        throw validation(
          `Invalid ${field}: Two document paths conflict with each other; must remove or rewrite one of these paths; ${texts}`,
        );
      }
    }
  }
}
