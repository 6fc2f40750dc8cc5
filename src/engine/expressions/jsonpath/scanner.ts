/** Thrown while a path is parsed; callers turn it into a DefinitionError that names the field. */
export class PathSyntaxError extends Error {
  override readonly name = 'PathSyntaxError';
}

/** A cursor over the text of a path. */
export class Scanner {
  position = 0;
  /** Characters that end a name in dot notation; a filter adds its operators. */
  nameStops = '.[]()*,: \t\n\r';
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character, or '' at the end. */
  peek(ahead = 0): string {
    return this.text[this.position + ahead] ?? '';
  }

  startsWith(word: string): boolean {
    return this.text.startsWith(word, this.position);
  }

  /** Takes `word` when it is next. */
  take(word: string): boolean {
    if (!this.startsWith(word)) return false;
    this.position += word.length;
    return true;
  }

  expect(word: string): void {
    if (!this.take(word)) throw this.error(`expected '${word}'`);
  }

  skipBlanks(): void {
    while (this.peek() !== '' && ' \t\n\r'.includes(this.peek())) this.position += 1;
  }

  /** Takes characters while `accepts` holds. */
  takeWhile(accepts: (character: string) => boolean): string {
    const start = this.position;
    while (!this.done && accepts(this.peek())) this.position += 1;
    return this.text.slice(start, this.position);
  }

  /** Takes a signed whole number, or nothing. */
  takeInteger(): number | undefined {
    const match = /^-?\d{1,10}/.exec(this.text.slice(this.position, this.position + 12));
    if (match === null) return undefined;
    this.position += match[0].length;
    return Number(match[0]);
  }

  error(problem: string): PathSyntaxError {
    return new PathSyntaxError(`${problem} at position ${this.position} of '${this.text}'`);
  }
}

/**
 * A quoted text, the cursor being on its opening quote. `\'` inside stands for the quote; any other backslash is kept,
 * as the recording of `$['Test\""Name"']` shows.
 */
export function takeQuoted(scanner: Scanner): string {
  const quote = scanner.peek();
  scanner.position += 1;
  let value = '';
  while (!scanner.done) {
    const character = scanner.peek();
    scanner.position += 1;
    if (character === quote) return value;
    if (character === '\\' && scanner.peek() === quote && quote === "'") {
      value += quote;
      scanner.position += 1;
    } else value += character;
  }
  throw scanner.error(`the quote ${quote} is not closed`);
}
