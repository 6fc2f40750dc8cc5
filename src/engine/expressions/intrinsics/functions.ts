import { createHash } from 'node:crypto';
import type { Json } from '../../json.ts';
import { isObject } from '../json-values.ts';
import type { Scope } from '../scope.ts';
import { seededRandom } from '../seeded-random.ts';
import { compileFormat } from './format.ts';
import { InvalidArguments } from './invalid-arguments.ts';
import { distinctAsJava } from './java-set.ts';

/** One intrinsic function: how many arguments it takes, and its value. @throws InvalidArguments from `apply` */
export interface IntrinsicFunction {
  readonly least: number;
  readonly most: number;
  apply(args: readonly Json[], scope: Scope): Json;
}

/** Characters that Base64Encode, Base64Decode and Hash take, and items that ArrayRange makes (Developer Guide, "Intrinsic functions"). */
const maxCharacters = 10_000;
const maxRangeItems = 1_000;
const maxInteger = 2 ** 31 - 1;
const minInteger = -(2 ** 31);

/** Names as in ASL and as Node's crypto calls them. */
const hashAlgorithms: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** The 18 intrinsic functions (docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html). */
export const intrinsicFunctions: ReadonlyMap<string, IntrinsicFunction> = new Map(
  Object.entries({
    'States.Array': { least: 0, most: Infinity, apply: (args) => [...args] },
    'States.ArrayContains': {
      least: 2,
      most: 2,
      // AWS compares texts: members in another order make another object (measured at AWS by others).
      apply: ([array, sought]) => {
        const text = JSON.stringify(sought);
        return asArray(array, 'States.ArrayContains').some((item) => JSON.stringify(item) === text);
      },
    },
    'States.ArrayGetItem': { least: 2, most: 2, apply: ([array, index]) => arrayGetItem(array, index) },
    'States.ArrayLength': { least: 1, most: 1, apply: ([array]) => asArray(array, 'States.ArrayLength').length },
    'States.ArrayPartition': { least: 2, most: 2, apply: ([array, size]) => arrayPartition(array, size) },
    'States.ArrayRange': { least: 3, most: 3, apply: ([from, to, step]) => arrayRange(from, to, step) },
    'States.ArrayUnique': {
      least: 1,
      most: 1,
      apply: ([array]) => distinctAsJava(asArray(array, 'States.ArrayUnique')),
    },
    'States.Base64Decode': {
      least: 1,
      most: 1,
      apply: ([text]) => Buffer.from(asText(text, 'States.Base64Decode', maxCharacters), 'base64').toString('utf8'),
    },
    'States.Base64Encode': {
      least: 1,
      most: 1,
      apply: ([text]) => Buffer.from(asText(text, 'States.Base64Encode', maxCharacters), 'utf8').toString('base64'),
    },
    'States.Format': {
      least: 1,
      most: Infinity,
      // A template that is no text has no `{}`.
      apply: ([template, ...args]) => compileFormat(typeof template === 'string' ? template : JSON.stringify(template))(args),
    },
    'States.Hash': { least: 2, most: 2, apply: ([data, algorithm]) => hash(data, algorithm) },
    'States.JsonMerge': { least: 3, most: 3, apply: ([one, other, deep]) => jsonMerge(one, other, deep) },
    'States.JsonToString': { least: 1, most: 1, apply: ([value]) => JSON.stringify(value) },
    'States.MathAdd': { least: 2, most: 2, apply: ([one, other]) => mathAdd(one, other) },
    'States.MathRandom': { least: 2, most: 3, apply: ([from, to, seed], scope) => mathRandom(from, to, seed, scope) },
    'States.StringSplit': { least: 2, most: 2, apply: ([text, separators]) => stringSplit(text, separators) },
    'States.StringToJson': { least: 1, most: 1, apply: ([text]) => stringToJson(text) },
    'States.UUID': { least: 0, most: 0, apply: (_args, scope) => scope.uuid() },
  } satisfies Record<string, IntrinsicFunction>),
);

function asArray(value: Json | undefined, name: string): Json[] {
  if (!Array.isArray(value)) throw new InvalidArguments(name);
  return value;
}

function asText(value: Json | undefined, name: string, most = Infinity): string {
  if (typeof value !== 'string' || value.length > most) throw new InvalidArguments(name);
  return value;
}

/**
 * A 32-bit whole number. The Developer Guide says that others are rounded to the nearest; AWS does so for MathAdd alone and cuts the
 * fraction off everywhere else (measured at AWS by others: `States.ArrayRange(5.4, -0.6, -2.4)` is `[5, 3, 1]`).
 */
function asInteger(value: Json | undefined, name: string, whole: (value: number) => number = Math.trunc): number {
  if (typeof value !== 'number') throw new InvalidArguments(name);
  const integer = whole(value);
  if (integer < minInteger || integer > maxInteger) throw new InvalidArguments(name);
  // Never -0.
  return integer + 0;
}

function arrayGetItem(array: Json | undefined, index: Json | undefined): Json {
  const name = 'States.ArrayGetItem';
  const items = asArray(array, name);
  const position = asInteger(index, name);
  // Measured at AWS by others: an empty array has no bounds.
  if (items.length === 0) return null;
  const item = items[position];
  if (item === undefined) throw new InvalidArguments(name);
  return item;
}

function arrayPartition(array: Json | undefined, size: Json | undefined): Json {
  const name = 'States.ArrayPartition';
  const items = asArray(array, name);
  const length = asInteger(size, name);
  if (length < 1) throw new InvalidArguments(name);
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) => items.slice(i * length, (i + 1) * length));
}

function arrayRange(from: Json | undefined, to: Json | undefined, step: Json | undefined): Json {
  const name = 'States.ArrayRange';
  const [first, last, increment] = [asInteger(from, name), asInteger(to, name), asInteger(step, name)];
  if (increment === 0) throw new InvalidArguments(name);
  const length = Math.max(0, Math.floor((last - first) / increment) + 1);
  if (length > maxRangeItems) throw new InvalidArguments(name);
  return Array.from({ length }, (_, i) => first + i * increment);
}

function hash(data: Json | undefined, algorithm: Json | undefined): Json {
  const name = 'States.Hash';
  const nodeName = hashAlgorithms.get(asText(algorithm, name));
  if (data === undefined || nodeName === undefined) throw new InvalidArguments(name);
  // Anything but a text is hashed as JSON.
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return createHash(nodeName)
    .update(asText(text, name, maxCharacters), 'utf8')
    .digest('hex');
}

/** Shallow only: AWS refuses `true`, and takes what is no boolean for `false`. */
function jsonMerge(one: Json | undefined, other: Json | undefined, deep: Json | undefined): Json {
  if (!isObject(one) || !isObject(other) || deep === true) throw new InvalidArguments('States.JsonMerge');
  return { ...one, ...other };
}

function mathAdd(one: Json | undefined, other: Json | undefined): Json {
  const name = 'States.MathAdd';
  return asInteger(asInteger(one, name, Math.round) + asInteger(other, name, Math.round), name);
}

/** From the first number on, below the second. */
function mathRandom(from: Json | undefined, to: Json | undefined, seed: Json | undefined, scope: Scope): Json {
  const name = 'States.MathRandom';
  const [first, end] = [asInteger(from, name), asInteger(to, name)];
  if (first >= end) throw new InvalidArguments(name);
  const random = seed === undefined ? scope.random() : seededRandom(asInteger(seed, name));
  return first + Math.floor(random * (end - first));
}

/** Every character of the second text separates, and empty pieces are dropped (read off AWS's answers). */
function stringSplit(text: Json | undefined, separators: Json | undefined): Json {
  const name = 'States.StringSplit';
  const stops = new Set(asText(separators, name));
  const pieces: string[] = [];
  let piece = '';
  for (const character of asText(text, name)) {
    if (!stops.has(character)) piece += character;
    else if (piece !== '') {
      pieces.push(piece);
      piece = '';
    }
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/** Blank text is null, as AWS's parser has it. */
function stringToJson(value: Json | undefined): Json {
  const text = asText(value, 'States.StringToJson');
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidArguments('States.StringToJson');
    throw error;
  }
}
