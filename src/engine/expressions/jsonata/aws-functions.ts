import { createHash } from 'node:crypto';
import type jsonata from 'jsonata';
import type { Scope } from '../scope.ts';
import { seededRandom } from '../seeded-random.ts';
import { lookupOwn, ownMemberName } from './own-members.ts';

/** Variable that carries the Scope of the running evaluation; the blank keeps it out of reach of expressions. */
export const scopeName = 'evaluation scope';

const hashAlgorithms: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** Items that $range may make, as measured at AWS by others; it says the memory limit is exceeded beyond. */
const maxRangeItems = 360_145;

/** AWS's text of an expression that makes too large a value. */
export const memoryLimit = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';

/** An error as jsonata's own: it gets into the cause as `code: message`. */
export const jsonataError = (code: string, message: string): { code: string; message: string } => ({ code, message });

/**
 * Adds what Step Functions adds to JSONata, and puts the engine's clock and randomness in place of the machine's
 * (docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html, "JSONata functions provided by Step Functions").
 */
export function registerFunctions(expression: jsonata.Expression): void {
  const scopeOf = (focus: jsonata.Focus): Scope => focus.environment.lookup(scopeName) as Scope;

  expression.registerFunction('partition', (items: unknown[], size: number) => partition(items, size), '<an:a>');
  expression.registerFunction('range', (from: number, to: number, step?: number) => range(from, to, step), '<nnn?:a>');
  expression.registerFunction('hash', (text: string, algorithm?: string) => hash(text, algorithm), '<ss?:s>');
  expression.registerFunction('parse', (text?: string) => parse(text), '<s-:x>');
  expression.registerFunction('uuid', function () {
    return scopeOf(this).uuid();
  }, '<:s>'); // prettier-ignore
  expression.registerFunction('random', function (seed?: number) {
    return seed === undefined ? scopeOf(this).random() : seededRandom(seed);
  }, '<n?:n>'); // prettier-ignore
  expression.registerFunction('shuffle', function (items?: unknown[]) {
    return items === undefined ? undefined : shuffle(items, () => scopeOf(this).random());
  }, '<a:a>'); // prettier-ignore
  expression.registerFunction('millis', function () {
    return scopeOf(this).now();
  }, '<:n>'); // prettier-ignore
  expression.registerFunction('now', function (picture?: string, zone?: string) {
    const fromMillis = this.environment.lookup('fromMillis') as { implementation(this: jsonata.Focus, ...args: unknown[]): string };
    return fromMillis.implementation.call(this, scopeOf(this).now(), picture, zone);
  }, '<s?s?:s>'); // prettier-ignore
  expression.registerFunction('lookup', (input: unknown, name: string) => lookupOwn(input, name), '<x-s:x>');
  expression.registerFunction(ownMemberName, function (name: string) {
    return lookupOwn(this.input, name);
  }); // prettier-ignore
  // AWS takes $eval away: it would evaluate text from the input.
  expression.assign('eval', undefined);
}

/** Chunks of `size` items, cut to a whole number; nothing for an empty array or a size of 0, an error for one below. */
function partition(items: unknown[] | undefined, size: number | undefined): unknown[][] | undefined {
  const length = Math.trunc(size ?? 0);
  if (length < 0) throw jsonataError('D3137', `The chunk size of $partition cannot be negative: ${length}`);
  if (items === undefined || items.length === 0 || length === 0) return undefined;
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) => items.slice(i * length, (i + 1) * length));
}

/** From the first number to the last, both included; one number alone comes without its array, as AWS answers. */
function range(from: number | undefined, to: number | undefined, step: number | undefined): number[] | number | undefined {
  if (from === undefined || to === undefined || step === undefined) return undefined;
  const [first, last, increment] = [Math.trunc(from), Math.trunc(to), Math.trunc(step)];
  if (increment === 0) return undefined;
  const length = Math.floor((last - first) / increment) + 1;
  if (length < 1) return undefined;
  if (length > maxRangeItems) throw jsonataError('', memoryLimit);
  return length === 1 ? first : Array.from({ length }, (_, i) => first + i * increment);
}

function hash(text: string | undefined, algorithm: string | undefined): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  const name = hashAlgorithms.get(algorithm);
  if (name === undefined) throw jsonataError('D3137', `Unknown hash algorithm ${JSON.stringify(algorithm)}`);
  return createHash(name).update(text, 'utf8').digest('hex');
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const invalid = jsonataError('D3137', 'Invalid JSON');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid;
  }
  // A number too large for a double is refused, as by AWS's parser.
  if (/[eE]\+?\d{3}|\d{300}/.test(text) && !isFiniteThroughout(value)) throw invalid;
  return value;
}

function isFiniteThroughout(root: unknown): boolean {
  const stack = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value === 'number' && !Number.isFinite(value)) return false;
    if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) stack.push(part);
  }
  return true;
}

/** Fisher-Yates on a copy. */
function shuffle(items: unknown[], random: () => number): unknown[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
